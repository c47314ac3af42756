package io.holdfast.query.internal;

import io.holdfast.kql.KqlTimespan;
import java.time.LocalDate;

/// The formats of `format_datetime` and `format_timespan`: runs of letters stand for parts, any other
/// character for itself. Source: the Kusto reference, pages of these functions.
final class TimeFormats {
    private TimeFormats() {}

    /// A value in its parts.
    private record Parts(long year, long month, long day, long hour, long minute, long second,
            long fraction) {}

    static String datetime(long ticks, String format) {
        LocalDate date = TimeFunctions.date(ticks);
        long time = Math.floorMod(ticks, KqlTimespan.TICKS_PER_DAY);
        return format(new Parts(date.getYear(), date.getMonthValue(), date.getDayOfMonth(),
                time / KqlTimespan.TICKS_PER_HOUR, time / KqlTimespan.TICKS_PER_MINUTE % 60,
                time / KqlTimespan.TICKS_PER_SECOND % 60, time % KqlTimespan.TICKS_PER_SECOND), format);
    }

    static String timespan(long ticks, String format) {
        long span = ticks == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(ticks);
        long time = span % KqlTimespan.TICKS_PER_DAY;
        return (ticks < 0 ? "-" : "") + format(new Parts(0, 0, span / KqlTimespan.TICKS_PER_DAY,
                time / KqlTimespan.TICKS_PER_HOUR, time / KqlTimespan.TICKS_PER_MINUTE % 60,
                time / KqlTimespan.TICKS_PER_SECOND % 60, time % KqlTimespan.TICKS_PER_SECOND), format);
    }

    private static String format(Parts parts, String format) {
        StringBuilder out = new StringBuilder();
        int index = 0;
        while (index < format.length()) {
            char letter = format.charAt(index);
            int end = index + 1;
            while (end < format.length() && format.charAt(end) == letter) {
                end++;
            }
            append(out, parts, letter, end - index);
            index = end;
        }
        return out.toString();
    }

    private static void append(StringBuilder out, Parts parts, char letter, int count) {
        switch (letter) {
            case 'y' -> number(out, count == 2 ? parts.year() % 100 : parts.year(), count);
            case 'M' -> number(out, parts.month(), count);
            case 'd' -> number(out, parts.day(), count);
            case 'H' -> number(out, parts.hour(), count);
            case 'h' -> number(out, parts.year() == 0 ? parts.hour() : (parts.hour() + 11) % 12 + 1, count);
            case 'm' -> number(out, parts.minute(), count);
            case 's' -> number(out, parts.second(), count);
            case 'f' -> out.append("%07d".formatted(parts.fraction()), 0, Math.min(count, 7));
            case 'F' -> out.append("%07d".formatted(parts.fraction()).substring(0, Math.min(count, 7))
                    .replaceFirst("0+$", ""));
            case 't' -> out.append(parts.hour() < 12 ? "AM" : "PM", 0, Math.min(count, 2));
            default -> out.repeat(letter, count);
        }
    }

    private static void number(StringBuilder out, long value, int width) {
        String digits = Long.toString(value);
        out.repeat('0', Math.max(0, width - digits.length())).append(digits);
    }
}
