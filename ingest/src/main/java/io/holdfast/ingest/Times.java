package io.holdfast.ingest;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Points in time as files write them: ISO 8601, the mirrored portal's `M/d/yyyy, h:mm:ss.SSS a`, and seconds or
/// milliseconds since 1970.
final class Times {

    private static final Pattern ISO = Pattern
            .compile("\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}.*");
    /// Seconds from here on would be after the year 5138, milliseconds are after March 1973.
    private static final BigDecimal FIRST_MILLIS = BigDecimal.valueOf(100_000_000_000L);
    private static final int NANO_DIGITS = 9;
    private static final List<DateTimeFormatter> LOCAL = List.of(
            new DateTimeFormatterBuilder().appendPattern("uuuu-MM-dd['T'][ ]HH:mm").optionalStart()
                    .appendPattern(":ss").optionalStart()
                    .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
                    .optionalEnd().optionalEnd().toFormatter(Locale.ROOT),
            new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern("M/d/uuuu[,] h:mm:ss")
                    .optionalStart().appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true).optionalEnd()
                    .appendPattern(" a").toFormatter(Locale.US));

    private final ZoneId zone;

    /// @param zone of times that name none
    Times(ZoneId zone) {
        this.zone = zone;
    }

    static boolean isIso(String text) {
        return ISO.matcher(text).matches();
    }

    Optional<Instant> of(JsonNode value) {
        if (value.isNumber()) {
            return sinceEpoch(value.decimalValue());
        }
        String text = value.asString("").strip();
        try {
            return Optional.of(OffsetDateTime.parse(text.replaceFirst("^(\\S{10}) ", "$1T")).toInstant());
        } catch (DateTimeException e) {
            return local(text).or(() -> digits(text));
        }
    }

    private Optional<Instant> local(String text) {
        for (DateTimeFormatter formatter : LOCAL) {
            try {
                return Optional.of(LocalDateTime.parse(text, formatter).atZone(zone).toInstant());
            } catch (DateTimeException e) {
                // The next may take it.
            }
        }
        return Optional.empty();
    }

    private static Optional<Instant> digits(String text) {
        return text.matches("\\d{9,13}(?:\\.\\d{1,9})?")
                ? sinceEpoch(new BigDecimal(text))
                : Optional.empty();
    }

    private static Optional<Instant> sinceEpoch(BigDecimal number) {
        BigDecimal seconds = number.compareTo(FIRST_MILLIS) < 0 ? number : number.movePointLeft(3);
        if (seconds.signum() < 0 || seconds.compareTo(FIRST_MILLIS) >= 0) {
            return Optional.empty();
        }
        BigDecimal whole = seconds.setScale(0, RoundingMode.DOWN);
        return Optional.of(Instant.ofEpochSecond(whole.longValue(),
                seconds.subtract(whole).movePointRight(NANO_DIGITS).longValue()));
    }
}
