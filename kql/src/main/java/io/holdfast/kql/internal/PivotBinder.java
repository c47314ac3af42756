package io.holdfast.kql.internal;

import io.holdfast.kql.AggregateOp;
import io.holdfast.kql.BoundQuery;
import io.holdfast.kql.Column;
import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.AggregateColumn;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.internal.Expression.Argument;
import io.holdfast.kql.internal.Expression.Call;
import io.holdfast.kql.internal.Expression.Name;
import io.holdfast.kql.internal.Expression.Named;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Binds `evaluate pivot`: a column for each value that a column has, with an aggregate of the rows that have
/// it.
final class PivotBinder {
    private static final String PIVOT = "\u0001pivot";
    private static final String VALUE = "\u0001value";

    private final TableBinder tables;
    private final Scope scope;

    PivotBinder(TableBinder tables, Scope scope) {
        this.tables = tables;
        this.scope = scope;
    }

    Relation bind(Operator.Evaluate evaluate, Relation input) {
        List<Argument> arguments = evaluate.call().arguments();
        Columns columns = new Columns(input.columns());
        if (arguments.isEmpty() || !(arguments.getFirst().value() instanceof Name pivot)) {
            throw KqlException.of(Kind.SEMANTIC, evaluate.position(), "pivot takes the name of a column");
        }
        Column pivoted = columns.require(pivot.position(), pivot.text());
        int next = 1;
        Call aggregate = new Call(evaluate.position(), "count", List.of());
        if (arguments.size() > 1 && arguments.get(1).value() instanceof Call written) {
            aggregate = written;
            next = 2;
        }
        List<Named> keys = new ArrayList<>();
        for (Argument argument : arguments.subList(next, arguments.size())) {
            keys.add(new Named(argument.value().position(), List.of(), argument.value()));
        }
        if (keys.isEmpty()) {
            Set<String> used = new HashSet<>(Set.of(pivoted.name()));
            aggregate.arguments().forEach(argument -> names(argument.value(), used));
            columns.list().stream().filter(column -> !used.contains(column.name())).forEach(column -> keys
                    .add(new Named(pivot.position(), List.of(), new Name(pivot.position(), column.name()))));
        }
        Expression key = new Call(pivot.position(), "tostring", List.of(new Argument(null, pivot)));
        List<Named> allKeys = new ArrayList<>(keys);
        allKeys.add(new Named(pivot.position(), List.of(PIVOT), key));
        Relation grouped = new SummarizeBinder(tables, scope).bind(new Operator.Summarize(evaluate.position(),
                List.of(new Named(evaluate.position(), List.of(VALUE), aggregate)), allKeys), input);
        return pivoted(aggregate, grouped);
    }

    private static void names(Expression expression, Set<String> used) {
        switch (expression) {
            case Name name -> used.add(name.text());
            case Call call -> call.arguments().forEach(argument -> names(argument.value(), used));
            case Expression.Binary binary -> {
                names(binary.left(), used);
                names(binary.right(), used);
            }
            default -> {
                // Holds no plain name.
            }
        }
    }

    private Relation pivoted(Call aggregate, Relation grouped) {
        Columns columns = new Columns(grouped.columns());
        Column pivot = columns.find(PIVOT).orElseThrow();
        Column value = columns.find(VALUE).orElseThrow();
        List<Assignment> keys = new ArrayList<>(ProjectionBinder.same(columns.list().stream()
                .filter(column -> !column.equals(pivot) && !column.equals(value)).toList()));
        keys.addAll(ProjectionBinder.same(columns.keys()));
        List<AggregateColumn> found = new ArrayList<>();
        List<Assignment> outputs = new ArrayList<>(
                ProjectionBinder.same(keys.stream().map(Assignment::column).toList()));
        Set<String> taken = new HashSet<>();
        keys.forEach(key -> taken.add(key.column().name()));
        boolean zero = Set.of("count", "sum", "dcount", "countif", "sumif", "dcountif")
                .contains(aggregate.function()) && value.type() == KqlType.LONG;
        for (String name : values(pivot, grouped)) {
            if (taken.add(name)) {
                Scalar is = new Scalar.Call(ScalarOp.EQUAL, List.of(new ColumnRef(pivot), Literal.of(name)),
                        KqlType.BOOL);
                Column column = tables.context.column(name, value.type());
                found.add(
                        new AggregateColumn(column, AggregateOp.TAKE_ANY, List.of(new ColumnRef(value)), is));
                Scalar cell = new ColumnRef(column);
                outputs.add(new Assignment(tables.context.column(name, value.type()), zero
                        ? new Scalar.Call(ScalarOp.COALESCE, List.of(cell, Literal.of(0)), value.type())
                        : cell));
            }
        }
        return new Relation.Project(new Relation.Aggregate(grouped, keys, found), outputs);
    }

    /// Returns the values of the column in order; those which are no names are left out.
    private Set<String> values(Column pivot, Relation grouped) {
        Column value = tables.context.column("value", KqlType.STRING);
        Relation distinct = new Relation.Aggregate(grouped,
                List.of(new Assignment(value, new ColumnRef(pivot))), List.of());
        Set<String> values = new TreeSet<>();
        for (List<@Nullable Object> row : tables.context.runner
                .run(new BoundQuery(distinct, tables.context.scans))) {
            String name = String.valueOf(row.getFirst());
            if (!name.isEmpty()) {
                values.add(name);
            }
        }
        tables.context.catalog.assumedColumns().stream().map(ColumnSchema::name).forEach(values::add);
        return values;
    }
}
