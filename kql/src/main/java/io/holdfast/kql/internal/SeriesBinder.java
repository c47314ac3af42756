package io.holdfast.kql.internal;

import io.holdfast.kql.AggregateOp;
import io.holdfast.kql.Column;
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
import io.holdfast.kql.internal.Expression.Named;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Binds `make-series`: aggregates by keys and slot of the axis, then the slots of each key as arrays.
final class SeriesBinder {
    /// A name that no query can write.
    private static final String SLOT = "\u0001slot";

    private final TableBinder tables;
    private final Scope scope;

    SeriesBinder(TableBinder tables, Scope scope) {
        this.tables = tables;
        this.scope = scope;
    }

    Relation bind(Operator.MakeSeries series, Relation input) {
        ScalarBinder scalars = new ScalarBinder(tables, scope, new Columns(input.columns()), null);
        Scalar axis = scalars.bind(series.axis().value());
        if (axis.type() != KqlType.DATETIME && axis.type() != KqlType.TIMESPAN && !axis.type().isNumeric()) {
            throw KqlException.of(Kind.SEMANTIC, series.axis().position(),
                    "The axis of a series is a datetime, a timespan or a number");
        }
        Relation filtered = filtered(series, input, scalars, axis);
        Expression start = series.range().start();
        List<Argument> bin = new ArrayList<>();
        bin.add(new Argument(null, series.axis().value()));
        bin.add(new Argument(null, series.range().step()));
        if (start != null) {
            bin.add(new Argument(null, start));
        }
        List<Named> keys = new ArrayList<>(series.keys());
        keys.add(new Named(series.axis().position(), List.of(SLOT),
                new Call(series.axis().position(), start == null ? "bin" : "bin_at", bin)));
        List<Named> values = series.aggregates().stream().map(Operator.SeriesAggregate::value).toList();
        Relation slots = new SummarizeBinder(tables, scope)
                .bind(new Operator.Summarize(series.position(), values, keys), filtered);
        return arrays(series, slots);
    }

    private Relation filtered(Operator.MakeSeries series, Relation input, ScalarBinder scalars, Scalar axis) {
        OperatorTyping typing = new OperatorTyping(scalars);
        List<Scalar> conditions = new ArrayList<>();
        Expression start = series.range().start();
        Expression end = series.range().end();
        if (start != null) {
            conditions.add(typing.compare(start.position(), ScalarOp.GREATER_OR_EQUAL, axis,
                    scalars.bind(start)));
        }
        if (end != null) {
            conditions.add(typing.compare(end.position(), ScalarOp.LESS, axis, scalars.bind(end)));
        }
        if (conditions.isEmpty()) {
            conditions.add(scalars.make(series.position(), ScalarOp.NOT, KqlType.BOOL,
                    scalars.make(series.position(), ScalarOp.IS_NULL, KqlType.BOOL, axis)));
        }
        return new Relation.Filter(input,
                scalars.make(series.position(), ScalarOp.AND, KqlType.BOOL, conditions));
    }

    /// The columns of the slots, and what is gathered of them.
    private record Gathered(List<AggregateColumn> lists, Column slots, Column first, Column last,
            Column rows) {}

    private Relation arrays(Operator.MakeSeries series, Relation slots) {
        Columns columns = new Columns(slots.columns());
        Column slot = columns.find(SLOT).orElseThrow();
        int keyCount = columns.list().indexOf(slot);
        List<Column> keyColumns = columns.list().subList(0, keyCount);
        List<Column> values = columns.list().subList(keyCount + 1, columns.list().size());
        List<Assignment> keys = new ArrayList<>(ProjectionBinder.same(keyColumns));
        keys.addAll(ProjectionBinder.same(columns.keys()));
        Gathered gathered = gather(slot, values);
        List<AggregateColumn> all = new ArrayList<>(gathered.lists());
        Relation grouped = new Relation.Aggregate(slots, keys, all);
        boolean single = keys.isEmpty();
        if (single && !series.nonEmpty()) {
            grouped = new Relation.Filter(grouped, new Scalar.Call(ScalarOp.GREATER,
                    List.of(new ColumnRef(gathered.rows()), Literal.of(0)), KqlType.BOOL));
        }
        return new Relation.Project(grouped, outputs(series, keys, slot, values, gathered));
    }

