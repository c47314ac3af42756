package io.holdfast.loganalytics.internal;

import io.holdfast.query.TimeRange;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAmount;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/// The `timespan` of a query: an ISO 8601 duration that ends now, or an interval of two times, or of one
/// time and a
/// duration on either side.
public final class Timespans {

    private static final int MAX_LENGTH = 200;
    private static final int MAX_YEAR = 9999;
    private static final Pattern SLASH = Pattern.compile("/");

    private Timespans() {}

    /// The span, or empty if the text is none. A duration alone reaches from that long ago on, without an
    /// upper bound:
    /// rows that arrive with a time slightly ahead of ours count as now.
    public static Optional<TimeRange> parse(String text, Instant now) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        List<String> parts = SLASH.splitAsStream(text.strip()).map(String::strip).toList();
        try {
            return switch (parts.size()) {
                case 1 -> Optional.of(new TimeRange(minus(now, amount(parts.getFirst())), Instant.MAX));
                case 2 -> Optional.of(interval(parts.getFirst(), parts.getLast()));
                default -> Optional.empty();
            };
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static TimeRange interval(String first, String second) {
        if (isAmount(first)) {
            Instant end = instant(second);
            return new TimeRange(minus(end, amount(first)), end);
        }
        Instant start = instant(first);
        return new TimeRange(start, isAmount(second) ? plus(start, amount(second)) : instant(second));
    }

    private static boolean isAmount(String text) {
        return text.toUpperCase(Locale.ROOT).startsWith("P");
    }

    private static Instant instant(String text) {
        return Datetimes.parse(text).orElseGet(() -> bounded(OffsetDateTime.parse(text)));
    }

    /// A time that no row can have means no bound: the Azure SDK for Java sends the first and the last time
    /// of its
    /// calendar for "all".
    private static Instant bounded(OffsetDateTime time) {
        if (time.getYear() < 1) {
            return Instant.MIN;
        }
        return time.getYear() > MAX_YEAR ? Instant.MAX : time.toInstant();
    }

    /// A duration with days and time, or years, months and weeks; the two forms together are `P1Y2M3DT4H`.
    private static List<TemporalAmount> amount(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        int time = upper.indexOf('T');
        if (time < 0) {
            return List.of(Period.parse(upper));
        }
        Duration clock = Duration.parse("P" + upper.substring(time));
        return time == 1 ? List.of(clock) : List.of(Period.parse(upper.substring(0, time)), clock);
    }

    private static Instant minus(Instant instant, List<TemporalAmount> amounts) {
        return moved(instant, amounts, OffsetDateTime::minus);
    }

    private static Instant plus(Instant instant, List<TemporalAmount> amounts) {
        return moved(instant, amounts, OffsetDateTime::plus);
    }

    private static Instant moved(Instant instant, List<TemporalAmount> amounts,
            BiFunction<OffsetDateTime, TemporalAmount, OffsetDateTime> step) {
        OffsetDateTime at = instant.atOffset(ZoneOffset.UTC);
        for (TemporalAmount amount : amounts) {
            at = step.apply(at, amount);
        }
        if (at.getYear() < 1 || at.getYear() > MAX_YEAR) {
            throw new DateTimeException("beyond what a datetime can be");
        }
        return at.toInstant();
    }
}
