package io.holdfast.syslog;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Points in time in CEF: milliseconds since 1970, `MMM dd yyyy HH:mm:ss[.SSS]`, or ISO 8601. What names no
/// zone is UTC; without a year a text is none.
final class CefTimes {

    private static final Pattern MILLIS = Pattern.compile("\\d{10,15}");
    private static final Pattern ZONE = Pattern.compile(" (?:UTC|GMT|Z)$");
    private static final DateTimeFormatter LONG = new DateTimeFormatterBuilder().parseCaseInsensitive()
            .appendPattern("MMM d uuuu HH:mm:ss").optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true).optionalEnd().toFormatter(Locale.ROOT);

    private CefTimes() {}

    static Optional<Instant> parse(String text) {
        try {
            if (MILLIS.matcher(text).matches()) {
                return Optional.of(Instant.ofEpochMilli(Long.parseLong(text)));
            }
            return Optional.of(text.indexOf('T') > 0 && Character.isDigit(text.charAt(0))
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(ZONE.matcher(text).replaceFirst("").replaceAll(" +", " "), LONG)
                            .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
