package io.holdfast.kql.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.REAL;

import io.holdfast.kql.AggregateOp;
import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation.AggregateColumn;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.internal.AggregateFunctions.Aggregate;
import io.holdfast.kql.internal.Expression.Argument;
import io.holdfast.kql.internal.Expression.Call;
import io.holdfast.kql.internal.Expression.Named;
import io.holdfast.kql.internal.Expression.Star;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gathers the aggregates of one `summarize`: binds their arguments over the input rows and gives each a
/// column.
final class AggregateCollector {
    final ScalarBinder input;
    private final Set<String> keyNames;
    final List<AggregateColumn> found = new ArrayList<>();

    AggregateCollector(ScalarBinder input, Set<String> keyNames) {
        this.input = input;
        this.keyNames = keyNames;
    }

    boolean isInputColumn(String name) {
        return input.columns.find(name).isPresent();
    }

    /// Adds the aggregate of a call within an expression; returns its column.
    Column collect(Call call) {
        List<Column> columns = collectAll(call, List.of());
        if (columns.size() != 1) {
            throw KqlException.of(Kind.SEMANTIC, call.position(),
                    "'" + call.function() + "' gives several columns and must stand alone");
        }
        return columns.getFirst();
    }

    /// Adds the aggregate or aggregates of a call; returns their columns, named as given or by the
    /// language's rules.
    List<Column> collectAll(Call call, List<String> names) {
        return switch (call.function()) {
            case "arg_max", "argmax" -> extreme(call, names, AggregateOp.ARG_MAX, AggregateOp.MAX);
            case "arg_min", "argmin" -> extreme(call, names, AggregateOp.ARG_MIN, AggregateOp.MIN);
            case "take_any" -> takeAny(call, names, "", null);
            case "any" -> takeAny(call, names, "any_", null);
            case "take_anyif", "anyif" -> takeAnyIf(call, names);
            case "percentile", "percentiles" -> percentiles(call, names);
            case "percentilew", "percentilesw" -> new AggregateForms(this).weightedPercentiles(call, names);
            case "percentiles_array" -> new AggregateForms(this).percentilesArray(call, names, false);
            case "percentilesw_array" -> new AggregateForms(this).percentilesArray(call, names, true);
            case "covariance", "covariancep", "covarianceif", "covariancepif" ->
                new AggregateForms(this).covariance(call, names);
            case "tdigest" -> new AggregateForms(this).tdigest(call, names);
            default -> List.of(simple(call, names, AggregateFunctions.find(call.function()).orElseThrow()));
        };
    }

    Column add(String name, AggregateOp op, KqlType type, List<Scalar> arguments,
            @Nullable Scalar filter) {
        Column column = input.context().column(name, type);
        found.add(new AggregateColumn(column, op, arguments, filter));
        return column;
    }

    static String nameAt(List<String> names, int index, String otherwise) {
        return index < names.size() ? names.get(index) : otherwise;
    }

    private Column simple(Call call, List<String> names, Aggregate aggregate) {
        int least = (aggregate.value() ? 1 : 0) + (aggregate.conditional() ? 1 : 0);
        // dcount takes an accuracy, which an exact count has no use for.
        boolean accurate = aggregate.op() == AggregateOp.COUNT_DISTINCT || aggregate.op() == AggregateOp.HLL;
        int optional = aggregate.bounded() || accurate
                || (!aggregate.value() && !aggregate.conditional()) ? 1 : 0;
        input.checkCount(call, least, least + optional);
        if (!aggregate.value()) {
            Scalar filter = call.arguments().isEmpty() ? null : condition(ScalarBinder.argument(call, 0));
            String counted = call.arguments().isEmpty()
                    ? aggregate.prefix()
                    : aggregate.prefix() + ColumnNames.inferred(ScalarBinder.argument(call, 0)).orElse("");
            return add(nameAt(names, 0, counted), aggregate.op(), LONG, List.of(), filter);
        }
        Scalar value = input.bind(ScalarBinder.argument(call, 0));
        KqlType type = AggregateFunctions.result(aggregate.op(), value.type()).orElseThrow(() -> KqlException
                .of(Kind.SEMANTIC, ScalarBinder.argument(call, 0).position(), "%s() takes no value of type %s"
                        .formatted(call.function(), value.type().kustoName())));
        List<Scalar> arguments = new ArrayList<>();
        arguments.add(aggregate.op() == AggregateOp.SUM
                ? Conversions.cast(value, type)
                : type == REAL && !isWholeAverage(aggregate.op(), value.type())
                        ? Conversions.cast(value, REAL)
                        : value);
        Scalar filter = aggregate.conditional() ? input.bindAs(ScalarBinder.argument(call, 1), BOOL) : null;
        if (aggregate.bounded()) {
            arguments.add(call.arguments().size() > least
                    ? input.constant(ScalarBinder.argument(call, least), LONG)
                    : Literal.of(AggregateFunctions.MAX_ELEMENTS));
        }
        String name = aggregate.prefix() + "_"
                + ColumnNames.inferred(ScalarBinder.argument(call, 0)).orElse("");
        return add(nameAt(names, 0, name), aggregate.op(), type, arguments, filter);
    }

