package io.holdfast.kql.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.internal.Expression.Argument;
import io.holdfast.kql.internal.Expression.Name;
import java.util.ArrayList;
import java.util.List;

/// Binds what finds patterns that many rows share: the plugins `basket` and `autocluster`, and `reduce`.
final class PatternPlugins {
    private static final double BASKET_THRESHOLD = 0.05;
    private static final double CLUSTER_WEIGHT = 0.5;
    private static final long BASKET_DIMENSIONS = 5;
    private static final double REDUCE_THRESHOLD = 0.1;

    private final TableBinder tables;
    private final Scope scope;

    PatternPlugins(TableBinder tables, Scope scope) {
        this.tables = tables;
        this.scope = scope;
    }

    /// Segments of rows that agree in some columns: how many rows, which part of all, and the values.
    Relation segments(Operator.Evaluate evaluate, Relation input) {
        boolean basket = evaluate.call().function().equals("basket");
        List<Argument> arguments = evaluate.call().arguments();
        Columns columns = new Columns(input.columns());
        double threshold = real(arguments, 0, basket ? BASKET_THRESHOLD : CLUSTER_WEIGHT);
        if (threshold <= 0 || threshold > 1) {
            throw KqlException.of(Kind.SEMANTIC, evaluate.position(),
                    evaluate.call().function() + " takes a number above 0 and up to 1");
        }
        Column weight = arguments.size() > 1 && arguments.get(1).value() instanceof Name name
                ? columns.require(name.position(), name.text())
                : null;
        long dimensions = basket ? (long) real(arguments, 2, BASKET_DIMENSIONS) : BASKET_DIMENSIONS;
        List<Column> shown = columns.list().stream().filter(column -> !column.equals(weight)).toList();
        CollectedRows rows = new CollectedRows(tables.context, input);
        List<Scalar> values = new ArrayList<>();
        values.add(weight == null ? Literal.of(1) : new ColumnRef(copy(rows, input, weight)));
        shown.forEach(column -> values
                .add(Conversions.cast(new ColumnRef(copy(rows, input, column)), KqlType.STRING)));
        List<Column> outputs = new ArrayList<>(List.of(tables.context.column("SegmentId", KqlType.LONG),
                tables.context.column("Count", KqlType.LONG),
                tables.context.column("Percent", KqlType.REAL)));
        shown.forEach(column -> outputs.add(tables.context.column(column.name(), column.type())));
        List<Literal> wildcards = wildcards(arguments, basket ? 3 : 2);
        Scalar.Call found = call(ScalarOp.ROW_SEGMENTS, Literal.of(basket),
                new Literal(KqlType.REAL, threshold), Literal.of(dimensions));
        return table(rows, values, found, outputs, wildcards);
    }

    private static Column copy(CollectedRows rows, Relation input, Column column) {
        return rows.columns().get(input.columns().indexOf(column));
    }

    /// Returns an argument that may be left out, or be `'~'` for what it is then.
    private double real(List<Argument> arguments, int index, double otherwise) {
        if (index >= arguments.size()) {
            return otherwise;
        }
        Scalar value = new ScalarBinder(tables, scope, new Columns(List.of()), null)
                .bind(arguments.get(index).value());
        return value instanceof Literal literal && literal.value() instanceof Number number
                ? number.doubleValue()
                : otherwise;
    }

    /// Returns the values that stand for any value, one for each type at most.
    private List<Literal> wildcards(List<Argument> arguments, int start) {
        List<Literal> wildcards = new ArrayList<>();
        ScalarBinder constants = new ScalarBinder(tables, scope, new Columns(List.of()), null);
        for (int index = start; index < arguments.size(); index++) {
            if (constants.bind(arguments.get(index).value()) instanceof Literal literal) {
                wildcards.add(literal);
            }
        }
        return wildcards;
    }

    private static Scalar.Call call(ScalarOp op, Scalar... further) {
        return new Scalar.Call(op, List.of(further), KqlType.DYNAMIC);
    }

    /// @param further the operation over the rows, with the arguments behind them
    private Relation table(CollectedRows rows, List<Scalar> values, Scalar.Call further,
            List<Column> outputs, List<Literal> wildcards) {
        ScalarOp op = further.op();
        Column list = tables.context.column("list", KqlType.DYNAMIC);
        List<Scalar> arguments = new ArrayList<>(List.of(new ColumnRef(list)));
        arguments.addAll(further.arguments());
        Column all = tables.context.column("all", KqlType.DYNAMIC);
        Relation found = new Relation.Project(rows.gathered(list, values),
                List.of(new Assignment(all, new Scalar.Call(op, arguments, KqlType.DYNAMIC))));
        Column one = tables.context.column("one", KqlType.DYNAMIC);
        Relation expanded = new Relation.Filter(
                new Relation.Expand(found, List.of(new Assignment(one, new ColumnRef(all))), null, null,
                        false),
                new Scalar.Call(ScalarOp.NOT, List.of(new Scalar.Call(ScalarOp.IS_NULL,
                        List.of(new ColumnRef(one)), KqlType.BOOL)), KqlType.BOOL));
        List<Assignment> cells = new ArrayList<>();
        for (int index = 0; index < outputs.size(); index++) {
            Column output = outputs.get(index);
            Scalar part = new Scalar.Call(ScalarOp.PATH, List.of(new ColumnRef(one), Literal.of(index)),
                    KqlType.DYNAMIC);
            // Values came as texts, so that one of any type is read from its text.
            boolean value = op == ScalarOp.ROW_SEGMENTS && index > 2;
            Scalar cell = Conversions.cast(value ? Conversions.cast(part, KqlType.STRING) : part,
                    output.type());
            Literal any = wildcards.stream().filter(wildcard -> wildcard.type() == output.type()).findFirst()
                    .orElse(null);
            cells.add(new Assignment(output, value && any != null
                    ? new Scalar.Call(ScalarOp.CASE,
                            List.of(new Scalar.Call(ScalarOp.IS_NULL, List.of(part), KqlType.BOOL), any,
                                    cell),
                            output.type())
                    : cell));
        }
        return new Relation.Project(expanded, cells);
    }

    /// Patterns of texts: what many have in common, with `*` for the rest.
    Relation reduce(Operator.Reduce reduce, Relation input) {
        CollectedRows rows = new CollectedRows(tables.context, input);
        ScalarBinder scalars = new ScalarBinder(tables, scope, new Columns(rows.columns()), null);
        Scalar text = scalars.bindAs(reduce.value(), KqlType.STRING);
        double threshold = reduce.options().containsKey("threshold")
                ? Double.parseDouble(String.valueOf(reduce.options().get("threshold")))
                : REDUCE_THRESHOLD;
        Scalar.Call found = call(ScalarOp.TEXT_PATTERNS, new Literal(KqlType.REAL, threshold),
                Literal.of(reduce.options().getOrDefault("characters", "")));
        return table(rows, List.of(text), found,
                List.of(tables.context.column("Pattern", KqlType.STRING),
                        tables.context.column("Count", KqlType.LONG),
                        tables.context.column("Representative", KqlType.STRING)),
                List.of());
    }
}
