package io.holdfast.kql;

import static io.holdfast.kql.KqlTimespan.TICKS_PER_DAY;
import static io.holdfast.kql.KqlTimespan.TICKS_PER_HOUR;
import static io.holdfast.kql.KqlTimespan.TICKS_PER_MINUTE;
import static io.holdfast.kql.KqlTimespan.TICKS_PER_SECOND;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Datetimes as KQL counts and writes them: ticks of 100 ns since 0001-01-01T00:00:00Z.
///
/// Source: the Kusto reference, page "The datetime data type".
public final class KqlDatetime {
    /// Ticks from 0001-01-01 to 1970-01-01.
    public static final long UNIX_EPOCH_TICKS = 621_355_968_000_000_000L;
    /// Ticks of 9999-12-31T23:59:59.9999999Z, the last datetime.
    public static final long MAX_TICKS = 3_155_378_975_999_999_999L;

    private static final String CLOCK = "(?<h>\\d{1,2})"
            + "(?::(?<m>\\d{1,2})(?::(?<s>\\d{1,2})(?:[.,](?<f>\\d{1,9}))?)?)?"
            + "\\s*(?<half>[AaPp][Mm])?";
    private static final String ZONE = "\\s*(?<zone>[Zz]|UTC|GMT|[+-]\\d{2}:?\\d{2})?";
    private static final String TAIL = "(?:(?:[Tt]|\\s+|\\s*,\\s*)" + CLOCK + ")?" + ZONE;
    private static final List<Pattern> FORMATS = List.of(
            Pattern.compile("(?<y>\\d{4})\\s*[-/.,]\\s*(?<mo>\\d{1,2})\\s*[-/.,]\\s*(?<d>\\d{1,2})" + TAIL),
            Pattern.compile("(?<mo>\\d{1,2})[-/](?<d>\\d{1,2})[-/](?<y>\\d{4})" + TAIL),
            Pattern.compile("(?<y>\\d{4})(?:-(?<mo>\\d{1,2}))?" + ZONE),
            Pattern.compile(
                    "(?:[A-Za-z]{3,9},?\\s+)?(?<d>\\d{1,2})[ -](?<mon>[A-Za-z]{3,9})[ -](?<y>\\d{4})" + TAIL),
            Pattern.compile(
                    "(?:[A-Za-z]{3,9},?\\s+)?(?<mon>[A-Za-z]{3,9})\\s+(?<d>\\d{1,2}),?\\s+(?<y>\\d{4})"
                            + TAIL));
    private static final List<String> MONTHS = List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug",
            "sep",
            "oct", "nov", "dec");

    private KqlDatetime() {}

    /// Returns the ticks of an instant, cut to 100 ns; instants outside the years 1 to 9999 become the
    /// nearest end.
    public static long ofInstant(Instant instant) {
        long seconds = instant.getEpochSecond() + UNIX_EPOCH_TICKS / TICKS_PER_SECOND;
        if (seconds < 0) {
            return 0;
        }
        if (seconds > MAX_TICKS / TICKS_PER_SECOND) {
            return MAX_TICKS;
        }
        return seconds * TICKS_PER_SECOND + instant.getNano() / 100;
    }

    /// Returns the instant of a count of ticks.
    public static Instant toInstant(long ticks) {
        long since = ticks - UNIX_EPOCH_TICKS;
        return Instant.ofEpochSecond(Math.floorDiv(since, TICKS_PER_SECOND),
                Math.floorMod(since, TICKS_PER_SECOND) * 100);
    }

    /// Returns the ticks of a text in ISO 8601, RFC 822 or a common form such as `12/31/2024 10:00 PM`, or
    /// empty if it is no datetime. A text without a zone is UTC.
    public static OptionalLong parse(String text) {
        String trimmed = text.strip();
        for (Pattern format : FORMATS) {
            Matcher matcher = format.matcher(trimmed);
            if (matcher.matches()) {
                return ofParts(matcher);
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong ofParts(Matcher parts) {
        try {
            String month = part(parts, "mo");
            String monthName = part(parts, "mon");
            int monthNumber = !monthName.isEmpty()
                    ? monthOf(monthName)
                    : month.isEmpty() ? 1 : Integer.parseInt(month);
            String day = part(parts, "d");
            LocalDate date = LocalDate.of(Integer.parseInt(parts.group("y")), monthNumber,
                    day.isEmpty() ? 1 : Integer.parseInt(day));
            long ticks = date.toEpochDay() * TICKS_PER_DAY + UNIX_EPOCH_TICKS + clockTicks(parts)
                    - zoneTicks(part(parts, "zone"));
            return ticks < 0 || ticks > MAX_TICKS ? OptionalLong.empty() : OptionalLong.of(ticks);
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }

    private static long clockTicks(Matcher parts) {
        if (part(parts, "h").isEmpty()) {
            return 0;
        }
        int hour = Integer.parseInt(parts.group("h"));
        String half = part(parts, "half").toLowerCase(Locale.ROOT);
        if (!half.isEmpty()) {
            hour = hour % 12 + (half.equals("pm") ? 12 : 0);
        }
        int minute = numberOrZero(part(parts, "m"));
        int second = numberOrZero(part(parts, "s"));
        if (hour > 23 || minute > 59 || second > 59) {
            throw new DateTimeException("no time of day");
        }
        return hour * TICKS_PER_HOUR + minute * TICKS_PER_MINUTE + second * TICKS_PER_SECOND
                + Long.parseLong((part(parts, "f") + "0000000").substring(0, 7));
    }

    private static long zoneTicks(String zone) {
        if (zone.isEmpty() || (zone.charAt(0) != '+' && zone.charAt(0) != '-')) {
            return 0;
        }
        String digits = zone.substring(1).replace(":", "");
        long ticks = Long.parseLong(digits.substring(0, 2)) * TICKS_PER_HOUR
                + Long.parseLong(digits.substring(2)) * TICKS_PER_MINUTE;
        return zone.charAt(0) == '-' ? -ticks : ticks;
    }

    private static int monthOf(String name) {
        int index = name.length() < 3 ? -1 : MONTHS.indexOf(name.substring(0, 3).toLowerCase(Locale.ROOT));
        return index + 1;
    }

    private static int numberOrZero(String digits) {
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    private static String part(Matcher matcher, String name) {
        if (!matcher.namedGroups().containsKey(name)) {
            return "";
        }
        String value = matcher.group(name);
        return value == null ? "" : value;
    }

    /// Returns ISO 8601 text, with 7 digits of fraction unless it is zero: `2024-05-01T10:00:00Z`.
    public static String format(long ticks) {
        return format(ticks, ticks % TICKS_PER_SECOND != 0);
    }

    /// Returns ISO 8601 text with 7 digits of fraction, as `tostring()` does.
    public static String formatFull(long ticks) {
        return format(ticks, true);
    }

    private static String format(long ticks, boolean fraction) {
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(ticks - UNIX_EPOCH_TICKS, TICKS_PER_DAY));
        long time = Math.floorMod(ticks, TICKS_PER_DAY);
        StringBuilder text = new StringBuilder(28);
        KqlTimespan.appendPadded(text, date.getYear(), 4);
        KqlTimespan.appendPadded(text.append('-'), date.getMonthValue(), 2);
        KqlTimespan.appendPadded(text.append('-'), date.getDayOfMonth(), 2);
        KqlTimespan.appendPadded(text.append('T'), time / TICKS_PER_HOUR, 2);
        KqlTimespan.appendPadded(text.append(':'), time / TICKS_PER_MINUTE % 60, 2);
        KqlTimespan.appendPadded(text.append(':'), time / TICKS_PER_SECOND % 60, 2);
        if (fraction) {
            KqlTimespan.appendPadded(text.append('.'), time % TICKS_PER_SECOND, 7);
        }
        return text.append('Z').toString();
    }
}
