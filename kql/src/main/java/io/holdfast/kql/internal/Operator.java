package io.holdfast.kql.internal;

import io.holdfast.kql.KqlType;
import io.holdfast.kql.Position;
import io.holdfast.kql.internal.Expression.Call;
import io.holdfast.kql.internal.Expression.Named;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A tabular operator as it is written: what stands between two pipes.
sealed interface Operator {
    /// Where the operator is, for errors.
    Position position();

    /// `where predicate`.
    record Where(Position position, Expression predicate) implements Operator {}

    /// `extend columns`.
    record Extend(Position position, List<Named> columns) implements Operator {}

    /// `project columns`.
    record Project(Position position, List<Named> columns) implements Operator {}

    /// `project-away` or `project-keep`: column names, possibly with wildcards.
    record Select(Position position, boolean keep, List<Pattern> patterns) implements Operator {}

    /// A column name, possibly with `*` in it.
    record Pattern(Position position, String text) {}

    /// `project-rename columns`.
    record Rename(Position position, List<Named> columns) implements Operator {}

    /// `project-reorder columns`.
    record Reorder(Position position, List<ReorderItem> items) implements Operator {}

    /// A pattern of `project-reorder` and how the columns it matches are put in order.
    record ReorderItem(Pattern pattern, Ordering ordering) {
        /// The order among the columns of one pattern.
        enum Ordering {
            /// As they were.
            NONE,
            /// By name, `asc`.
            ASCENDING,
            /// By name, `desc`.
            DESCENDING,
            /// By name with numbers as numbers, `granny-asc`.
            NATURAL_ASCENDING,
            /// By name with numbers as numbers, `granny-desc`.
            NATURAL_DESCENDING
        }
    }

    /// `summarize aggregates by keys`.
    record Summarize(Position position, List<Named> aggregates, List<Named> keys) implements Operator {}

    /// `sort by keys`.
    record Sort(Position position, List<Ordered> keys) implements Operator {}

    /// An expression with its direction.
    ///
    /// @param nullsFirst null if not written
    record Ordered(Expression value, boolean ascending, @Nullable Boolean nullsFirst) {}

    /// `top count by key`.
    record Top(Position position, Expression count, Ordered key) implements Operator {}

    /// `take count` or `limit count`.
    record Take(Position position, Expression count) implements Operator {}

    /// `distinct columns`; without columns, `distinct *`.
    record Distinct(Position position, List<Named> columns) implements Operator {}

    /// `count`.
    record Count(Position position, String columnName) implements Operator {}

    /// `union options operands`.
    record Union(Position position, Map<String, String> options,
            List<Expression> operands) implements Operator {}

    /// `join` or `lookup`.
    ///
    /// @param kind as written, null if not
    record Join(Position position, boolean lookup, @Nullable String kind, Expression right,
            List<Expression> conditions) implements Operator {}

    /// `print columns`.
    record Print(Position position, List<Named> columns) implements Operator {}

    /// `range column from start to end step step`.
    record Range(Position position, String column, Expression start, Expression end,
            Expression step) implements Operator {}

    /// `render visualization with (properties)`.
    record Render(Position position, String visualization,
            Map<String, String> properties) implements Operator {}

    /// `mv-expand options columns limit rowLimit`.
    record MvExpand(Position position, Map<String, String> options, List<MvColumn> columns,
            @Nullable Expression rowLimit) implements Operator {}

    /// `mv-apply expand on (subquery)`.
    record MvApply(Position position, MvExpand expand, List<Operator> subquery) implements Operator {
        public MvApply {
            subquery = List.copyOf(subquery);
        }
    }

    /// `partition by key (subquery)`.
    record Partition(Position position, Expression key, List<Operator> subquery) implements Operator {
        public Partition {
            subquery = List.copyOf(subquery);
        }
    }

    /// `partition by key {query}`: a query of its own for each value of the key.
    record PartitionQuery(Position position, Expression key, Expression query) implements Operator {}

