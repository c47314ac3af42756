package io.holdfast.kql.internal;

import io.holdfast.kql.AggregateOp;
import io.holdfast.kql.Column;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.AggregateColumn;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Relation.SortKey;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.internal.Expression.Named;
import java.util.ArrayList;
import java.util.List;

/// Binds `sample-distinct` and `top-hitters`: some values of a column, any or the most frequent.
final class SampleBinder {
    private final TableBinder tables;
    private final Scope scope;

    SampleBinder(TableBinder tables, Scope scope) {
        this.tables = tables;
        this.scope = scope;
    }

    Relation bind(Operator operator, Relation input) {
        return operator instanceof Operator.TopHitters hitters
                ? topHitters(hitters, input)
                : sampleDistinct((Operator.SampleDistinct) operator, input);
    }

    private Relation sampleDistinct(Operator.SampleDistinct sample, Relation input) {
        ScalarBinder scalars = new ScalarBinder(tables, scope, new Columns(input.columns()), null);
        Relation distinct = new Relation.Aggregate(input, keys(sample.value(), scalars), List.of());
        OperatorBinder operators = new OperatorBinder(tables, scope);
        return operators.limit(distinct, operators.count(sample.count()));
    }

    private List<Assignment> keys(Named value, ScalarBinder scalars) {
        Scalar bound = scalars.bind(value.value());
        String name = value.name().or(() -> ColumnNames.inferred(value.value())).orElse("Column1");
        List<Assignment> keys = new ArrayList<>();
        keys.add(new Assignment(tables.context.column(name, bound.type()), bound));
        keys.addAll(ProjectionBinder.same(scalars.columns.keys()));
        return keys;
    }

    private Relation topHitters(Operator.TopHitters hitters, Relation input) {
        ScalarBinder scalars = new ScalarBinder(tables, scope, new Columns(input.columns()), null);
        List<Assignment> keys = keys(hitters.value(), scalars);
        Expression weight = hitters.weight();
        String name = keys.getFirst().column().name();
        AggregateColumn count;
        if (weight == null) {
            count = new AggregateColumn(tables.context.column("approximate_count_" + name, KqlType.LONG),
                    AggregateOp.COUNT, List.of(), null);
        } else {
            Scalar bound = scalars.bind(weight);
            KqlType type = bound.type() == KqlType.INT ? KqlType.LONG : bound.type();
            String of = ColumnNames.inferred(weight).orElse("");
            count = new AggregateColumn(tables.context.column("approximate_sum_" + of, type), AggregateOp.SUM,
                    List.of(Conversions.cast(bound, type)), null);
        }
        Relation counted = new Relation.Aggregate(input, keys, List.of(count));
        Column column = count.column();
        Relation sorted = new Relation.Sort(counted,
                List.of(new SortKey(new ColumnRef(column), false, false)));
        OperatorBinder operators = new OperatorBinder(tables, scope);
        return operators.limit(sorted, operators.count(hitters.count()));
    }
}