    /// The mean of whole numbers is their sum, which wraps around, divided.
    private static boolean isWholeAverage(AggregateOp op, KqlType type) {
        return op == AggregateOp.AVERAGE && (type == KqlType.INT || type == LONG);
    }

    private Scalar condition(Expression expression) {
        Scalar value = input.bind(expression);
        if (value.type() != BOOL) {
            throw KqlException.of(Kind.SEMANTIC, expression.position(),
                    "A condition is expected here, not a value of type " + value.type().kustoName());
        }
        return value;
    }

    /// Returns the arguments from an index on, with `*` as the input's columns that are no keys and not
    /// excluded.
    private List<Named> returned(Call call, int start, Set<String> excluded) {
        List<Named> all = new ArrayList<>();
        for (Argument argument : call.arguments().subList(start, call.arguments().size())) {
            if (argument.value() instanceof Star star) {
                input.columns.list().stream()
                        .filter(column -> !keyNames.contains(column.name())
                                && !excluded.contains(column.name()))
                        .forEach(column -> all.add(new Named(star.position(), List.of(column.name()),
                                new Expression.Name(star.position(), column.name()))));
            } else {
                all.add(new Named(argument.value().position(),
                        argument.name() == null ? List.of() : List.of(argument.name()), argument.value()));
            }
        }
        return all;
    }

    private List<Column> extreme(Call call, List<String> names, AggregateOp op, AggregateOp extremeOp) {
        input.checkCount(call, 1, Integer.MAX_VALUE);
        Expression by = ScalarBinder.argument(call, 0);
        Scalar byValue = input.bind(by);
        if (!Conversions.ordered(byValue.type())) {
            throw KqlException.of(Kind.SEMANTIC, by.position(),
                    "Values of type " + byValue.type().kustoName() + " have no order; convert them first");
        }
        String prefix = extremeOp == AggregateOp.MAX ? "max_" : "min_";
        String given = call.arguments().getFirst().name();
        String byName = given != null ? given : ColumnNames.inferred(by).orElse(prefix);
        List<Column> columns = new ArrayList<>();
        columns.add(add(nameAt(names, 0, byName), extremeOp, byValue.type(), List.of(byValue), null));
        int index = 1;
        for (Named named : returned(call, 1, Set.of(byName))) {
            Scalar value = input.bind(named.value());
            String name = nameAt(names, index, named.name().or(() -> ColumnNames.inferred(named.value()))
                    .orElse(prefix + byName + "_arg" + index));
            columns.add(add(name, op, value.type(), List.of(value, byValue), null));
            index++;
        }
        return columns;
    }

    private List<Column> takeAny(Call call, List<String> names, String prefix, @Nullable Scalar filter) {
        input.checkCount(call, 1, Integer.MAX_VALUE);
        List<Column> columns = new ArrayList<>();
        List<Named> all = returned(call, 0, Set.of());
        AggregateOp op = all.size() == 1 ? AggregateOp.TAKE_ANY : AggregateOp.TAKE_ANY_ROW;
        for (Named named : all) {
            Scalar value = input.bind(named.value());
            String name = nameAt(names, columns.size(), prefix + named.name()
                    .or(() -> ColumnNames.inferred(named.value())).orElse("Column" + (columns.size() + 1)));
            columns.add(add(name, op, value.type(), List.of(value), filter));
        }
        return columns;
    }

    private List<Column> takeAnyIf(Call call, List<String> names) {
        input.checkCount(call, 2, 2);
        Scalar filter = input.bindAs(ScalarBinder.argument(call, 1), BOOL);
        Call plain = new Call(call.position(), call.function(), call.arguments().subList(0, 1));
        return takeAny(plain, names, call.function().equals("anyif") ? "anyif_" : "", filter);
    }

    private List<Column> percentiles(Call call, List<String> names) {
        input.checkCount(call, 2, call.function().equals("percentile") ? 2 : Integer.MAX_VALUE);
        Expression of = ScalarBinder.argument(call, 0);
        Scalar bound = input.bind(of);
        Scalar value = bound.type() == KqlType.DYNAMIC ? Conversions.cast(bound, REAL) : bound;
        List<Column> columns = new ArrayList<>();
        for (int index = 1; index < call.arguments().size(); index++) {
            Literal percentage = input.constant(ScalarBinder.argument(call, index), REAL);
            String shown = String.valueOf(percentage.value()).replaceAll("\\.0$", "").replace('.', '_');
            String name = nameAt(names, index - 1,
                    "percentile_" + ColumnNames.inferred(of).orElse("") + "_" + shown);
            columns.add(add(name, AggregateOp.PERCENTILE, value.type(), List.of(value, percentage), null));
        }
        return columns;
    }
}
