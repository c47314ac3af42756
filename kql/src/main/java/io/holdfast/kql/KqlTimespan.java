package io.holdfast.kql;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Timespans as KQL counts and writes them: ticks of 100 ns.
///
/// Source: the Kusto reference, page "The timespan data type", and the constant format of .NET's TimeSpan.
public final class KqlTimespan {
    /// Ticks in one microsecond.
    public static final long TICKS_PER_MICROSECOND = 10;
    /// Ticks in one millisecond.
    public static final long TICKS_PER_MILLISECOND = 10_000;
    /// Ticks in one second.
    public static final long TICKS_PER_SECOND = 10_000_000;
    /// Ticks in one minute.
    public static final long TICKS_PER_MINUTE = 60 * TICKS_PER_SECOND;
    /// Ticks in one hour.
    public static final long TICKS_PER_HOUR = 60 * TICKS_PER_MINUTE;
    /// Ticks in one day.
    public static final long TICKS_PER_DAY = 24 * TICKS_PER_HOUR;

    private static final Map<String, Long> NANOSECONDS = Map.ofEntries(
            unit("d", 100 * TICKS_PER_DAY), unit("day", 100 * TICKS_PER_DAY),
            unit("days", 100 * TICKS_PER_DAY),
            unit("h", 100 * TICKS_PER_HOUR), unit("hr", 100 * TICKS_PER_HOUR),
            unit("hrs", 100 * TICKS_PER_HOUR),
            unit("hour", 100 * TICKS_PER_HOUR), unit("hours", 100 * TICKS_PER_HOUR),
            unit("m", 100 * TICKS_PER_MINUTE), unit("min", 100 * TICKS_PER_MINUTE),
            unit("minute", 100 * TICKS_PER_MINUTE), unit("minutes", 100 * TICKS_PER_MINUTE),
            unit("s", 100 * TICKS_PER_SECOND), unit("sec", 100 * TICKS_PER_SECOND),
            unit("second", 100 * TICKS_PER_SECOND), unit("seconds", 100 * TICKS_PER_SECOND),
            unit("ms", 1_000_000), unit("milli", 1_000_000), unit("millis", 1_000_000),
            unit("millisecond", 1_000_000), unit("milliseconds", 1_000_000),
            unit("micro", 1_000), unit("micros", 1_000), unit("microsecond", 1_000),
            unit("microseconds", 1_000),
            unit("nano", 1), unit("nanos", 1), unit("nanosecond", 1), unit("nanoseconds", 1),
            unit("tick", 100), unit("ticks", 100));
    private static final Pattern WITH_UNIT = Pattern
            .compile("([+-]?)\\s*(\\d{1,20}(?:\\.\\d{1,20})?)\\s*([a-z]+)");
    private static final Pattern CLOCK = Pattern
            .compile(
                    "([+-]?)(?:(\\d{1,8})(?:\\.|:(?=\\d+:\\d+:)))?(\\d{1,2}):(\\d{1,2})"
                            + "(?::(\\d{1,2})(?:\\.(\\d{1,9}))?)?");
    private static final Pattern DAYS = Pattern.compile("[+-]?\\d{1,8}");

    private KqlTimespan() {}

    private static Map.Entry<String, Long> unit(String name, long nanoseconds) {
        return Map.entry(name, nanoseconds);
    }

    /// Returns the ticks of a text such as `1.5h`, `2.03:04:05.678`, `03:04` or `7` (days), or empty if it
    /// is none.
    public static OptionalLong parse(String text) {
        String trimmed = text.strip();
        Matcher unit = WITH_UNIT.matcher(trimmed);
        if (unit.matches()) {
            return ofUnit(unit);
        }
        Matcher clock = CLOCK.matcher(trimmed);
        if (clock.matches()) {
            return ofClock(clock);
        }
        if (DAYS.matcher(trimmed).matches()) {
            return fit(
                    BigInteger.valueOf(Long.parseLong(trimmed)).multiply(BigInteger.valueOf(TICKS_PER_DAY)));
        }
        return OptionalLong.empty();
    }

    private static OptionalLong ofUnit(Matcher unit) {
        Long nanoseconds = NANOSECONDS.get(unit.group(3));
        if (nanoseconds == null) {
            return OptionalLong.empty();
        }
        BigDecimal ticks = new BigDecimal(unit.group(2)).multiply(BigDecimal.valueOf(nanoseconds))
                .divide(BigDecimal.valueOf(100), 0, RoundingMode.DOWN);
        return fit(unit.group(1).equals("-") ? ticks.toBigInteger().negate() : ticks.toBigInteger());
    }

    private static OptionalLong ofClock(Matcher clock) {
        long hours = Long.parseLong(clock.group(3));
        long minutes = Long.parseLong(clock.group(4));
        long seconds = clock.group(5) == null ? 0 : Long.parseLong(clock.group(5));
        if (hours > 23 || minutes > 59 || seconds > 59) {
            return OptionalLong.empty();
        }
        long days = clock.group(2) == null ? 0 : Long.parseLong(clock.group(2));
        String fraction = clock.group(6) == null ? "" : clock.group(6);
        long ticks = hours * TICKS_PER_HOUR + minutes * TICKS_PER_MINUTE + seconds * TICKS_PER_SECOND
                + Long.parseLong((fraction + "0000000").substring(0, 7));
        BigInteger all = BigInteger.valueOf(days).multiply(BigInteger.valueOf(TICKS_PER_DAY))
                .add(BigInteger.valueOf(ticks));
        return fit(clock.group(1).equals("-") ? all.negate() : all);
    }

    private static OptionalLong fit(BigInteger ticks) {
        return ticks.bitLength() < Long.SIZE ? OptionalLong.of(ticks.longValue()) : OptionalLong.empty();
    }

    /// Returns the text of a timespan: `[-][d.]hh:mm:ss[.fffffff]`.
    public static String format(long ticks) {
        StringBuilder text = new StringBuilder(26);
        BigInteger[] parts = BigInteger.valueOf(ticks).abs()
                .divideAndRemainder(BigInteger.valueOf(TICKS_PER_DAY));
        if (ticks < 0) {
            text.append('-');
        }
        if (parts[0].signum() != 0) {
            text.append(parts[0]).append('.');
        }
        long rest = parts[1].longValue();
        appendPadded(text, rest / TICKS_PER_HOUR, 2);
        appendPadded(text.append(':'), rest / TICKS_PER_MINUTE % 60, 2);
        appendPadded(text.append(':'), rest / TICKS_PER_SECOND % 60, 2);
        if (rest % TICKS_PER_SECOND != 0) {
            appendPadded(text.append('.'), rest % TICKS_PER_SECOND, 7);
        }
        return text.toString();
    }

    static void appendPadded(StringBuilder text, long number, int width) {
        String digits = Long.toString(number);
        text.repeat('0', Math.max(0, width - digits.length())).append(digits);
    }
}
