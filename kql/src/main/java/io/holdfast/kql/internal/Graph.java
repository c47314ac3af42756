package io.holdfast.kql.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Relation.JoinKind;
import io.holdfast.kql.Relation.KeyPair;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.internal.Scope.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A graph: its nodes and its edges, each computed once.
///
/// Columns of their own, which no property shows: of nodes [#KEY], [#ID], [#IN], [#OUT]; of edges [#NUMBER],
/// [#FROM], [#TO], [#FROM_ID], [#TO_ID].
///
/// @param directed whether edges go one way
record Graph(Relation.Shared nodes, Relation.Shared edges, boolean directed) {
    /// What names a node, as text.
    static final String KEY = "__graph_key";
    static final String ID = "__graph_id";
    /// How many edges come in.
    static final String IN = "__graph_in";
    /// How many edges go out.
    static final String OUT = "__graph_out";
    static final String NUMBER = "__graph_number";
    static final String FROM = "__graph_from";
    static final String TO = "__graph_to";
    static final String FROM_ID = "__graph_from_id";
    static final String TO_ID = "__graph_to_id";

    /// Says whether a column is a property, which queries see.
    static boolean isProperty(Column column) {
        return !column.name().startsWith("__graph_");
    }

    static Graph make(TableBinder tables, Scope scope, Operator.MakeGraph make, Relation input) {
        Scope inner = new Scope(scope);
        inner.define("__graph_rows", new Binding.SharedTable(tables.shared(input)));
        Relation.Shared edges = tables.shared(text(tables, inner, make, """
                __graph_rows | serialize %3$s = row_number() | extend %4$s = %8$s,
                    %5$s = %9$s, %6$s = hash(%1$s), %7$s = hash(%2$s)
                """.formatted(quoted(make.from()), quoted(make.to()), NUMBER, FROM, TO, FROM_ID, TO_ID,
                key(make, make.from()), key(make, make.to()))));
        inner.define("__graph_edges", new Binding.SharedTable(edges));
        for (int index = 0; index < make.nodes().size(); index++) {
            inner.define("__graph_nodes" + index, new Binding.SharedTable(
                    tables.share(make.nodes().get(index).table(), scope)));
        }
        Relation.Shared nodes = tables.shared(text(tables, inner, make, nodesText(make)));
        return new Graph(nodes, edges, make.directed());
    }

    /// The text of the nodes: those of the tables, each once, and those that only edges name.
    private static String nodesText(Operator.MakeGraph make) {
        String id = quoted(!make.nodes().isEmpty()
                ? make.nodes().getFirst().key()
                : make.nodeId() != null ? make.nodeId() : "__graph_value");
        String named = """
                let named = __graph_edges | project %1$s = %3$s, %5$s = %6$s
                | union (__graph_edges | project %1$s = %4$s, %5$s = %7$s)
                | where isnotempty(%1$s) | summarize %5$s = take_any(%5$s) by %1$s
                """.formatted(KEY, ID, FROM, TO, id, quoted(make.from()), quoted(make.to()));
        String all = make.nodes().isEmpty()
                ? "named"
                : "known | union (named | join kind=leftanti known on " + KEY + ")";
        String known = IntStream.range(0, make.nodes().size())
                .mapToObj(index -> "(__graph_nodes" + index + " | extend " + KEY + " = "
                        + key(make, make.nodes().get(index).key()) + ")")
                .collect(Collectors.joining(", ", "let known = materialize(union ",
                        " | where isnotempty(" + KEY + ") | summarize take_any(*) by " + KEY + ");"));
        return named + ";" + (make.nodes().isEmpty() ? "" : known) + """
                %1$s
                | join kind=leftouter (__graph_edges | summarize %2$s = count() by %4$s = %5$s) on %4$s
                | project-away %4$s1
                | join kind=leftouter (__graph_edges | summarize %3$s = count() by %4$s = %6$s) on %4$s
                | project-away %4$s1
                | extend %2$s = coalesce(%2$s, 0), %3$s = coalesce(%3$s, 0), %7$s = hash(%8$s)
                """.formatted(all, OUT, IN, KEY, FROM, TO, ID, id);
    }

