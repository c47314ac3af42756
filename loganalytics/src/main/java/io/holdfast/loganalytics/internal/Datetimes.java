package io.holdfast.loganalytics.internal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
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

    private static final String SHAPE = "0000-00-00T00:00:00";
    private static final int MICRO_DIGITS = 6;
    private static final int MAX_PLAIN_LENGTH = SHAPE.length() + 1 + 9 + 1;

    private static final DateTimeFormatter LENIENT = new DateTimeFormatterBuilder().parseCaseInsensitive()
            .appendPattern("uuuu-MM-dd")
            .optionalStart().appendPattern("['T'][ ]HH:mm")
            .optionalStart().appendPattern(":ss")
            .optionalStart().appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true).optionalEnd()
            .optionalEnd()
            .optionalStart().appendOffset("+HH:MM", "Z").optionalEnd()
            .optionalStart().appendOffset("+HHMM", "+0000").optionalEnd()
            .optionalStart().appendOffset("+HH", "+00").optionalEnd()
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

    /// The text of rows for a text that a client wrote, or empty as [#parse] has it. Times in UTC as most
    /// clients write them stay as they are, but for digits finer than microseconds.
    static Optional<String> canonical(String text) {
        if (!isPlain(text)) {
            return parse(text).map(Datetimes::canonical);
        }
        int end = SHAPE.length() + 1 + MICRO_DIGITS;
        return Optional.of(text.length() <= end + 1 ? text : text.substring(0, end) + 'Z');
    }

    /// Whether it is `yyyy-MM-ddTHH:mm:ssZ`, with up to nine digits of a fraction or none, and there is such
    /// a time.
    private static boolean isPlain(String text) {
        int length = text.length();
        if (length <= SHAPE.length() || length > MAX_PLAIN_LENGTH || text.charAt(length - 1) != 'Z') {
            return false;
        }
        for (int i = 0; i < SHAPE.length(); i++) {
            char expected = SHAPE.charAt(i);
            if (expected == '0' ? !isDigit(text.charAt(i)) : text.charAt(i) != expected) {
                return false;
            }
        }
        return hasPlainFraction(text) && isThere(text);
    }

    private static boolean hasPlainFraction(String text) {
        int start = SHAPE.length();
        int end = text.length() - 1;
        if (start == end) {
            return true;
        }
        if (text.charAt(start) != '.' || end == start + 1) {
            return false;
        }
        for (int i = start + 1; i < end; i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isThere(String text) {
        int year = 100 * number(text, 0) + number(text, 2);
        int month = number(text, 5);
        int day = number(text, 8);
        return year >= MIN_YEAR && month >= 1 && month <= 12 && day >= 1
                && day <= YearMonth.of(year, month).lengthOfMonth()
                && number(text, 11) < 24 && number(text, 14) < 60 && number(text, 17) < 60;
    }

    /// The two digits at a place.
    private static int number(String text, int at) {
        return 10 * (text.charAt(at) - '0') + text.charAt(at + 1) - '0';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /// The canonical text of rows: UTC, `Z`, microseconds, which is what the store keeps; finer digits are
    /// cut.
    public static String canonical(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).toString();
    }
}
