package io.holdfast.kql.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Relation.JoinKind;
import io.holdfast.kql.Relation.KeyPair;
import io.holdfast.kql.Relation.SortKey;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.internal.Expression.Name;
import io.holdfast.kql.internal.Expression.Named;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Binds `top-nested`: for each level the values with the greatest aggregates within each kept row of the
/// level above, and the level's rows joined to those.
final class TopNestedBinder {
    private final TableBinder tables;
    private final Scope scope;

    TopNestedBinder(TableBinder tables, Scope scope) {
        this.tables = tables;
        this.scope = scope;
    }

    /// A level: its name, and that of its aggregate.
    private record Level(String value, String aggregate) {}

    Relation bind(Operator.TopNested nested, Relation input) {
        Columns columns = new Columns(input.columns());
        ScalarBinder scalars = new ScalarBinder(tables, scope, columns, null);
        List<Assignment> assignments = new ArrayList<>(ProjectionBinder.same(input.columns()));
        List<Level> levels = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (Operator.TopNestedPart part : nested.parts()) {
            Scalar value = scalars.bind(part.value().value());
            String name = Columns.unique(part.value().name()
                    .or(() -> ColumnNames.inferred(part.value().value())).orElse("Column1"), names);
            names.add(name);
            String aggregate = Columns.unique(
                    part.aggregate().name().orElse("aggregated_" + name), names);
            names.add(aggregate);
            levels.add(new Level(name, aggregate));
            assignments.add(new Assignment(tables.context.column(inner(levels.size()), value.type()), value));
        }
        Relation.Shared rows = tables.shared(new Relation.Project(input, assignments));
        Relation result = null;
        for (int depth = 1; depth <= levels.size(); depth++) {
            Relation level = level(nested.parts().get(depth - 1), tables.again(rows), levels, depth);
            result = result == null ? level : joined(result, level, levels, depth);
        }
        return result == null ? input : result;
    }

    /// The value of a level within the rows, under a name that no query can write.
    private static String inner(int depth) {
        return "\u0001level" + depth;
    }

    /// Returns the kept values of a level with those above them.
    private Relation level(Operator.TopNestedPart part, Relation rows, List<Level> levels, int depth) {
        List<Named> keys = new ArrayList<>();
        for (int above = 1; above <= depth; above++) {
            keys.add(new Named(part.value().position(), List.of(levels.get(above - 1).value()),
                    new Name(part.value().position(), inner(above))));
        }
        Level level = levels.get(depth - 1);
        Named aggregate = new Named(part.aggregate().position(), List.of(level.aggregate()),
                part.aggregate().value());
        Relation grouped = new SummarizeBinder(tables, scope).bind(
                new Operator.Summarize(part.value().position(), List.of(aggregate), keys), rows);
        Expression count = part.count();
        if (count == null) {
            return grouped;
        }
        Column by = new Columns(grouped.columns()).find(level.aggregate()).orElseThrow();
        Relation sorted = new Relation.Sort(grouped,
                List.of(new SortKey(new ColumnRef(by), part.ascending(), part.ascending())));
        return limited(sorted, count, levels, depth);
    }

    /// The first rows of each combination of the levels above: those become partition keys for the moment.
    private Relation limited(Relation sorted, Expression count, List<Level> levels, int depth) {
        OperatorBinder operators = new OperatorBinder(tables, scope);
        Columns columns = new Columns(sorted.columns());
        List<Assignment> keyed = new ArrayList<>(ProjectionBinder.same(sorted.columns()));
        List<Column> added = new ArrayList<>();
        for (int above = 1; above < depth; above++) {
            Column column = columns.find(levels.get(above - 1).value()).orElseThrow();
            Column key = tables.context.column("", column.type());
            keyed.add(new Assignment(key, new ColumnRef(column)));
            added.add(key);
        }
        Relation partitioned = added.isEmpty() ? sorted : new Relation.Project(sorted, keyed);
        Relation limited = operators.limit(partitioned, operators.count(count));
        return added.isEmpty()
                ? limited
                : new Relation.Project(limited, ProjectionBinder.same(sorted.columns()));
    }

    /// Joins a level to those above: each kept value of them with its own.
    private Relation joined(Relation above, Relation level, List<Level> levels, int depth) {
        Columns aboveColumns = new Columns(above.columns());
        List<Assignment> renamed = new ArrayList<>();
        for (Column column : level.columns()) {
            Column copy = tables.context.column(column.name(), column.type());
            renamed.add(new Assignment(copy, new ColumnRef(column)));
        }
        Relation right = new Relation.Project(level, renamed);
        Columns rightColumns = new Columns(right.columns());
        List<KeyPair> pairs = new ArrayList<>();
        for (int index = 1; index < depth; index++) {
            String name = levels.get(index - 1).value();
            pairs.add(new KeyPair(aboveColumns.find(name).orElseThrow(),
                    rightColumns.find(name).orElseThrow()));
        }
        List<Column> keys = aboveColumns.keys();
        for (int index = 0; index < keys.size(); index++) {
            pairs.add(new KeyPair(keys.get(index), rightColumns.keys().get(index)));
        }
        List<Assignment> outputs = new ArrayList<>(ProjectionBinder.same(above.columns()));
        Level own = levels.get(depth - 1);
        for (String name : List.of(own.value(), own.aggregate())) {
            Column column = rightColumns.find(name).orElseThrow();
            outputs.add(new Assignment(column, new ColumnRef(column)));
        }
        return new Relation.Project(new Relation.Join(JoinKind.INNER, above, right, pairs), outputs);
    }
}