    /// The text of what names a node: its column as text, behind the graph it is in if there are several.
    private static String key(Operator.MakeGraph make, String column) {
        String text = "tostring(" + quoted(column) + ")";
        return make.partition() == null
                ? text
                : "iff(isempty(%2$s), '', strcat(tostring(%1$s), '\\u0001', %2$s))"
                        .formatted(quoted(make.partition().column()), text);
    }

    private static String quoted(String name) {
        return "['" + name.replace("\\", "\\\\").replace("'", "\\'") + "']";
    }

    private static Relation text(TableBinder tables, Scope scope, Operator operator, String text) {
        Scope inner = new Scope(scope);
        ScalarBinder scalars = new ScalarBinder(tables, inner, new Columns(List.of()), null);
        Expression body = new Statements(tables, scalars).define(KqlParsing.parse(text), operator.position());
        return tables.bind(body, inner);
    }

    /// Returns the graph whose nodes have the number of the component they are in.
    Graph marked(TableBinder tables, Scope scope, Operator.GraphMark mark) {
        Scope inner = new Scope(scope);
        inner.define("__graph_edges", new Binding.SharedTable(edges));
        inner.define("__graph_nodes", new Binding.SharedTable(nodes));
        Relation pairs = text(tables, inner, mark, """
                __graph_edges | project n = %1$s, a = %2$s, b = %3$s
                | union (__graph_nodes | project n = long(9223372036854775807), a = %4$s, b = %4$s)
                | sort by n asc
                """.formatted(NUMBER, FROM, TO, KEY));
        CollectedRows rows = new CollectedRows(tables.context, pairs);
        Column list = tables.context.column("list", KqlType.DYNAMIC);
        Column all = tables.context.column("all", KqlType.DYNAMIC);
        Relation found = new Relation.Project(
                rows.gathered(list,
                        rows.columns().subList(1, 3).stream().<Scalar>map(ColumnRef::new).toList()),
                List.of(new Assignment(all, new Scalar.Call(ScalarOp.GRAPH_COMPONENTS,
                        List.of(new ColumnRef(list), Literal.of(mark.strong())), KqlType.DYNAMIC))));
        Column one = tables.context.column("one", KqlType.DYNAMIC);
        Relation expanded = new Relation.Expand(found, List.of(new Assignment(one, new ColumnRef(all))), null,
                null, false);
        Column key = tables.context.column("key", KqlType.STRING);
        Column component = tables.context.column(mark.column(), KqlType.LONG);
        Relation components = new Relation.Project(expanded,
                List.of(new Assignment(key, part(one, 0)), new Assignment(component, part(one, 1))));
        Relation.Shared again = tables.again(nodes);
        Relation joined = new Relation.Join(JoinKind.INNER, again, components,
                List.of(new KeyPair(new Columns(again.columns()).find(KEY).orElseThrow(), key)));
        List<Assignment> outputs = new ArrayList<>(ProjectionBinder.same(again.columns()));
        outputs.add(new Assignment(component, new ColumnRef(component)));
        return new Graph(tables.shared(new Relation.Project(joined, outputs)), edges, directed);
    }

    private static Scalar part(Column column, long index) {
        Scalar part = new Scalar.Call(ScalarOp.PATH, List.of(new ColumnRef(column), Literal.of(index)),
                KqlType.DYNAMIC);
        return Conversions.cast(part, index == 0 ? KqlType.STRING : KqlType.LONG);
    }

    /// Returns the nodes or the edges as a table.
    Relation table(TableBinder tables, Operator.GraphTable table) {
        Relation.Shared rows = tables.again(table.nodes() ? nodes : edges);
        Columns columns = new Columns(rows.columns());
        List<Assignment> outputs = new ArrayList<>();
        for (String option : List.of("with_node_id", "with_source_id", "with_target_id")) {
            String name = table.options().get(option);
            String id = option.equals("with_node_id")
                    ? ID
                    : option.equals("with_source_id") ? FROM_ID : TO_ID;
            if (name != null && columns.find(id).isPresent()) {
                outputs.add(new Assignment(tables.context.column(name, KqlType.LONG),
                        new ColumnRef(columns.find(id).get())));
            }
        }
        rows.columns().stream().filter(Graph::isProperty)
                .forEach(column -> outputs.add(new Assignment(column, new ColumnRef(column))));
        return new Relation.Project(rows, outputs);
    }
}
