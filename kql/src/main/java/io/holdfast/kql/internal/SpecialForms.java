package io.holdfast.kql.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DATETIME;
import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.INT;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.REAL;
import static io.holdfast.kql.KqlType.STRING;
import static io.holdfast.kql.KqlType.TIMESPAN;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlTimespan;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.internal.Expression.Argument;
import io.holdfast.kql.internal.Expression.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The scalar functions whose types or arguments follow rules of their own.
final class SpecialForms {
    /// Binds a call of one function.
    @FunctionalInterface
    interface Form {
        Scalar bind(ScalarBinder binder, Call call);
    }

    /// The conversion functions and what they convert to.
    private static final Map<String, KqlType> TARGETS = Map.ofEntries(Map.entry("tostring", STRING),
            Map.entry("toint", INT), Map.entry("tolong", LONG), Map.entry("toreal", REAL),
            Map.entry("todouble", REAL), Map.entry("tobool", BOOL), Map.entry("toboolean", BOOL),
            Map.entry("todatetime", DATETIME), Map.entry("totimespan", TIMESPAN),
            Map.entry("totime", TIMESPAN),
            Map.entry("toguid", KqlType.GUID), Map.entry("todecimal", KqlType.DECIMAL));
    private static final Map<String, Form> BY_NAME = new HashMap<>();

    static {
        for (String name : List.of("iff", "iif")) {
            BY_NAME.put(name, SpecialForms::iff);
        }
        BY_NAME.put("case", SpecialForms::cases);
        BY_NAME.put("coalesce", (binder, call) -> common(binder, call, ScalarOp.COALESCE, 2));
        BY_NAME.put("max_of", (binder, call) -> common(binder, call, ScalarOp.GREATEST, 1));
        BY_NAME.put("min_of", (binder, call) -> common(binder, call, ScalarOp.LEAST, 1));
        BY_NAME.put("bin", SpecialForms::bin);
        BY_NAME.put("floor", SpecialForms::bin);
        BY_NAME.put("bin_at", SpecialForms::binAt);
        BY_NAME.put("bin_auto", SpecialForms::binAuto);
        BY_NAME.put("abs", SpecialForms::abs);
        BY_NAME.put("ceiling", SpecialForms::ceiling);
        BY_NAME.put("now", SpecialForms::now);
        BY_NAME.put("ago", SpecialForms::ago);
        BY_NAME.put("pi", (_, _) -> new Literal(REAL, Math.PI));
        BY_NAME.put("ingestion_time", SpecialForms::ingestionTime);
        BY_NAME.put("toscalar", SpecialForms::toScalar);
        BY_NAME.put("extract", SpecialForms::extract);
        BY_NAME.put("extract_all", SpecialForms::extractAll);
        BY_NAME.put("extractall", SpecialForms::extractAll);
        BY_NAME.put("range", SpecialForms::range);
        BY_NAME.put("column_ifexists", SpecialForms::columnIfExists);
        BY_NAME.put("columnifexists", SpecialForms::columnIfExists);
        BY_NAME.put("iscolumnexists", ConditionForms::isColumn);
        BY_NAME.put("assert", ConditionForms::assertion);
        BY_NAME.put("around", ConditionForms::around);
        negations();
        conversions();
        datetimeParts();
    }

    private SpecialForms() {}

