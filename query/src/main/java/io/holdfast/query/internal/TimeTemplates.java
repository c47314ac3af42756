package io.holdfast.query.internal;

import static io.holdfast.query.internal.ScalarTemplates.define;
import static io.holdfast.query.internal.ScalarTemplates.java;
import static io.holdfast.query.internal.ScalarTemplates.text;

import io.holdfast.kql.KqlTimespan;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Scalar.Call;
import io.holdfast.kql.ScalarOp;
import java.util.Map;

/// Operations over datetimes and timespans, which are numbers of ticks.
final class TimeTemplates {
    private static final Map<String, Long> CLOCK_UNITS = Map.of("hour", KqlTimespan.TICKS_PER_HOUR, "minute",
            KqlTimespan.TICKS_PER_MINUTE, "second", KqlTimespan.TICKS_PER_SECOND);
    private static final String DAY = SqlText.bigint(KqlTimespan.TICKS_PER_DAY);

    private TimeTemplates() {}

    static void defineAll() {
        define(ScalarOp.START_OF, TimeTemplates::startOf);
        java(ScalarOp.END_OF, "end_of");
        define(ScalarOp.DATETIME_PART, TimeTemplates::part);
        // The first day of all was a Monday; weeks begin on Sunday.
        text(ScalarOp.DAY_OF_WEEK, "((({0} // " + DAY + " + 1) % 7) * " + DAY + ")");
        java(ScalarOp.DATETIME_ADD, "datetime_add");
        java(ScalarOp.DATETIME_DIFF, "datetime_diff");
        java(ScalarOp.FORMAT_DATETIME, "format_datetime");
        java(ScalarOp.FORMAT_TIMESPAN, "format_timespan");
        java(ScalarOp.MAKE_DATETIME, "make_datetime", "CAST(1 AS BIGINT)", "CAST(1 AS BIGINT)",
                "CAST(0 AS BIGINT)",
                "CAST(0 AS BIGINT)", "CAST(0 AS DOUBLE)");
        define(ScalarOp.MAKE_TIMESPAN, TimeTemplates::makeTimespan);
        java(ScalarOp.UNIX_TIME, "unix_time");
        define(ScalarOp.DATETIME_LIST_TIMEZONES, (_, _) -> SqlText.string(TimeFunctions.zones()));
    }

    private static String startOf(ScalarPrinter printer, Call call) {
        String value = printer.print(call.argument(2));
        Long offset = ScalarTemplates.longLiteral(call.argument(1));
        return "day".equals(ScalarTemplates.textLiteral(call.argument(0))) && offset != null && offset == 0
                ? "((" + value + " // " + DAY + ") * " + DAY + ")"
                : printer.java("start_of", printer.print(call.argument(0)), printer.print(call.argument(1)),
                        value);
    }

    private static String part(ScalarPrinter printer, Call call) {
        String unit = ScalarTemplates.textLiteral(call.argument(0));
        String value = printer.print(call.argument(1));
        Long ticks = unit == null ? null : CLOCK_UNITS.get(unit);
        String part = ticks == null
                ? printer.java("datetime_part", printer.print(call.argument(0)), value)
                : "(" + value + " // " + SqlText.bigint(ticks) + " % " + ("hour".equals(unit) ? 24 : 60)
                        + ")";
        return "CAST(" + part + " AS "
                + SqlText.type(call.type() == KqlType.LONG ? KqlType.LONG : KqlType.INT) + ")";
    }

    /// Two arguments are hours and minutes, three add seconds, four begin with days.
    private static String makeTimespan(ScalarPrinter printer, Call call) {
        int count = call.arguments().size();
        String[] a = printer.arguments(call).toArray(String[]::new);
        return switch (count) {
            case 2 -> printer.java("make_timespan", "CAST(0 AS BIGINT)", a[0], a[1], "CAST(0 AS DOUBLE)");
            case 3 -> printer.java("make_timespan", "CAST(0 AS BIGINT)", a[0], a[1], a[2]);
            default -> printer.java("make_timespan", a[0], a[1], "CAST(" + a[2] + " AS BIGINT)", a[3]);
        };
    }
}
