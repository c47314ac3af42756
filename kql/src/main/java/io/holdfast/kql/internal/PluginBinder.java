package io.holdfast.kql.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.Scalar.Frame;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.WindowOp;
import java.util.ArrayList;
import java.util.List;

/// Binds `evaluate`: each plugin as a rewrite into the algebra.
final class PluginBinder {
    private final TableBinder tables;
    private final Scope scope;

    PluginBinder(TableBinder tables, Scope scope) {
        this.tables = tables;
        this.scope = scope;
    }

    Relation bind(Operator.Evaluate evaluate, Relation input, boolean leading) {
        String name = evaluate.call().function();
        if (leading) {
            throw KqlException.notSupported(evaluate.position(), "operator 'evaluate " + name + "'");
        }
        return switch (name) {
            case "bag_unpack" -> new BagBinder(tables, scope).unpack(evaluate, input);
            case "pivot" -> new PivotBinder(tables, scope).bind(evaluate, input);
            case "narrow" -> narrow(input);
            case "ipv4_lookup", "ipv6_lookup", "geo_polygon_lookup", "geo_line_lookup" ->
                new LookupPlugins(tables, scope).bind(evaluate, input);
            case "basket", "autocluster" -> new PatternPlugins(tables, scope).segments(evaluate, input);
            default -> new TextPlugins(tables, scope).bind(evaluate, input);
        };
    }

    /// Each cell as a row: number of the row, name of the column, value as text.
    private Relation narrow(Relation input) {
        Columns columns = new Columns(input.columns());
        Column row = tables.context.column("Row", KqlType.LONG);
        List<Scalar> cells = new ArrayList<>();
        for (Column column : columns.list()) {
            Scalar value = Conversions.cast(new ColumnRef(column), KqlType.STRING);
            cells.add(new Scalar.Call(ScalarOp.PACK_ARRAY,
                    List.of(Conversions.cast(Literal.of(column.name()), KqlType.DYNAMIC),
                            Conversions.cast(value, KqlType.DYNAMIC)),
                    KqlType.DYNAMIC));
        }
        Column all = tables.context.column("\u0001cells", KqlType.DYNAMIC);
        List<Assignment> below = new ArrayList<>();
        below.add(new Assignment(row, new Scalar.Window(WindowOp.ROW_NUMBER, List.of(Literal.of(0)),
                new Frame(columns.keys(), null, null), KqlType.LONG)));
        below.add(new Assignment(all, new Scalar.Call(ScalarOp.PACK_ARRAY, cells, KqlType.DYNAMIC)));
        below.addAll(ProjectionBinder.same(columns.keys()));
        Column cell = tables.context.column("\u0001cell", KqlType.DYNAMIC);
        Relation expanded = new Relation.Expand(WindowStages.project(tables.context, input, below),
                List.of(new Assignment(cell, new ColumnRef(all))), null, null, false);
        List<Assignment> outputs = new ArrayList<>();
        outputs.add(new Assignment(row, new ColumnRef(row)));
        outputs.add(new Assignment(tables.context.column("Column", KqlType.STRING), part(cell, 0)));
        outputs.add(new Assignment(tables.context.column("Value", KqlType.STRING), part(cell, 1)));
        outputs.addAll(ProjectionBinder.same(columns.keys()));
        return new Relation.Project(expanded, outputs);
    }

    private static Scalar part(Column cell, long index) {
        return Conversions.cast(new Scalar.Call(ScalarOp.PATH,
                List.of(new ColumnRef(cell), Literal.of(index)), KqlType.DYNAMIC), KqlType.STRING);
    }
}
