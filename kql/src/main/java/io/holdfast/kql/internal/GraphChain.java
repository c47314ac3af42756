package io.holdfast.kql.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Relation.JoinKind;
import io.holdfast.kql.Relation.KeyPair;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.internal.Operator.GraphEdge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A chain of joins of nodes and edges, made while a pattern is followed.
final class GraphChain {
    private final TableBinder tables;
    private final Graph graph;
    private @Nullable Relation rows;
    private String at = "";
    /// The columns of each node that has a name.
    private final Map<String, List<Column>> nodes = new LinkedHashMap<>();
    /// The columns of the edges of each edge of the pattern.
    private final Map<String, List<List<Column>>> edges = new LinkedHashMap<>();
    /// The columns of the nodes between those edges.
    private final Map<String, List<List<Column>>> inner = new LinkedHashMap<>();
    /// The names of the edges that stand for several in a row.
    private final List<String> several = new ArrayList<>();

    GraphChain(TableBinder tables, Graph graph) {
        this.tables = tables;
        this.graph = graph;
    }

    /// Goes to a node, which may have been met before.
    void start(String node) {
        if (!nodes.containsKey(node)) {
            Relation.Shared copy = tables.again(graph.nodes());
            rows = rows == null ? copy : new Relation.Join(JoinKind.INNER, rows, copy, List.of());
            nodes.put(node, copy.columns());
        }
        at = node;
    }

    /// Goes along a number of edges in a row to a node.
    void follow(GraphEdge edge, int length, String node) {
        List<Column> here = columns(at);
        List<List<Column>> passed = new ArrayList<>();
        List<List<Column>> between = new ArrayList<>();
        if (length == 0) {
            stay(node);
        }
        for (int step = 0; step < length; step++) {
            Relation next = edge.way() == 0 || !graph.directed() ? eitherWay() : tables.again(graph.edges());
            boolean backward = edge.way() < 0 && graph.directed();
            Column from = column(next.columns(), backward ? Graph.TO : Graph.FROM);
            Column to = column(next.columns(), backward ? Graph.FROM : Graph.TO);
            Relation before = rows();
            rows = new Relation.Join(JoinKind.INNER, before, next,
                    List.of(new KeyPair(column(here, Graph.KEY), from)));
            passed.add(next.columns());
            boolean last = step == length - 1;
            List<Column> known = last ? nodes.get(node) : null;
            if (known != null) {
                rows = new Relation.Filter(rows(), new Scalar.Call(ScalarOp.EQUAL,
                        List.of(new ColumnRef(to), new ColumnRef(column(known, Graph.KEY))), KqlType.BOOL));
                continue;
            }
            Relation.Shared copy = tables.again(graph.nodes());
            rows = new Relation.Join(JoinKind.INNER, rows(), copy,
                    List.of(new KeyPair(to, column(copy.columns(), Graph.KEY))));
            here = copy.columns();
            if (last) {
                nodes.put(node, here);
            } else {
                between.add(here);
            }
        }
        edges.put(edge.name(), passed);
        inner.put(edge.name(), between);
        if (edge.several()) {
            several.add(edge.name());
        }
        at = node;
    }

    /// Takes a node of the pattern for the one that the chain is at.
    private void stay(String node) {
        List<Column> here = columns(at);
        List<Column> known = nodes.putIfAbsent(node, here);
        if (known != null) {
            rows = new Relation.Filter(rows(), new Scalar.Call(ScalarOp.EQUAL,
                    List.of(new ColumnRef(column(here, Graph.KEY)), new ColumnRef(column(known, Graph.KEY))),
                    KqlType.BOOL));
        }
    }

    private Relation rows() {
        return Optional.ofNullable(rows).orElseThrow();
    }

    private List<Column> columns(String node) {
        return Optional.ofNullable(nodes.get(node)).orElseThrow();
    }

    private static Column column(List<Column> columns, String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst().orElseThrow();
    }

    /// Each edge as it is and turned round.
    private Relation eitherWay() {
        Relation.Shared forward = tables.again(graph.edges());
        Relation.Shared turned = tables.again(graph.edges());
        List<Assignment> swapped = new ArrayList<>();
        for (Column column : turned.columns()) {
            String name = column.name().equals(Graph.FROM)
                    ? Graph.TO
                    : column.name().equals(Graph.TO) ? Graph.FROM : column.name();
            swapped.add(new Assignment(tables.context.column(name, column.type()), new ColumnRef(column)));
        }
        return new UnionBinder(tables, new Scope(Scope.root(tables.context.saved))).combine(
                List.of(new UnionBinder.Branch("", forward),
                        new UnionBinder.Branch("", new Relation.Project(turned, swapped))),
                false, null);
    }

    /// Returns the rows that meet no edge twice, or no node twice, or all.
    ///
    /// @param cycles `unique_edges`, `none` or `all`
    Relation distinct(String cycles) {
        Set<Column> met = new LinkedHashSet<>();
        if (cycles.equals("none")) {
            nodes.values().forEach(node -> met.add(column(node, Graph.KEY)));
            inner.values().forEach(steps -> steps.forEach(node -> met.add(column(node, Graph.KEY))));
        } else if (!cycles.equals("all")) {
            edges.values().forEach(steps -> steps.forEach(edge -> met.add(column(edge, Graph.NUMBER))));
        }
        List<Column> all = List.copyOf(met);
        List<Scalar> different = new ArrayList<>();
        for (int left = 0; left < all.size(); left++) {
            for (int right = left + 1; right < all.size(); right++) {
                different.add(new Scalar.Call(ScalarOp.NOT_EQUAL,
                        List.of(new ColumnRef(all.get(left)), new ColumnRef(all.get(right))), KqlType.BOOL));
            }
        }
        return different.isEmpty()
                ? rows()
                : new Relation.Filter(rows(), new Scalar.Call(ScalarOp.AND, different, KqlType.BOOL));
    }

    /// Gives the columns the names that expressions know them by.
    GraphPathFunctions paths(Relation distinct) {
        List<Assignment> all = new ArrayList<>();
        Map<String, List<List<Column>>> elements = new LinkedHashMap<>();
        List<Column> single = new ArrayList<>();
        nodes.forEach((name, columns) -> {
            elements.put(name, List.of(plain(columns, all)));
            single.addAll(named(name, columns, all));
        });
        edges.forEach((name, steps) -> {
            elements.put(name, steps.stream().map(columns -> plain(columns, all)).toList());
            if (!several.contains(name)) {
                single.addAll(named(name, steps.getFirst(), all));
            }
        });
        Map<String, List<List<Column>>> between = new LinkedHashMap<>();
        inner.forEach((name, steps) -> between.put(name,
                steps.stream().map(columns -> plain(columns, all)).toList()));
        return new GraphPathFunctions(tables, new Relation.Project(distinct, all), single, elements, between);
    }

    private List<Column> plain(List<Column> columns, List<Assignment> all) {
        return columns.stream().map(column -> added(column.name(), column, all)).toList();
    }

    private List<Column> named(String name, List<Column> columns, List<Assignment> all) {
        return columns.stream()
                .map(column -> added(ScanBinder.stateName(name) + column.name(), column, all)).toList();
    }

    private Column added(String name, Column column, List<Assignment> all) {
        Column added = tables.context.column(name, column.type());
        all.add(new Assignment(added, new ColumnRef(column)));
        return added;
    }
}
