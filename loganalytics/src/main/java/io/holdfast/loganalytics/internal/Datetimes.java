package io.holdfast.loganalytics.internal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.Optional;

/// Points in time as clients write them: ISO 8601, with a blank for the `T` if they like, with or without
/// time and
/// offset. What has no offset is UTC.
public final class Datetimes {

    private static final int MAX_LENGTH = 40;
    private static final int MIN_YEAR = 1;
    private static final int MAX_YEAR = 9999;

    private static final DateTimeFormatter LENIENT = new DateTimeFormatterBuilder().parseCaseInsensitive()
            .appendPattern("uuuu-MM-dd")
            .optionalStart().appendPattern("['T'][ ]HH:mm")
            .optionalStart().appendPattern(":ss")
            .optionalStart().appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true).optionalEnd()
            .optionalEnd()
            .optionalStart().appendOffset("+HH:mm", "Z").optionalEnd()
            .optionalStart().appendOffset("+HHmm", "Z").optionalEnd()
            .optionalEnd()
            .toFormatter(Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private Datetimes() {}

    /// The instant, or empty if the text is none or lies outside the years 1 to 9999.
    public static Optional<Instant> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            TemporalAccessor parsed = LENIENT.parse(text);
            LocalDate date = LocalDate.from(parsed);
            LocalTime time = Optional.ofNullable(parsed.query(TemporalQueries.localTime()))
                    .orElse(LocalTime.MIDNIGHT);
            ZoneOffset offset = Optional.ofNullable(parsed.query(TemporalQueries.offset()))
                    .orElse(ZoneOffset.UTC);
            OffsetDateTime utc = OffsetDateTime.of(date, time, offset).withOffsetSameInstant(ZoneOffset.UTC);
            return utc.getYear() < MIN_YEAR || utc.getYear() > MAX_YEAR
                    ? Optional.empty()
                    : Optional.of(utc.toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// The canonical text of rows: UTC, `Z`, microseconds, which is what the store keeps; finer digits are
    /// cut.
    public static String canonical(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).toString();
    }
}