    /// `search` or `find`: rows of tables that a predicate holds for.
    ///
    /// @param find whether it is `find`
    /// @param ignoreCase whether terms are found without regard to case
    /// @param source the name of the column with the table's name
    /// @param tables where to search; empty for all tables, or for the rows before the operator
    /// @param columns the columns that `find ... project` names, in order; empty for all
    record Search(Position position, boolean find, boolean ignoreCase, String source, List<Expression> tables,
            Expression predicate, List<FindColumn> columns) implements Operator {
        public Search {
            tables = List.copyOf(tables);
            columns = List.copyOf(columns);
        }
    }

    /// A column that `find` projects: its name, `*` for `pack(*)`, and a type if one is written.
    record FindColumn(Position position, String name, @Nullable KqlType type) {}

    /// `make-series aggregates on axis from start to end step step by keys`.
    record MakeSeries(Position position, boolean nonEmpty, List<SeriesAggregate> aggregates, Named axis,
            SeriesRange range, List<Named> keys) implements Operator {
        public MakeSeries {
            aggregates = List.copyOf(aggregates);
            keys = List.copyOf(keys);
        }
    }

    /// An aggregate of `make-series` and what stands where there are no rows.
    record SeriesAggregate(Named value, @Nullable Expression otherwise) {}

    /// The axis of a series; start and end may be left to the data.
    record SeriesRange(@Nullable Expression start, @Nullable Expression end, Expression step) {}

    /// `evaluate plugin(arguments) : (schema)`.
    record Evaluate(Position position, Call call, List<Expression.ColumnDeclaration> schema,
            boolean star) implements Operator {
        public Evaluate {
            schema = List.copyOf(schema);
        }
    }

    /// `parse-kv value as (columns) with (options)`.
    record ParseKv(Position position, Expression value, List<Expression.ColumnDeclaration> columns,
            Map<String, String> options) implements Operator {
        public ParseKv {
            columns = List.copyOf(columns);
            options = Map.copyOf(options);
        }
    }

    /// `top-nested parts`.
    record TopNested(Position position, List<TopNestedPart> parts) implements Operator {
        public TopNested {
            parts = List.copyOf(parts);
        }
    }

    /// One level of `top-nested`.
    record TopNestedPart(@Nullable Expression count, Named value, @Nullable Expression others,
            Named aggregate, boolean ascending) {}

    /// `project-by-names names`.
    record ProjectByNames(Position position, List<Expression> names) implements Operator {}

    /// `sample-distinct count of value`.
    record SampleDistinct(Position position, Expression count, Named value) implements Operator {}

    /// `top-hitters count of value by weight`.
    record TopHitters(Position position, Expression count, Named value,
            @Nullable Expression weight) implements Operator {}

    /// A column of `mv-expand`, and the type to which its elements are converted, if any.
    record MvColumn(Named column, @Nullable KqlType type) {}

    /// `parse` or `parse-where`.
    ///
    /// @param kind `simple`, `regex` or `relaxed`
    /// @param flags flags of the regular expression, empty if none
    record Parse(Position position, boolean filter, String kind, String flags, Expression value,
            List<ParseItem> items) implements Operator {}

    /// A part of the pattern of `parse`.
    sealed interface ParseItem {
        /// `*`: any text.
        record Skip() implements ParseItem {}

        /// A text that must be there.
        record Text(String text) implements ParseItem {}

        /// A column that takes the text between its neighbours.
        record Column(Position position, String name, KqlType type) implements ParseItem {}
    }

    /// `as name`.
    record As(Position position, String name) implements Operator {}

    /// `getschema`.
    record GetSchema(Position position) implements Operator {}

    /// `invoke function(arguments)`.
    record Invoke(Position position, Call call) implements Operator {}

    /// `serialize columns`.
    record Serialize(Position position, List<Named> columns) implements Operator {}

    /// `fork branches` or `facet by keys`: several results over the same rows.
    record Fork(Position position, List<Branch> branches) implements Operator {
        public Fork {
            branches = List.copyOf(branches);
        }
    }

