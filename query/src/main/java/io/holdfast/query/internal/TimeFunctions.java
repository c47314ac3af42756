package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.DATETIME;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.REAL;
import static io.holdfast.kql.KqlType.STRING;
import static io.holdfast.kql.KqlType.TIMESPAN;

import io.holdfast.kql.KqlDatetime;
import io.holdfast.kql.KqlTimespan;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Functions over datetimes and timespans in ticks.
final class TimeFunctions {
    static final List<JavaFunction> ALL = List.of(
            JavaFunction.of("start_of", DATETIME, a -> startOf((String) a[0], (Long) a[1], (Long) a[2]),
                    STRING, LONG,
                    DATETIME),
            JavaFunction.of("end_of", DATETIME, a -> endOf((String) a[0], (Long) a[1], (Long) a[2]), STRING,
                    LONG,
                    DATETIME),
            JavaFunction.of("datetime_part", LONG, a -> part((String) a[0], (Long) a[1]), STRING, DATETIME),
            JavaFunction.of("datetime_add", DATETIME, a -> add((String) a[0], (Long) a[1], (Long) a[2]),
                    STRING, LONG,
                    DATETIME),
            JavaFunction.of("datetime_diff", LONG, a -> difference((String) a[0], (Long) a[1], (Long) a[2]),
                    STRING,
                    DATETIME, DATETIME),
            JavaFunction.of("format_datetime", STRING, a -> TimeFormats.datetime((Long) a[0], (String) a[1]),
                    DATETIME,
                    STRING),
            JavaFunction.of("format_timespan", STRING, a -> TimeFormats.timespan((Long) a[0], (String) a[1]),
                    TIMESPAN,
                    STRING),
            JavaFunction.of("make_datetime", DATETIME, TimeFunctions::makeDatetime, LONG, LONG, LONG, LONG,
                    LONG, REAL),
            JavaFunction.of("datetime_utc_to_local", DATETIME, a -> toLocal((Long) a[0], (String) a[1]),
                    DATETIME, STRING),
            JavaFunction.of("datetime_local_to_utc", DATETIME, a -> toUtc((Long) a[0], (String) a[1]),
                    DATETIME, STRING),
            JavaFunction.of("make_timespan", TIMESPAN, TimeFunctions::makeTimespan, LONG, LONG, LONG, REAL));

    private TimeFunctions() {}

    private static @Nullable Long toLocal(long ticks, String zone) {
        try {
            ZoneOffset offset = ZoneId.of(zone).getRules().getOffset(KqlDatetime.toInstant(ticks));
            return inRange(ticks + offset.getTotalSeconds() * KqlTimespan.TICKS_PER_SECOND);
        } catch (DateTimeException _) {
            return null;
        }
    }

    private static @Nullable Long toUtc(long ticks, String zone) {
        try {
            LocalDateTime local = LocalDateTime.ofInstant(KqlDatetime.toInstant(ticks), ZoneOffset.UTC);
            ZoneRules rules = ZoneId.of(zone).getRules();
            // A time that the clocks skip counts as one of summer.
            ZoneOffset offset = Optional.ofNullable(rules.getTransition(local))
                    .filter(ZoneOffsetTransition::isGap).map(ZoneOffsetTransition::getOffsetAfter)
                    .orElse(rules.getOffset(local));
            return inRange(ticks - offset.getTotalSeconds() * KqlTimespan.TICKS_PER_SECOND);
        } catch (DateTimeException _) {
            return null;
        }
    }

    private static @Nullable Long inRange(long ticks) {
        return ticks < 0 || ticks > KqlDatetime.MAX_TICKS ? null : Long.valueOf(ticks);
    }

    /// Returns the names of the time zones as a json array.
    static String zones() {
        var array = Json.newArray();
        ZoneId.getAvailableZoneIds().stream().filter(zone -> !zone.startsWith("SystemV/")).sorted()
                .forEach(array::add);
        return array.toString();
    }

    static LocalDate date(long ticks) {
        return LocalDate
                .ofEpochDay(Math.floorDiv(ticks - KqlDatetime.UNIX_EPOCH_TICKS, KqlTimespan.TICKS_PER_DAY));
    }

    private static @Nullable Long ticks(LocalDate date) {
        return (date.getYear() < 1 || date.getYear() > 9999)
                ? null
                : date.toEpochDay() * KqlTimespan.TICKS_PER_DAY + KqlDatetime.UNIX_EPOCH_TICKS;
    }

    private static @Nullable Long startOf(String unit, long offset, long ticks) {
        try {
            return ticks(start(unit, offset, ticks));
        } catch (DateTimeException | ArithmeticException _) {
            return null;
        }
    }

    private static LocalDate start(String unit, long offset, long ticks) {
        LocalDate date = date(ticks);
        return switch (unit) {
            case "day" -> date.plusDays(offset);
            // Weeks begin on Sunday.
            case "week" -> date.minusDays(date.getDayOfWeek().getValue() % 7).plusWeeks(offset);
            case "month" -> date.withDayOfMonth(1).plusMonths(offset);
            default -> date.withDayOfYear(1).plusYears(offset);
        };
    }

