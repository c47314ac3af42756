package io.holdfast.kql.internal;

import io.holdfast.kql.AggregateOp;
import io.holdfast.kql.Column;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.AggregateColumn;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Relation.JoinKind;
import io.holdfast.kql.Relation.KeyPair;
import io.holdfast.kql.Relation.SortKey;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.Scalar.Frame;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.WindowOp;
import java.util.ArrayList;
import java.util.List;

/// Hands the rows of a relation to an operation that looks at all of them in their order, and puts what it
/// gives back beside the rows.
final class CollectedRows {
    /// No limit: the engine's memory is one.
    private static final long ALL = 1L << 40;

    private final BindContext context;
    private final Relation.Shared rows;
    private final Column number;

    /// @param input rows in an order
    CollectedRows(BindContext context, Relation input) {
        this.context = context;
        List<Assignment> all = new ArrayList<>(ProjectionBinder.same(input.columns()));
        all.add(new Assignment(context.column("\u0001number", KqlType.LONG), new Scalar.Window(
                WindowOp.ROW_NUMBER, List.of(Literal.of(0)), Frame.ALL, KqlType.LONG)));
        Relation numbered = new Relation.Project(input, all);
        this.rows = new Relation.Shared(context.nextShared(), numbered, copies(numbered.columns()));
        this.number = rows.columns().getLast();
    }

    /// Returns the columns of the rows, in the order of those of the input, over which values are computed.
    List<Column> columns() {
        return rows.columns().subList(0, rows.columns().size() - 1);
    }

    private List<Column> copies(List<Column> columns) {
        return columns.stream().map(column -> context.column(column.name(), column.type())).toList();
    }

    /// Returns the rows as one value: a json array of texts, each the json array of the row's number and the
    /// values; times are ticks.
    Relation gathered(Column list, List<Scalar> values) {
        List<Scalar> cells = new ArrayList<>();
        cells.add(Conversions.cast(new ColumnRef(number), KqlType.DYNAMIC));
        for (Scalar value : values) {
            boolean ticks = value.type() == KqlType.DATETIME || value.type() == KqlType.TIMESPAN;
            cells.add(Conversions.cast(ticks ? Conversions.cast(value, KqlType.LONG) : value,
                    KqlType.DYNAMIC));
        }
        Scalar row = new Scalar.Call(ScalarOp.PACK_ARRAY, cells, KqlType.DYNAMIC);
        Column text = context.column("\u0001row", KqlType.STRING);
        Relation texts = new Relation.Project(rows,
                List.of(new Assignment(text, Conversions.cast(row, KqlType.STRING))));
        return new Relation.Aggregate(texts, List.of(), List.of(new AggregateColumn(list,
                AggregateOp.MAKE_LIST, List.of(new ColumnRef(text), Literal.of(ALL)), null)));
    }

    /// Runs an operation over the rows, and joins its results to the rows by their number.
    ///
    /// @param op takes the rows as one value, then the further arguments; gives a json array of arrays of the
    /// number of a row and its results
    /// @param results the columns of the results; times are texts in the json
    /// @return the rows in the order of the results: the columns of the input, then the results
    Relation joined(ScalarOp op, List<Scalar> values, List<Scalar> further, List<Column> results) {
        Column list = context.column("\u0001list", KqlType.DYNAMIC);
        List<Scalar> arguments = new ArrayList<>(List.of(new ColumnRef(list)));
        arguments.addAll(further);
        Column all = context.column("\u0001results", KqlType.DYNAMIC);
        Relation computed = new Relation.Project(gathered(list, values),
                List.of(new Assignment(all, new Scalar.Call(op, arguments, KqlType.DYNAMIC))));
        Column result = context.column("\u0001result", KqlType.DYNAMIC);
        Column order = context.column("\u0001order", KqlType.LONG);
        Relation expanded = new Relation.Expand(computed,
                List.of(new Assignment(result, new ColumnRef(all))), order, null, false);
        Column of = context.column("\u0001of", KqlType.LONG);
        List<Assignment> cells = new ArrayList<>();
        cells.add(new Assignment(order, new ColumnRef(order)));
        cells.add(new Assignment(of, Conversions.cast(part(result, 0), KqlType.LONG)));
        for (int index = 0; index < results.size(); index++) {
            cells.add(new Assignment(results.get(index),
                    Conversions.cast(part(result, index + 1), results.get(index).type())));
        }
        Relation.Shared again = new Relation.Shared(rows.number(), rows.definition(), copies(rows.columns()));
        Relation join = new Relation.Join(JoinKind.INNER, new Relation.Project(expanded, cells), again,
                List.of(new KeyPair(of, again.columns().getLast())));
        List<Assignment> outputs = new ArrayList<>();
        List<Column> input = rows.definition().columns();
        for (int index = 0; index < again.columns().size() - 1; index++) {
            outputs.add(new Assignment(input.get(index), new ColumnRef(again.columns().get(index))));
        }
        outputs.addAll(ProjectionBinder.same(results));
        return new Relation.Project(
                new Relation.Sort(join, List.of(new SortKey(new ColumnRef(order), true, true))), outputs);
    }

    private static Scalar part(Column column, long index) {
        return new Scalar.Call(ScalarOp.PATH, List.of(new ColumnRef(column), Literal.of(index)),
                KqlType.DYNAMIC);
    }
}
