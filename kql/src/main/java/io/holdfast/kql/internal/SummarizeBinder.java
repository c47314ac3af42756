package io.holdfast.kql.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.AggregateColumn;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.internal.Expression.Call;
import io.holdfast.kql.internal.Expression.Named;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Binds `summarize`: keys and aggregates over the input, then the expressions over the aggregates.
final class SummarizeBinder {
    private final TableBinder tables;
    private final Scope scope;

    SummarizeBinder(TableBinder tables, Scope scope) {
        this.tables = tables;
        this.scope = scope;
    }

    Relation bind(Operator.Summarize summarize, Relation input) {
        ScalarBinder inputScalars = new ScalarBinder(tables, scope, new Columns(input.columns()), null);
        Set<String> names = new LinkedHashSet<>();
        List<Assignment> keys = new ArrayList<>();
        int unnamed = 0;
        for (Named named : summarize.keys()) {
            Scalar value = inputScalars.bind(named.value());
            checkKey(named, value);
            String name = named.name().or(() -> ColumnNames.inferred(named.value(), inputScalars.columns))
                    .orElse("");
            if (name.isEmpty()) {
                unnamed++;
                name = "Column" + unnamed;
            }
            name = Columns.unique(name, names);
            names.add(name);
            keys.add(new Assignment(tables.context.column(name, value.type()), value));
        }
        keys.addAll(ProjectionBinder.same(inputScalars.columns.keys()));
        if (keys.isEmpty() && summarize.aggregates().isEmpty()) {
            throw KqlException.of(Kind.SEMANTIC, summarize.position(),
                    "summarize needs an aggregate or a 'by'");
        }
        return aggregates(summarize, new Relation.Aggregate(input, keys, List.of()), inputScalars, names);
    }

    /// Checks that a key has a type by which rows can be grouped.
    static void checkKey(Named key, Scalar value) {
        if (value.type() == KqlType.DYNAMIC) {
            throw KqlException.of(Kind.SEMANTIC, key.position(),
                    "Rows cannot be grouped by a dynamic value; convert it, such as with tostring()");
        }
    }

    private Relation aggregates(Operator.Summarize summarize, Relation.Aggregate keyed, ScalarBinder input,
            Set<String> names) {
        AggregateCollector collector = new AggregateCollector(input, Set.copyOf(names));
        Columns keyColumns = new Columns(keyed.columns());
        ScalarBinder outer = new ScalarBinder(tables, scope, keyColumns, collector);
        List<Output> outputs = new ArrayList<>();
        int unnamed = 0;
        for (Named named : summarize.aggregates()) {
            if (named.value() instanceof Call call && AggregateFunctions.isAggregate(call.function())
                    && scope.find(call.function()).isEmpty()) {
                collector.collectAll(call, named.names())
                        .forEach(column -> outputs.add(new Output(column.name(), new ColumnRef(column))));
            } else {
                Scalar value = outer.bind(named.value());
                String name = named.name().or(() -> ColumnNames.inferred(named.value(), input.columns))
                        .orElse("");
                if (name.isEmpty()) {
                    unnamed++;
                    name = "Column" + unnamed;
                }
                outputs.add(new Output(name, value));
            }
        }
        return result(keyed, collector, outputs, names);
    }

    private record Output(String name, Scalar value) {}

    private Relation result(Relation.Aggregate keyed, AggregateCollector collector, List<Output> outputs,
            Set<String> names) {
        // An aggregate that is an output by itself takes the output's name; else a projection computes from
        // it.
        Map<Column, Column> renamed = new HashMap<>();
        List<Assignment> projected = new ArrayList<>(ProjectionBinder.same(keyed.columns()));
        boolean plain = outputs.size() == collector.found.size();
        for (Output output : outputs) {
            String name = Columns.unique(output.name(), names);
            names.add(name);
            Column column = tables.context.column(name, output.value().type());
            projected.add(new Assignment(column, output.value()));
            if (output.value() instanceof ColumnRef ref) {
                renamed.put(ref.column(), column);
            }
        }
        plain &= renamed.size() == outputs.size()
                && collector.found.stream().allMatch(found -> renamed.containsKey(found.column()));
        if (!plain) {
            return new Relation.Project(new Relation.Aggregate(keyed.input(), keyed.keys(), collector.found),
                    projected);
        }
        List<AggregateColumn> columns = collector.found.stream()
                .map(found -> new AggregateColumn(renamed.getOrDefault(found.column(), found.column()),
                        found.op(),
                        found.arguments(), found.filter()))
                .toList();
        return new Relation.Aggregate(keyed.input(), keyed.keys(), columns);
    }
}