    static Optional<Form> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name)).or(() -> WindowFunctions.find(name))
                .or(() -> SeriesForms.find(name)).or(() -> ContextFunctions.find(name));
    }

    static Set<String> names() {
        Set<String> names = new TreeSet<>(BY_NAME.keySet());
        names.addAll(SeriesForms.names());
        names.addAll(ContextFunctions.names());
        return names;
    }

    private static void negations() {
        Map.of("isnotempty", "isempty", "notempty", "isempty", "isnotnull", "isnull", "notnull", "isnull")
                .forEach((name, positive) -> BY_NAME.put(name, (binder, call) -> binder.make(call.position(),
                        ScalarOp.NOT, BOOL,
                        binder.bind(new Call(call.position(), positive, call.arguments())))));
    }

    private static void conversions() {
        TARGETS.forEach((name, type) -> BY_NAME.put(name, (binder, call) -> {
            binder.checkCount(call, 1, 1);
            Scalar value = binder.bind(ScalarBinder.argument(call, 0));
            Scalar cast = Conversions.cast(value, type);
            return cast instanceof Scalar.Call made
                    ? binder.make(call.position(), made.op(), type, made.arguments())
                    : cast;
        }));
    }

    private static void datetimeParts() {
        for (String unit : List.of("day", "week", "month", "year")) {
            defineUnit("startof" + unit, unit, true);
            defineUnit("endof" + unit, unit, false);
        }
        Map.of("getyear", "year", "monthofyear", "month", "getmonth", "month", "dayofmonth", "day",
                "dayofyear",
                "dayofyear", "hourofday", "hour", "week_of_year", "weekofyear", "weekofyear", "weekofyear")
                .forEach((name, unit) -> BY_NAME.put(name, (binder, call) -> {
                    binder.checkCount(call, 1, 1);
                    return part(binder, call, unit, INT, ScalarBinder.argument(call, 0));
                }));
        for (String name : List.of("datetime_part", "datepart")) {
            BY_NAME.put(name, (binder, call) -> {
                binder.checkCount(call, 2, 2);
                Literal unit = binder.constant(ScalarBinder.argument(call, 0), STRING);
                return part(binder, call, String.valueOf(unit.value()), INT,
                        ScalarBinder.argument(call, 1));
            });
        }
        BY_NAME.put("unixtime_nanoseconds_todatetime", (binder, call) -> {
            binder.checkCount(call, 1, 1);
            Scalar nanoseconds = binder.bindAs(ScalarBinder.argument(call, 0), REAL);
            Scalar microseconds = binder.make(call.position(), ScalarOp.DIVIDE, REAL, nanoseconds,
                    new Literal(REAL, 1000.0));
            return binder.make(call.position(), ScalarOp.UNIX_TIME, DATETIME, microseconds, Literal.of(10L));
        });
        Map.of("seconds", 10_000_000L, "milliseconds", 10_000L, "microseconds", 10L).forEach(
                (unit, ticks) -> BY_NAME.put("unixtime_" + unit + "_todatetime", (binder, call) -> {
                    binder.checkCount(call, 1, 1);
                    return binder.make(call.position(), ScalarOp.UNIX_TIME, DATETIME,
                            binder.bindAs(ScalarBinder.argument(call, 0), REAL), Literal.of(ticks));
                }));
    }

    private static Scalar part(ScalarBinder binder, Call call, String unit, KqlType type,
            Expression value) {
        return binder.make(call.position(), ScalarOp.DATETIME_PART, type,
                Literal.of(unit.toLowerCase(Locale.ROOT)), binder.bindAs(value, DATETIME));
    }

    /// Defines a function such as `startofday(datetime [, offset])`.
    static void defineUnit(String name, String unit, boolean start) {
        BY_NAME.put(name, (binder, call) -> {
            binder.checkCount(call, 1, 2);
            Scalar offset = call.arguments().size() == 2
                    ? binder.bindAs(ScalarBinder.argument(call, 1), LONG)
                    : Literal.of(0);
            return binder.make(call.position(), start ? ScalarOp.START_OF : ScalarOp.END_OF, DATETIME,
                    Literal.of(unit), offset, binder.bindAs(ScalarBinder.argument(call, 0), DATETIME));
        });
    }

    private static Scalar iff(ScalarBinder binder, Call call) {
        binder.checkCount(call, 3, 3);
        return cases(binder, call);
    }

    private static Scalar cases(ScalarBinder binder, Call call) {
        int count = call.arguments().size();
        if (count < 3 || count % 2 == 0) {
            throw KqlException.of(Kind.SEMANTIC, call.position(),
                    "case() takes pairs of condition and value and then a last value");
        }
        List<Scalar> arguments = new ArrayList<>();
        List<Scalar> values = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            Expression argument = ScalarBinder.argument(call, index);
            boolean condition = index % 2 == 0 && index < count - 1;
            Scalar bound = condition ? binder.bindAs(argument, BOOL) : binder.bind(argument);
            arguments.add(bound);
            if (!condition) {
                values.add(bound);
            }
        }
        KqlType type = Conversions.common(call.position(), values);
        for (int index = 0; index < count; index++) {
            if (index % 2 == 1 || index == count - 1) {
                arguments.set(index, Conversions.cast(arguments.get(index), type));
            }
        }
        return binder.make(call.position(), ScalarOp.CASE, type, arguments);
    }

    private static Scalar common(ScalarBinder binder, Call call, ScalarOp op, int least) {
        binder.checkCount(call, least, Integer.MAX_VALUE);
        List<Scalar> values = new ArrayList<>();
        for (int index = 0; index < call.arguments().size(); index++) {
            values.add(binder.bind(ScalarBinder.argument(call, index)));
        }
        KqlType common = Conversions.common(call.position(), values);
        return binder.make(call.position(), op, common,
                values.stream().map(value -> Conversions.cast(value, common)).toList());
    }

    private static Scalar bin(ScalarBinder binder, Call call) {
        binder.checkCount(call, 2, 2);
        return bin(binder, call, ScalarOp.BIN);
    }

    private static Scalar binAt(ScalarBinder binder, Call call) {
        binder.checkCount(call, 3, 3);
        return bin(binder, call, ScalarOp.BIN_AT);
    }

    /// As `bin_at` with the size and the origin that `set` statements give.
    private static Scalar binAuto(ScalarBinder binder, Call call) {
        binder.checkCount(call, 1, 1);
        Expression.Literal size = binder.context().settings.get("query_bin_auto_size");
        if (size == null) {
            throw KqlException.of(Kind.SEMANTIC, call.position(),
                    "bin_auto() needs 'set query_bin_auto_size = ...' before the query");
        }
        Expression.Literal at = binder.context().settings.get("query_bin_auto_at");
        List<Argument> arguments = new ArrayList<>(call.arguments());
        arguments.add(new Argument(null, size));
        if (at != null) {
            arguments.add(new Argument(null, at));
        }
        return bin(binder, new Call(call.position(), call.function(), arguments),
                at == null ? ScalarOp.BIN : ScalarOp.BIN_AT);
    }

    private static Scalar bin(ScalarBinder binder, Call call, ScalarOp op) {
        Scalar value = binder.bind(ScalarBinder.argument(call, 0));
        Scalar size = binder.bind(ScalarBinder.argument(call, 1));
        KqlType type = binType(call, value, size);
        KqlType sizeType = type == DATETIME ? TIMESPAN : type;
        List<Scalar> arguments = new ArrayList<>();
        arguments.add(Conversions.cast(value, type));
        arguments.add(binder.convert(call.position(), size, sizeType));
        if (op == ScalarOp.BIN_AT) {
            arguments.add(binder.bindAs(ScalarBinder.argument(call, 2), type));
        }
        return binder.make(call.position(), op, type, arguments);
    }

    private static KqlType binType(Call call, Scalar value, Scalar size) {
        KqlType type = value.type() == DYNAMIC
                ? size.type() == TIMESPAN ? DATETIME : size.type()
                : value.type();
        if (type == DATETIME || type == TIMESPAN) {
            return type;
        }
        KqlType number = Conversions.widest(type, size.type() == DYNAMIC ? type : size.type())
                .orElseThrow(() -> KqlException.of(Kind.SEMANTIC, call.position(),
                        "%s() cannot round a value of type %s to a multiple of type %s".formatted(
                                call.function(),
                                type.kustoName(), size.type().kustoName())));
        return number == INT ? LONG : number;
    }

    private static Scalar abs(ScalarBinder binder, Call call) {
        binder.checkCount(call, 1, 1);
        Scalar value = binder.bind(ScalarBinder.argument(call, 0));
        KqlType type = value.type() == INT ? LONG : value.type() == DYNAMIC ? REAL : value.type();
        if (!type.isNumeric() && type != TIMESPAN) {
            throw KqlException.of(Kind.SEMANTIC, call.position(), "abs() needs a number or a timespan");
        }
        return binder.make(call.position(), ScalarOp.ABS, type, Conversions.cast(value, type));
    }

    private static Scalar ceiling(ScalarBinder binder, Call call) {
        binder.checkCount(call, 1, 1);
        return binder.make(call.position(), ScalarOp.CEILING, REAL,
                binder.bindAs(ScalarBinder.argument(call, 0), REAL));
    }

    private static Scalar now(ScalarBinder binder, Call call) {
        binder.checkCount(call, 0, 1);
        Literal now = new Literal(DATETIME, binder.context().options.nowTicks());
        return call.arguments().isEmpty()
                ? now
                : binder.make(call.position(), ScalarOp.DATETIME_ADD_TIMESPAN, DATETIME, now,
                        binder.bindAs(ScalarBinder.argument(call, 0), TIMESPAN));
    }

    private static Scalar ago(ScalarBinder binder, Call call) {
        binder.checkCount(call, 1, 1);
        Literal now = new Literal(DATETIME, binder.context().options.nowTicks());
        Scalar span = binder.bindAs(ScalarBinder.argument(call, 0), TIMESPAN);
        return binder.make(call.position(), ScalarOp.DATETIME_ADD_TIMESPAN, DATETIME, now,
                binder.make(call.position(), ScalarOp.NEGATE, TIMESPAN, span));
    }

    /// When the row was received, or where the table does not keep that, when it was made.
    private static Scalar ingestionTime(ScalarBinder binder, Call call) {
        binder.checkCount(call, 0, 0);
        return Stream.of("_TimeReceived", "TimeGenerated").map(binder.columns::find).flatMap(Optional::stream)
                .filter(column -> column.type() == DATETIME).<Scalar>map(Scalar.ColumnRef::new).findFirst()
                .orElse(Literal.nullOf(DATETIME));
    }

    private static Scalar toScalar(ScalarBinder binder, Call call) {
        binder.checkCount(call, 1, 1);
        Expression value = ScalarBinder.argument(call, 0);
        return binder.tables.isTabular(value, binder.scope)
                ? binder.toScalar(call.position(), value)
                : binder.bind(value);
    }

    private static Scalar extract(ScalarBinder binder, Call call) {
        binder.checkCount(call, 3, 4);
        Scalar found = binder.make(call.position(), ScalarOp.EXTRACT, STRING,
                binder.bindAs(ScalarBinder.argument(call, 2), STRING),
                binder.bindAs(ScalarBinder.argument(call, 0), STRING),
                binder.bindAs(ScalarBinder.argument(call, 1), LONG));
        return call.arguments().size() == 3
                ? found
                : Conversions.cast(found, typeArgument(ScalarBinder.argument(call, 3)));
    }

    /// Returns the type that `typeof(x)` names.
    static KqlType typeArgument(Expression expression) {
        if (expression instanceof Call type && type.function().equals("typeof")
                && type.arguments().size() == 1
                && type.arguments().getFirst().value() instanceof Expression.Name name) {
            return KqlType.ofKustoName(name.text())
                    .orElseThrow(() -> KqlException.of(Kind.SEMANTIC, name.position(),
                            "Unknown type '" + name.text() + "'"));
        }
        throw KqlException.of(Kind.SEMANTIC, expression.position(),
                "A type is expected here, such as typeof(long)");
    }

    private static Scalar extractAll(ScalarBinder binder, Call call) {
        binder.checkCount(call, 2, 3);
        int last = call.arguments().size() - 1;
        Scalar groups = last == 2
                ? binder.bindAs(ScalarBinder.argument(call, 1), DYNAMIC)
                : Literal.nullOf(DYNAMIC);
        return binder.make(call.position(), ScalarOp.EXTRACT_ALL, DYNAMIC,
                binder.bindAs(ScalarBinder.argument(call, last), STRING),
                binder.bindAs(ScalarBinder.argument(call, 0), STRING), groups);
    }

    private static Scalar range(ScalarBinder binder, Call call) {
        binder.checkCount(call, 2, 3);
        Scalar start = binder.bind(ScalarBinder.argument(call, 0));
        Scalar end = binder.bind(ScalarBinder.argument(call, 1));
        Scalar step = call.arguments().size() == 3
                ? binder.bind(ScalarBinder.argument(call, 2))
                : Literal.of(1);
        boolean times = start.type() == DATETIME || start.type() == TIMESPAN;
        if (times && call.arguments().size() == 2) {
            step = new Literal(TIMESPAN, KqlTimespan.TICKS_PER_HOUR);
        }
        return binder.make(call.position(), ScalarOp.RANGE_ARRAY, DYNAMIC, start, end, step);
    }

    private static Scalar columnIfExists(ScalarBinder binder, Call call) {
        binder.checkCount(call, 2, 2);
        Literal name = binder.constant(ScalarBinder.argument(call, 0), STRING);
        Optional<Column> column = binder.columns.find(String.valueOf(name.value()));
        return column.isPresent()
                ? new Scalar.ColumnRef(column.get())
                : binder.bind(ScalarBinder.argument(call, 1));
    }
}
