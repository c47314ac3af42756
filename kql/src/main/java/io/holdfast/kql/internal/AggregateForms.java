package io.holdfast.kql.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.REAL;

import io.holdfast.kql.AggregateOp;
import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.internal.Expression.Call;
import java.util.ArrayList;
import java.util.List;

/// Binds the aggregates of two values: covariances, and what takes weights.
final class AggregateForms {
    private final AggregateCollector collector;
    private final ScalarBinder input;

    AggregateForms(AggregateCollector collector) {
        this.collector = collector;
        this.input = collector.input;
    }

    private static String shown(Call call, int index) {
        return ColumnNames.inferred(ScalarBinder.argument(call, index)).orElse("");
    }

    List<Column> covariance(Call call, List<String> names) {
        boolean conditional = call.function().endsWith("if");
        input.checkCount(call, conditional ? 3 : 2, conditional ? 3 : 2);
        AggregateOp op = call.function().startsWith("covariancep")
                ? AggregateOp.POPULATION_COVARIANCE
                : AggregateOp.COVARIANCE;
        Scalar first = input.bindAs(ScalarBinder.argument(call, 0), REAL);
        Scalar second = input.bindAs(ScalarBinder.argument(call, 1), REAL);
        Scalar filter = conditional ? input.bindAs(ScalarBinder.argument(call, 2), BOOL) : null;
        String name = call.function() + "_" + shown(call, 0) + "_" + shown(call, 1);
        return List.of(collector.add(AggregateCollector.nameAt(names, 0, name), op, REAL,
                List.of(first, second), filter));
    }

    private Scalar value(Call call) {
        Scalar value = input.bind(ScalarBinder.argument(call, 0));
        return value.type() == DYNAMIC ? Conversions.cast(value, REAL) : value;
    }

    List<Column> tdigest(Call call, List<String> names) {
        input.checkCount(call, 1, 2);
        Scalar weight = call.arguments().size() == 2
                ? input.bindAs(ScalarBinder.argument(call, 1), LONG)
                : Literal.of(1);
        return List.of(collector.add(AggregateCollector.nameAt(names, 0, "tdigest_" + shown(call, 0)),
                AggregateOp.TDIGEST, DYNAMIC, List.of(value(call), weight), null));
    }

    List<Column> weightedPercentiles(Call call, List<String> names) {
        input.checkCount(call, 3, call.function().equals("percentilew") ? 3 : Integer.MAX_VALUE);
        Scalar value = value(call);
        Scalar weight = input.bindAs(ScalarBinder.argument(call, 1), LONG);
        List<Column> columns = new ArrayList<>();
        for (int index = 2; index < call.arguments().size(); index++) {
            Literal percentage = input.constant(ScalarBinder.argument(call, index), REAL);
            String text = String.valueOf(percentage.value()).replaceAll("\\.0$", "").replace('.', '_');
            columns.add(collector.add(
                    AggregateCollector.nameAt(names, index - 2,
                            "percentile_" + shown(call, 0) + "_" + text),
                    AggregateOp.WEIGHTED_PERCENTILE, value.type(), List.of(value, weight, percentage), null));
        }
        return columns;
    }

    private static Literal number(Call call, String text) {
        try {
            return new Literal(REAL, Double.valueOf(text));
        } catch (NumberFormatException _) {
            throw KqlException.of(KqlException.Kind.SEMANTIC, call.position(),
                    "A percentage is expected here, not " + text);
        }
    }

    List<Column> percentilesArray(Call call, List<String> names, boolean weighted) {
        int first = weighted ? 2 : 1;
        input.checkCount(call, first + 1, Integer.MAX_VALUE);
        List<Scalar> arguments = new ArrayList<>();
        arguments.add(value(call));
        arguments.add(weighted ? input.bindAs(ScalarBinder.argument(call, 1), LONG) : Literal.of(1));
        for (int index = first; index < call.arguments().size(); index++) {
            Scalar percentage = input.bind(ScalarBinder.argument(call, index));
            if (percentage instanceof Literal literal && literal.type() == KqlType.DYNAMIC
                    && literal.value() instanceof String json) {
                StringArrays.elements(json).forEach(text -> arguments.add(number(call, text)));
            } else {
                arguments.add(input.constant(ScalarBinder.argument(call, index), REAL));
            }
        }
        String name = (weighted ? "percentile_" : "percentiles_") + shown(call, 0);
        return List.of(collector.add(AggregateCollector.nameAt(names, 0, name), AggregateOp.PERCENTILES_ARRAY,
                DYNAMIC, arguments, null));
    }
}
