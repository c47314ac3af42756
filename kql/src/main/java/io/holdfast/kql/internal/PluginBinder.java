package io.holdfast.kql.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Relation.JoinKind;
import io.holdfast.kql.Relation.KeyPair;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.Scalar.Frame;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.WindowOp;
import io.holdfast.kql.internal.Expression.Argument;
import io.holdfast.kql.internal.Expression.Call;
import io.holdfast.kql.internal.Expression.Name;
import io.holdfast.kql.internal.Scope.Binding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Binds `evaluate`: each plugin as a rewrite into the algebra.
final class PluginBinder {
    private final TableBinder tables;
    private final Scope scope;

    PluginBinder(TableBinder tables, Scope scope) {
        this.tables = tables;
        this.scope = scope;
    }

    /// The names of the plugins that are offered.
    static Set<String> names() {
        return Set.of("bag_unpack", "pivot", "narrow", "ipv4_lookup", "activity_counts_metrics");
    }

    Relation bind(Operator.Evaluate evaluate, Relation input, boolean leading) {
        String name = evaluate.call().function();
        if (leading || !names().contains(name)) {
            throw KqlException.notSupported(evaluate.position(), "operator 'evaluate " + name + "'");
        }
        return switch (name) {
            case "bag_unpack" -> new BagBinder(tables, scope).unpack(evaluate, input);
            case "pivot" -> new PivotBinder(tables, scope).bind(evaluate, input);
            case "narrow" -> narrow(input);
            case "ipv4_lookup" -> addressLookup(evaluate, input);
            default -> activityCounts(evaluate, input);
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

    /// Rows with those of a table of networks that hold their address.
    private Relation addressLookup(Operator.Evaluate evaluate, Relation input) {
        List<Argument> arguments = evaluate.call().arguments();
        boolean keepsUnmatched = false;
        List<Expression> plain = new ArrayList<>();
        for (Argument argument : arguments) {
            boolean flag = "return_unmatched".equals(argument.name())
                    || (argument.value() instanceof Expression.Literal literal
                            && literal.type() == KqlType.BOOL);
            if (flag) {
                keepsUnmatched = argument.value() instanceof Expression.Literal literal
                        && Boolean.TRUE.equals(literal.value());
            } else {
                plain.add(argument.value());
            }
        }
        if (plain.size() < 3) {
            throw KqlException.of(Kind.SEMANTIC, evaluate.position(),
                    "ipv4_lookup takes a table, an address and the table's network");
        }
        Relation networks = tables.bind(plain.get(0), scope);
        Relation rows = keepsUnmatched ? numbered(input) : input;
        ScalarBinder left = new ScalarBinder(tables, scope, new Columns(rows.columns()), null);
        ScalarBinder right = new ScalarBinder(tables, scope, new Columns(networks.columns()), null);
        Scalar matches = left.make(evaluate.position(), ScalarOp.IPV4_IS_IN_RANGE, KqlType.BOOL,
                left.bindAs(plain.get(1), KqlType.STRING), right.bindAs(plain.get(2), KqlType.STRING));
        for (Expression extra : plain.subList(3, plain.size())) {
            matches = left.make(evaluate.position(), ScalarOp.AND, KqlType.BOOL, matches,
                    new OperatorTyping(left).compare(extra.position(), ScalarOp.EQUAL, left.bind(extra),
                            right.bind(extra)));
        }
        Relation pairs = new Relation.Filter(
                new Relation.Join(JoinKind.INNER, rows, networks, List.of()), matches);
        Set<String> shared = new LinkedHashSet<>();
        plain.subList(3, plain.size()).forEach(extra -> {
            if (extra instanceof Name name) {
                shared.add(name.text());
            }
        });
        Relation matched = outputs(pairs, rows.columns(), networks.columns(), shared);
        return keepsUnmatched ? withUnmatched(rows, matched) : matched;
    }

    private Relation numbered(Relation input) {
        List<Assignment> all = new ArrayList<>(ProjectionBinder.same(input.columns()));
        all.add(new Assignment(tables.context.column("\u0001row", KqlType.LONG), new Scalar.Window(
                WindowOp.ROW_NUMBER, List.of(Literal.of(1)), Frame.ALL, KqlType.LONG)));
        return tables.shared(new Relation.Project(input, all));
    }

    private Relation outputs(Relation pairs, List<Column> left, List<Column> right, Set<String> shared) {
        Set<String> names = new LinkedHashSet<>();
        left.forEach(column -> names.add(column.name()));
        List<Assignment> outputs = new ArrayList<>(ProjectionBinder.same(left));
        for (Column column : right) {
            if (!shared.contains(column.name())) {
                String name = Columns.unique(column.name(), names);
                names.add(name);
                outputs.add(
                        new Assignment(tables.context.column(name, column.type()), new ColumnRef(column)));
            }
        }
        return new Relation.Project(pairs, outputs);
    }

    private Relation withUnmatched(Relation rows, Relation matched) {
        Relation.Shared found = tables.shared(matched);
        Relation.Shared all = tables.again((Relation.Shared) rows);
        Column allRow = new Columns(all.columns()).find("\u0001row").orElseThrow();
        Relation.Shared again = tables.again(found);
        Relation rest = new Relation.Join(JoinKind.LEFT_ANTI, all, again,
                List.of(new KeyPair(allRow, new Columns(again.columns()).find("\u0001row").orElseThrow())));
        List<Column> columns = new ArrayList<>();
        Map<Column, Column> fromFound = new HashMap<>();
        Map<Column, Column> fromRest = new HashMap<>();
        Columns restColumns = new Columns(rest.columns());
        for (Column column : found.columns()) {
            if (!column.name().equals("\u0001row")) {
                Column output = tables.context.column(column.name(), column.type());
                columns.add(output);
                fromFound.put(output, column);
                restColumns.find(column.name()).ifPresent(source -> fromRest.put(output, source));
            }
        }
        return new Relation.Union(List.of(new Relation.Branch(found, fromFound),
                new Relation.Branch(rest, fromRest)), columns);
    }

    /// Counts of ids for each span of time: all, distinct, new, and distinct up to then.
    private Relation activityCounts(Operator.Evaluate evaluate, Relation input) {
        Call call = evaluate.call();
        if (call.arguments().size() < 5 || !(call.arguments().get(0).value() instanceof Name id)
                || !(call.arguments().get(1).value() instanceof Name time)) {
            throw KqlException.of(Kind.SEMANTIC, evaluate.position(),
                    "activity_counts_metrics takes an id, a time, a start, an end, a step and other columns");
        }
        StringBuilder by = new StringBuilder();
        StringBuilder changed = new StringBuilder("false");
        for (Argument argument : call.arguments().subList(5, call.arguments().size())) {
            if (argument.value() instanceof Name name) {
                by.append(", ").append(quoted(name.text()));
                changed.append(" or ").append(quoted(name.text())).append(" != prev(")
                        .append(quoted(name.text())).append(")");
            }
        }
        String timeName = quoted(time.text());
        String text = """
                let binned = materialize(plugin_rows | where %1$s >= plugin_start and %1$s < plugin_end
                | extend %1$s = bin_at(%1$s, plugin_step, plugin_start));
                binned | summarize ['count'] = count(), ['dcount'] = dcount(%2$s) by %1$s%3$s
                | join kind=leftouter (binned | summarize %1$s = min(%1$s) by %2$s%3$s
                | summarize new_dcount = count() by %1$s%3$s) on %1$s%3$s
                | extend new_dcount = coalesce(new_dcount, 0)
                | sort by %4$s%1$s asc | extend aggregated_dcount = row_cumsum(new_dcount, %5$s)
                | project %1$s%3$s, ['count'], ['dcount'], new_dcount, aggregated_dcount
                """.formatted(timeName, quoted(id.text()), by, by.isEmpty() ? "" : by.substring(2) + ", ",
                changed);
        Scope inner = new Scope(scope);
        inner.define("plugin_rows", new Binding.SharedTable(tables.shared(input)));
        ScalarBinder constants = new ScalarBinder(tables, scope, new Columns(List.of()), null);
        List<String> names = List.of("plugin_start", "plugin_end", "plugin_step");
        for (int index = 0; index < names.size(); index++) {
            inner.define(names.get(index),
                    new Binding.Value(constants.bind(call.arguments().get(index + 2).value())));
        }
        ScalarBinder scalars = new ScalarBinder(tables, inner, new Columns(List.of()), null);
        Expression body = new Statements(tables, scalars).define(KqlParsing.parse(text), evaluate.position());
        return tables.bind(body, inner);
    }

    private static String quoted(String name) {
        return "['" + name.replace("\\", "\\\\").replace("'", "\\'") + "']";
    }
}