    private Gathered gather(Column slot, List<Column> values) {
        List<AggregateColumn> lists = new ArrayList<>();
        Scalar slotValue = new ColumnRef(slot);
        Column slots = add(lists, AggregateOp.MAKE_LIST_WITH_NULLS, KqlType.DYNAMIC,
                Conversions.cast(slotValue, number(slot)), Literal.of(AggregateFunctions.MAX_ELEMENTS));
        Column first = add(lists, AggregateOp.MIN, slot.type(), slotValue);
        Column last = add(lists, AggregateOp.MAX, slot.type(), slotValue);
        Column rows = add(lists, AggregateOp.COUNT, KqlType.LONG);
        for (Column value : values) {
            add(lists, AggregateOp.MAKE_LIST_WITH_NULLS, KqlType.DYNAMIC, new ColumnRef(value),
                    Literal.of(AggregateFunctions.MAX_ELEMENTS));
        }
        return new Gathered(lists, slots, first, last, rows);
    }

    private Column add(List<AggregateColumn> lists, AggregateOp op, KqlType type, Scalar... arguments) {
        // A name that no query can write, as a column without one is a partition key.
        Column column = tables.context.column("\u0001list" + lists.size(), type);
        lists.add(new AggregateColumn(column, op, List.of(arguments), null));
        return column;
    }

    private static KqlType number(Column slot) {
        return slot.type() == KqlType.REAL || slot.type() == KqlType.DECIMAL ? KqlType.REAL : KqlType.LONG;
    }

    private List<Assignment> outputs(Operator.MakeSeries series, List<Assignment> keys, Column slot,
            List<Column> values, Gathered gathered) {
        ScalarBinder constants = new ScalarBinder(tables, scope, new Columns(List.of()), null);
        KqlType number = number(slot);
        KqlType stepType = slot.type() == KqlType.DATETIME ? KqlType.TIMESPAN : slot.type();
        Scalar step = Conversions.cast(constants.bindAs(series.range().step(), stepType), number);
        Scalar first = Conversions.cast(new ColumnRef(gathered.first()), number);
        Scalar start = bound(constants, series.range().start(), slot, first);
        // Where the end is left to the data, the last slot is part of the series.
        Scalar last = Conversions.cast(new ColumnRef(gathered.last()), number);
        Scalar stop = bound(constants, series.range().end(), slot,
                new Scalar.Call(ScalarOp.ADD, List.of(last, step), number));
        List<Assignment> outputs = new ArrayList<>(keys);
        int at = gathered.lists().size() - values.size();
        for (int index = 0; index < values.size(); index++) {
            Expression otherwise = series.aggregates().get(Math.min(index, series.aggregates().size() - 1))
                    .otherwise();
            Scalar empty = otherwise == null ? Literal.of(0) : constants.bind(otherwise);
            Scalar list = new ColumnRef(gathered.lists().get(at + index).column());
            outputs.add(new Assignment(tables.context.column(values.get(index).name(), KqlType.DYNAMIC),
                    new Scalar.Call(
                            number == KqlType.REAL ? ScalarOp.SERIES_VALUES_REAL : ScalarOp.SERIES_VALUES,
                            List.of(list, new ColumnRef(gathered.slots()), start, stop, step,
                                    Conversions.cast(empty, KqlType.DYNAMIC)),
                            KqlType.DYNAMIC)));
        }
        String name = series.axis().name().or(() -> ColumnNames.inferred(series.axis().value()))
                .orElse("Column1");
        outputs.add(new Assignment(tables.context.column(name, KqlType.DYNAMIC),
                new Scalar.Call(number == KqlType.REAL ? ScalarOp.SERIES_AXIS_REAL : ScalarOp.SERIES_AXIS,
                        List.of(start, stop, step, Literal.of(slot.type().kustoName())), KqlType.DYNAMIC)));
        return outputs;
    }

    private static Scalar bound(ScalarBinder constants, @Nullable Expression written, Column slot,
            Scalar otherwise) {
        return written == null
                ? otherwise
                : Conversions.cast(constants.bindAs(written, slot.type()), number(slot));
    }
}