    /// One result of [Fork], with its name if it has one.
    record Branch(@Nullable String name, List<Operator> operators) {
        public Branch {
            operators = List.copyOf(operators);
        }
    }

    /// `make-graph from --> to`: rows that are edges.
    ///
    /// @param directed whether edges go one way
    /// @param nodes tables of nodes and the column that names each; empty for nodes without a table
    /// @param nodeId the property that names a node where there is no table; null if not wanted
    /// @param partition what to do with a graph of its own for each value of a column; null for one graph
    record MakeGraph(Position position, String from, String to, boolean directed, List<GraphNodes> nodes,
            @Nullable String nodeId, @Nullable GraphPartition partition) implements Operator {
        public MakeGraph {
            nodes = List.copyOf(nodes);
        }
    }

    /// `partitioned-by column (operators)`.
    record GraphPartition(String column, List<Operator> operators) {
        public GraphPartition {
            operators = List.copyOf(operators);
        }
    }

    /// A table of nodes.
    record GraphNodes(Expression table, String key) {}

    /// `graph-match` or `graph-shortest-paths`.
    record GraphMatch(Position position, boolean shortest, Map<String, String> options, List<GraphPath> paths,
            @Nullable Expression where, List<Named> columns) implements Operator {
        public GraphMatch {
            options = Map.copyOf(options);
            paths = List.copyOf(paths);
            columns = List.copyOf(columns);
        }
    }

    /// Nodes with an edge between each two.
    record GraphPath(List<String> nodes, List<GraphEdge> edges) {
        public GraphPath {
            nodes = List.copyOf(nodes);
            edges = List.copyOf(edges);
        }
    }

    /// An edge of a pattern.
    ///
    /// @param way 1 from the left node to the right, -1 the other way, 0 either way
    /// @param least fewest edges in a row
    /// @param most most edges in a row
    /// @param several whether a number of edges is written
    record GraphEdge(Position position, String name, int way, Expression least, Expression most,
            boolean several) {}

    /// `graph-mark-components`.
    record GraphMark(Position position, boolean strong, String column) implements Operator {}

    /// `graph-to-table tables`.
    record GraphTables(Position position, List<GraphTable> tables) implements Operator {
        public GraphTables {
            tables = List.copyOf(tables);
        }
    }

    /// The nodes or the edges of a graph as a table, with a name if it is one of several.
    record GraphTable(Position position, boolean nodes, @Nullable String name, Map<String, String> options) {
        public GraphTable {
            options = Map.copyOf(options);
        }
    }

    /// `reduce by value with options`.
    record Reduce(Position position, Expression value, Map<String, String> options) implements Operator {
        public Reduce {
            options = Map.copyOf(options);
        }
    }

    /// `scan with (steps)`.
    ///
    /// @param matchId the name of the column of the match, null if not wanted
    /// @param order what the rows are sorted by before; empty for the order they have
    record Scan(Position position, @Nullable String matchId, List<Ordered> order,
            List<Expression> partition, List<ScanVariable> variables,
            List<ScanStep> steps) implements Operator {
        public Scan {
            order = List.copyOf(order);
            partition = List.copyOf(partition);
            variables = List.copyOf(variables);
            steps = List.copyOf(steps);
        }
    }

    /// A column that `scan` declares, and what it is where nothing is assigned.
    record ScanVariable(String name, KqlType type, @Nullable Expression initial) {}

    /// A step of `scan`.
    ///
    /// @param output which rows of a match are in the result: `all`, `last` or `none`
    record ScanStep(Position position, String name, boolean optional, String output, Expression condition,
            List<ScanAssignment> assignments) {
        public ScanStep {
            assignments = List.copyOf(assignments);
        }
    }

    /// What a step assigns to a declared column.
    record ScanAssignment(Position position, String name, Expression value) {}

    /// An operator that the binder does not know yet.
    record Other(Position position, String name) implements Operator {}
}