    private static @Nullable Long endOf(String unit, long offset, long ticks) {
        try {
            LocalDate next = start(unit, Math.addExact(offset, 1), ticks);
            if (next.getYear() == 10_000) {
                return KqlDatetime.MAX_TICKS;
            }
            Long end = ticks(next);
            return end == null ? null : Long.valueOf(end - 1);
        } catch (DateTimeException | ArithmeticException _) {
            return null;
        }
    }

    private static @Nullable Long part(String unit, long ticks) {
        LocalDate date = date(ticks);
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "year" -> (long) date.getYear();
            case "quarter" -> (long) date.get(IsoFields.QUARTER_OF_YEAR);
            case "month" -> (long) date.getMonthValue();
            case "week_of_year", "weekofyear" -> (long) date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
            case "day" -> (long) date.getDayOfMonth();
            case "dayofyear" -> (long) date.getDayOfYear();
            case "hour" -> ticks / KqlTimespan.TICKS_PER_HOUR % 24;
            case "minute" -> ticks / KqlTimespan.TICKS_PER_MINUTE % 60;
            case "second" -> ticks / KqlTimespan.TICKS_PER_SECOND % 60;
            case "millisecond" -> ticks / KqlTimespan.TICKS_PER_MILLISECOND % 1000;
            case "microsecond" -> ticks / KqlTimespan.TICKS_PER_MICROSECOND % 1_000_000;
            case "nanosecond" -> ticks % KqlTimespan.TICKS_PER_SECOND * 100;
            default -> null;
        };
    }

    private static @Nullable Long add(String unit, long amount, long ticks) {
        try {
            Long span = unitTicks(unit);
            if (span != null) {
                long sum = Math.addExact(ticks, Math.multiplyExact(span, amount));
                return (sum < 0 || sum > KqlDatetime.MAX_TICKS) ? null : sum;
            }
            LocalDate date = date(ticks);
            Long day = switch (unit.toLowerCase(Locale.ROOT)) {
                case "month" -> ticks(date.plusMonths(amount));
                case "quarter" -> ticks(date.plusMonths(Math.multiplyExact(amount, 3L)));
                case "year" -> ticks(date.plusYears(amount));
                default -> null;
            };
            return day == null ? null : Long.valueOf(day + Math.floorMod(ticks, KqlTimespan.TICKS_PER_DAY));
        } catch (DateTimeException | ArithmeticException _) {
            return null;
        }
    }

    private static @Nullable Long unitTicks(String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "week" -> 7 * KqlTimespan.TICKS_PER_DAY;
            case "day" -> KqlTimespan.TICKS_PER_DAY;
            case "hour" -> KqlTimespan.TICKS_PER_HOUR;
            case "minute" -> KqlTimespan.TICKS_PER_MINUTE;
            case "second" -> KqlTimespan.TICKS_PER_SECOND;
            case "millisecond" -> KqlTimespan.TICKS_PER_MILLISECOND;
            case "microsecond" -> KqlTimespan.TICKS_PER_MICROSECOND;
            default -> null;
        };
    }

    /// Returns how many starts of the unit lie between two datetimes.
    private static @Nullable Long difference(String unit, long later, long earlier) {
        String name = unit.toLowerCase(Locale.ROOT);
        LocalDate to = date(later);
        LocalDate from = date(earlier);
        Long span = unitTicks(unit);
        if (name.equals("week")) {
            return ChronoUnit.WEEKS.between(start("week", 0, earlier), start("week", 0, later));
        }
        if (span != null) {
            return Math.floorDiv(later, span) - Math.floorDiv(earlier, span);
        }
        long months = (to.getYear() - from.getYear()) * 12L + to.getMonthValue() - from.getMonthValue();
        return switch (name) {
            case "year" -> (long) to.getYear() - from.getYear();
            case "quarter" -> (to.getYear() - from.getYear()) * 4L + to.get(IsoFields.QUARTER_OF_YEAR)
                    - from.get(IsoFields.QUARTER_OF_YEAR);
            case "month" -> months;
            case "nanosecond" -> (later - earlier) * 100;
            default -> null;
        };
    }

    private static @Nullable Object makeDatetime(Object[] a) {
        try {
            Long day = ticks(LocalDate.of(Math.toIntExact((Long) a[0]), Math.toIntExact((Long) a[1]),
                    Math.toIntExact((Long) a[2])));
            long hour = (Long) a[3];
            long minute = (Long) a[4];
            double second = (Double) a[5];
            if (day == null || hour < 0 || hour > 23 || minute < 0 || minute > 59
                    || !(second >= 0 && second < 60)) {
                return null;
            }
            return day + hour * KqlTimespan.TICKS_PER_HOUR + minute * KqlTimespan.TICKS_PER_MINUTE
                    + Math.round(second * KqlTimespan.TICKS_PER_SECOND);
        } catch (DateTimeException | ArithmeticException _) {
            return null;
        }
    }

    private static @Nullable Object makeTimespan(Object[] a) {
        long hour = (Long) a[1];
        long minute = (Long) a[2];
        double second = (Double) a[3];
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || !(second >= 0 && second < 60)
                || Math.abs((Long) a[0]) > 10_000_000) {
            return null;
        }
        return (Long) a[0] * KqlTimespan.TICKS_PER_DAY + hour * KqlTimespan.TICKS_PER_HOUR
                + minute * KqlTimespan.TICKS_PER_MINUTE + Math.round(second * KqlTimespan.TICKS_PER_SECOND);
    }
}
