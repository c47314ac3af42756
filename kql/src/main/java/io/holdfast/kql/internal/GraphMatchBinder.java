package io.holdfast.kql.internal;

import io.holdfast.kql.AggregateOp;
import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Relation.JoinKind;
import io.holdfast.kql.Relation.KeyPair;
import io.holdfast.kql.Relation.SortKey;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.internal.Expression.Member;
import io.holdfast.kql.internal.Expression.Name;
import io.holdfast.kql.internal.Expression.Named;
import io.holdfast.kql.internal.Operator.GraphEdge;
import io.holdfast.kql.internal.Operator.GraphMatch;
import io.holdfast.kql.internal.Operator.GraphPath;
import java.util.ArrayList;
import java.util.List;

/// Binds `graph-match` and `graph-shortest-paths`: for each combination of numbers of edges in a row a chain
/// of joins, and the union of all.
final class GraphMatchBinder {
    /// Most edges in all combinations together: each is two joins.
    private static final int MAX_EDGES = 300;
    private static final String FIRST = "__graph_first";
    private static final String LAST = "__graph_last";
    private static final String LENGTH = "__graph_length";

    private final TableBinder tables;
    private final Scope scope;
    private final Graph graph;
    private final GraphMatch match;

    GraphMatchBinder(TableBinder tables, Scope scope, Graph graph, GraphMatch match) {
        this.tables = tables;
        this.scope = scope;
        this.graph = graph;
        this.match = match;
    }

    Relation bind() {
        List<List<Integer>> combinations = combinations();
        int edges = combinations.stream().mapToInt(lengths -> lengths.stream().mapToInt(i -> i).sum()).sum();
        if (edges > MAX_EDGES) {
            throw KqlException.of(Kind.TOO_COMPLEX, match.position(),
                    "The query is too complex: the pattern allows too many numbers of edges in a row");
        }
        List<UnionBinder.Branch> branches = new ArrayList<>();
        for (List<Integer> lengths : combinations) {
            branches.add(new UnionBinder.Branch("", combination(lengths)));
        }
        Relation all = branches.size() == 1
                ? branches.getFirst().relation()
                : new UnionBinder(tables, scope).combine(branches, false, null);
        return match.shortest() ? shortest(all) : all;
    }

    private List<GraphEdge> edges() {
        return match.paths().stream().flatMap(path -> path.edges().stream()).toList();
    }

    /// Returns the numbers of edges for each edge of the pattern, in all ways.
    private List<List<Integer>> combinations() {
        List<List<Integer>> all = List.of(List.of());
        for (GraphEdge edge : edges()) {
            List<List<Integer>> longer = new ArrayList<>();
            long least = bound(edge.least());
            long most = bound(edge.most());
            if (least < 0 || most < Math.max(1, least)) {
                throw KqlException.of(Kind.SEMANTIC, edge.position(),
                        "The number of edges in a row is from 0 to a number above it and not below the first");
            }
            for (List<Integer> before : all) {
                for (long length = least; length <= most && longer.size() <= MAX_EDGES; length++) {
                    List<Integer> lengths = new ArrayList<>(before);
                    lengths.add((int) Math.min(length, MAX_EDGES));
                    longer.add(lengths);
                }
            }
            all = longer;
        }
        return all;
    }

    private long bound(Expression bound) {
        ScalarBinder constants = new ScalarBinder(tables, scope, new Columns(List.of()), null);
        return constants.constant(bound, KqlType.LONG).value() instanceof Long number ? number : -1;
    }

    private Relation combination(List<Integer> lengths) {
        GraphChain chain = new GraphChain(tables, graph);
        int edge = 0;
        for (GraphPath path : match.paths()) {
            chain.start(path.nodes().getFirst());
            for (int index = 0; index < path.edges().size(); index++) {
                chain.follow(path.edges().get(index), lengths.get(edge), path.nodes().get(index + 1));
                edge++;
            }
        }
        Relation rows = chain.distinct(match.options().getOrDefault("cycles", "unique_edges"));
        GraphPathFunctions paths = chain.paths(rows);
        ScalarBinder scalars = new ScalarBinder(tables, scope, new Columns(paths.single()), null);
        GraphPathFunctions around = tables.context.paths;
        tables.context.paths = paths;
        try {
            Relation named = paths.rows();
            Relation filtered = match.where() == null
                    ? named
                    : new Relation.Filter(named, scalars.bindAs(match.where(), KqlType.BOOL));
            List<Named> columns = new ArrayList<>(match.columns());
            if (match.shortest()) {
                columns.addAll(ends(lengths.stream().mapToInt(i -> i).sum()));
            }
            return new ProjectionBinder(tables.context, scalars)
                    .bind(new Operator.Project(match.position(), columns), filtered);
        } finally {
            tables.context.paths = around;
        }
    }

    /// Columns that tell paths between the same nodes, and their lengths.
    private List<Named> ends(int length) {
        List<String> nodes = match.paths().getFirst().nodes();
        return List.of(named(FIRST, key(nodes.getFirst())), named(LAST, key(nodes.getLast())),
                named(LENGTH, new Expression.Literal(match.position(), KqlType.LONG, (long) length)));
    }

    private Expression key(String node) {
        return new Member(match.position(), new Name(match.position(), node), Graph.KEY);
    }

    private Named named(String name, Expression value) {
        return new Named(match.position(), List.of(name), value);
    }

    /// Keeps, for each two nodes, a shortest path, or all of the least length.
    private Relation shortest(Relation all) {
        boolean any = !match.options().getOrDefault("output", "any").equals("all");
        Relation.Shared paths = tables.shared(all);
        Columns columns = new Columns(paths.columns());
        Column first = columns.find(FIRST).orElseThrow();
        Column last = columns.find(LAST).orElseThrow();
        Column length = columns.find(LENGTH).orElseThrow();
        List<Assignment> outputs = ProjectionBinder
                .same(paths.columns().stream().filter(Graph::isProperty).toList());
        if (any) {
            Relation sorted = new Relation.Sort(paths,
                    List.of(new SortKey(new ColumnRef(length), true, true)));
            return new Relation.Project(new Relation.FirstPerKey(sorted, List.of(first, last)), outputs);
        }
        Relation.Shared again = tables.again(paths);
        Columns others = new Columns(again.columns());
        Column least = tables.context.column(LENGTH, KqlType.LONG);
        Column from = tables.context.column(FIRST, KqlType.STRING);
        Column to = tables.context.column(LAST, KqlType.STRING);
        Relation lengths = new Relation.Aggregate(again,
                List.of(new Assignment(from, new ColumnRef(others.find(FIRST).orElseThrow())),
                        new Assignment(to, new ColumnRef(others.find(LAST).orElseThrow()))),
                List.of(new Relation.AggregateColumn(least, AggregateOp.MIN,
                        List.of(new ColumnRef(others.find(LENGTH).orElseThrow())), null)));
        return new Relation.Project(new Relation.Join(JoinKind.INNER, paths, lengths,
                List.of(new KeyPair(first, from), new KeyPair(last, to), new KeyPair(length, least))),
                outputs);
    }
}
