package io.holdfast.query.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlDatetime;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Position;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Relation.Assignment;
import io.holdfast.kql.Relation.JoinKind;
import io.holdfast.kql.Relation.SortKey;
import io.holdfast.kql.Scalar.Literal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Prints relations as DuckDB SQL: each operator a `SELECT` over the one below, which the engine flattens.
final class RelationPrinter {
    private static final String TIME_COLUMN = "TimeGenerated";
    /// Most branches times columns of a union: the engine plans an expression for each.
    private static final long MAX_UNION_CELLS = 400_000;
    /// Most rows of a constant table that are written row by row.
    private static final int MOST_TUPLES = 100;

    private final Plan plan;
    private final List<String> scanTexts;
    private final boolean readsStored;
    private final ScalarPrinter scalars = new ScalarPrinter(this);
    private final AggregatePrinter aggregates = new AggregatePrinter(scalars);

    /// @param scanTexts what stands after FROM for each scan of the plan
    /// @param readsStored whether conditions and orders may be asked of stored columns
    RelationPrinter(Plan plan, List<String> scanTexts, boolean readsStored) {
        this.readsStored = readsStored;
        this.plan = plan;
        this.scanTexts = scanTexts;
    }

    /// Says whether the text calls a function of [JavaFunctions].
    boolean usesJava() {
        return scalars.usesJava();
    }

    /// Prints the whole query: the shared relations, then the columns of the result in order.
    String printAll(List<Column> result) {
        StringBuilder out = new StringBuilder();
        for (Map.Entry<Integer, Relation> shared : new TreeMap<>(plan.shared()).entrySet()) {
            out.append(out.isEmpty() ? "WITH " : ", ").append(sharedName(shared.getKey()))
                    .append(" AS MATERIALIZED (")
                    .append(print(shared.getValue())).append(")");
        }
        return out.append(out.isEmpty() ? "" : " ").append("SELECT ").append(list(columns(result)))
                .append(from(plan.relation())).toString();
    }

    private static String sharedName(int number) {
        return "shared" + number;
    }

    String print(Relation relation) {
        return switch (relation) {
            case Relation.Scan scan ->
                reading(new StoredReading(scan, List.of(), List.of(), null));
            case Relation.Values values -> values(values);
            case Relation.Sequence sequence -> sequence(sequence);
            case Relation.Filter filter -> "SELECT *" + from(filter);
            case Relation.Project project -> project(project);
            case Relation.Aggregate aggregate -> aggregate(aggregate);
            case Relation.FirstPerKey first ->
                "SELECT DISTINCT ON (" + names(first.keys()) + ") *" + from(first.input());
            case Relation.Sort sort ->
                "SELECT *" + from(sort.input()) + " ORDER BY " + keys(scalars, sort.keys());
            case Relation.Limit limit -> limit(limit);
            case Relation.Union union -> union(union);
            case Relation.Join join -> join(join);
            case Relation.Expand expand -> expand(expand);
            case Relation.Shared shared -> shared(shared);
        };
    }

    private @Nullable StoredReading storedReading(Relation relation) {
        return readsStored ? StoredReading.of(relation).orElse(null) : null;
    }

    /// Prints the FROM clause over a relation, a filter as its WHERE clause.
    private String from(Relation relation) {
        StoredReading reading = storedReading(relation);
        if (reading != null) {
            String where = reading.computed().stream().map(scalars::predicate)
                    .collect(Collectors.joining(" AND "));
            return " FROM (" + reading(reading) + ")"
                    + (where.isEmpty() || reading.top() != null ? "" : " WHERE " + where);
        }
        if (relation instanceof Relation.Filter filter) {
            return (filter.input() instanceof Relation.Filter below
                    ? " FROM (" + print(below) + ")"
                    : from(filter.input())) + " WHERE " + scalars.predicate(filter.predicate());
        }
        return " FROM (" + print(relation) + ")";
    }

    private static List<String> columns(List<Column> columns) {
        return columns.stream().map(ScalarPrinter::column).toList();
    }

    private static String names(List<Column> columns) {
        return String.join(", ", columns(columns));
    }

    private static String list(List<String> items) {
        return items.isEmpty() ? "1 AS nothing" : String.join(", ", items);
    }

    /// Prints a reading of a table; without a top, the computed conditions are left to who reads it.
    private String reading(StoredReading reading) {
        int position = plan.position(reading.scan());
        List<String> conditions = new ArrayList<>();
        TimeSpan span = plan.spans().get(position);
        if (!reading.keeps(TIME_COLUMN, span)) {
            conditions.add(span.condition(SqlText.identifier(TIME_COLUMN)));
        }
        ScalarPrinter stored = scalars.over(reading.scan().columns(), StoredReading::name);
        reading.stored().forEach(condition -> conditions.add(StoredConditions.print(stored, condition)));
        Relation.Limit top = reading.top();
        if (top != null) {
            ScalarPrinter computed = scalars.over(reading.scan().columns(), RelationPrinter::value);
            reading.computed().forEach(condition -> conditions.add(computed.predicate(condition)));
        }
        List<String> columns = reading.scan().columns().stream()
                .map(column -> value(column) + " AS " + ScalarPrinter.column(column)).toList();
        String rows = scanTexts.get(position)
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions));
        return "SELECT " + list(columns) + " FROM " + (top == null
                ? rows
                : "(SELECT * FROM " + rows + " ORDER BY " + keys(stored, reading.keys()) + " LIMIT "
                        + count(top) + ")");
    }

    /// Reads a stored column as its type is computed with.
    private static String value(Column column) {
        String name = StoredReading.name(column);
        return switch (column.type()) {
            case STRING -> "coalesce(" + name + ", '')";
            case DATETIME ->
                "((epoch_us(" + name + ") * 10) + " + SqlText.bigint(KqlDatetime.UNIX_EPOCH_TICKS) + ")";
            case DYNAMIC -> "nullif(CAST(" + name + " AS VARCHAR), 'null')";
            case DECIMAL -> "TRY_CAST(" + name + " AS " + SqlText.type(KqlType.DECIMAL) + ")";
            case GUID -> "lower(CAST(" + name + " AS VARCHAR))";
            case BOOL, INT, LONG, REAL, TIMESPAN -> name;
        };
    }

    private String values(Relation.Values values) {
        if (values.columns().isEmpty()) {
            return "SELECT 1 AS nothing";
        }
        if (values.rows().isEmpty()) {
            return "SELECT " + list(values.columns().stream()
                    .map(column -> SqlText.literal(Literal.nullOf(column.type())) + " AS "
                            + ScalarPrinter.column(column))
                    .toList()) + " WHERE FALSE";
        }
        if (values.rows().size() > MOST_TUPLES) {
            return longValues(values);
        }
        return "SELECT * FROM (VALUES " + values.rows().stream()
                .map(row -> row.stream().map(SqlText::literal).collect(Collectors.joining(", ", "(", ")")))
                .collect(Collectors.joining(", ")) + ") AS v(" + names(values.columns()) + ")";
    }

    /// Prints many rows as one array for each column.
    private static String longValues(Relation.Values values) {
        List<String> columns = new ArrayList<>();
        for (int index = 0; index < values.columns().size(); index++) {
            Column column = values.columns().get(index);
            int position = index;
            columns.add("unnest(" + SqlText.array(column.type(), values.rows().stream()
                    .map(row -> row.get(position)).toList()) + ") AS " + ScalarPrinter.column(column));
        }
        return "SELECT " + String.join(", ", columns);
    }

    private String sequence(Relation.Sequence sequence) {
        String start = scalars.print(sequence.start());
        String end = scalars.print(sequence.end());
        String step = scalars.print(sequence.step());
        String column = ScalarPrinter.column(sequence.column());
        if (sequence.column().type() == KqlType.REAL || sequence.column().type() == KqlType.DECIMAL) {
            return "SELECT s + i * p AS " + column
                    + " FROM (SELECT s, p, unnest(range(CAST(greatest(0, floor((e - s) / p"
                    + " + 1e-9) + 1) AS BIGINT))) AS i FROM (SELECT " + start + " AS s, " + end + " AS e, "
                    + step
                    + " AS p))";
        }
        boolean constant = sequence.start() instanceof Literal && sequence.end() instanceof Literal
                && sequence.step() instanceof Literal;
        return constant
                ? "SELECT i AS " + column + " FROM generate_series(" + start + ", " + end + ", " + step
                        + ") AS s(i)"
                : "SELECT unnest(generate_series(" + start + ", " + end + ", " + step + ")) AS " + column;
    }

    private String project(Relation.Project project) {
        return "SELECT " + list(project.assignments().stream().map(this::assignment).toList())
                + from(project.input());
    }

    private String assignment(Assignment assignment) {
        String value = scalars.print(assignment.value());
        String name = ScalarPrinter.column(assignment.column());
        return value.equals(name) ? name : value + " AS " + name;
    }

    private String aggregate(Relation.Aggregate aggregate) {
        List<String> outputs = new ArrayList<>(aggregate.keys().stream().map(this::assignment).toList());
        aggregate.aggregates().forEach(column -> outputs.add(
                aggregates.print(column, aggregate.aggregates()) + " AS "
                        + ScalarPrinter.column(column.column())));
        String groups = IntStream.rangeClosed(1, aggregate.keys().size()).mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
        return "SELECT " + list(outputs) + from(aggregate.input())
                + (groups.isEmpty() ? "" : " GROUP BY " + groups);
    }

    private static String keys(ScalarPrinter scalars, List<SortKey> keys) {
        return keys.stream().map(key -> scalars.print(key.value()) + (key.ascending() ? " ASC" : " DESC")
                + (key.nullsFirst() ? " NULLS FIRST" : " NULLS LAST")).collect(Collectors.joining(", "));
    }

    private String count(Relation.Limit limit) {
        return "greatest(0, " + scalars.print(limit.count()) + ")";
    }

    private String limit(Relation.Limit limit) {
        StoredReading reading = storedReading(limit);
        if (reading != null) {
            return reading(reading);
        }
        String input = limit.input() instanceof Relation.Sort sort
                ? print(sort)
                : "SELECT *" + from(limit.input());
        return input + " LIMIT " + count(limit);
    }

    private String union(Relation.Union union) {
        if ((long) union.branches().size() * union.columns().size() > MAX_UNION_CELLS) {
            throw KqlException.of(KqlException.Kind.TOO_COMPLEX, Position.START,
                    ("The query is too complex: %d tables with %d columns in all; name tables,"
                            + " or project columns")
                            .formatted(union.branches().size(), union.columns().size()));
        }
        boolean aligned = union.branches().stream()
                .allMatch(branch -> branch.sources().keySet().containsAll(union.columns()));
        String rows = union.branches().stream().map(branch -> branch(union, branch))
                .collect(Collectors.joining(aligned ? " UNION ALL " : " UNION ALL BY NAME "));
        if (aligned) {
            return rows;
        }
        // The first branch holds no row: it gives each column its type and place.
        String shape = union.columns().stream()
                .map(column -> SqlText.literal(new Literal(column.type(),
                        column.type() == KqlType.STRING ? "" : null)) + " AS " + ScalarPrinter.column(column))
                .collect(Collectors.joining(", ", "(SELECT ", " WHERE FALSE)"));
        List<String> outputs = union.columns().stream().map(column -> {
            String name = ScalarPrinter.column(column);
            boolean everywhere = column.type() != KqlType.STRING || union.branches().stream()
                    .allMatch(branch -> branch.sources().containsKey(column));
            return everywhere ? name : "coalesce(" + name + ", '') AS " + name;
        }).toList();
        return "SELECT " + list(outputs) + " FROM (" + shape + " UNION ALL BY NAME " + rows + ")";
    }

    private String branch(Relation.Union union, Relation.Branch branch) {
        List<String> columns = union.columns().stream().filter(branch.sources()::containsKey)
                .map(column -> ScalarPrinter.column(source(branch, column)) + " AS "
                        + ScalarPrinter.column(column))
                .toList();
        return "(SELECT " + list(columns) + from(branch.input()) + ")";
    }

    private static Column source(Relation.Branch branch, Column column) {
        return Optional.ofNullable(branch.sources().get(column)).orElseThrow();
    }

    private String join(Relation.Join join) {
        String kind = switch (join.kind()) {
            case INNER -> "JOIN";
            case LEFT_OUTER -> "LEFT JOIN";
            case FULL_OUTER -> "FULL JOIN";
            case LEFT_SEMI -> "SEMI JOIN";
            case LEFT_ANTI -> "ANTI JOIN";
        };
        boolean leftOnly = join.kind() == JoinKind.LEFT_SEMI || join.kind() == JoinKind.LEFT_ANTI;
        List<String> columns = new ArrayList<>();
        join.left().columns()
                .forEach(column -> columns.add(side("l", column, join.kind() == JoinKind.FULL_OUTER)));
        if (!leftOnly) {
            join.right().columns()
                    .forEach(column -> columns.add(side("r", column, join.kind() != JoinKind.INNER)));
        }
        String condition = join.keys().stream().map(key -> "l." + ScalarPrinter.column(key.left())
                + (key.left().type() == KqlType.STRING ? " = " : " IS NOT DISTINCT FROM ") + "r."
                + ScalarPrinter.column(key.right())).collect(Collectors.joining(" AND "));
        return "SELECT " + list(columns) + " FROM (" + print(join.left()) + ") AS l " + kind + " ("
                + print(join.right())
                + ") AS r ON " + (condition.isEmpty() ? "TRUE" : condition);
    }

    /// A column of one side of a join; a text that the side has no row for is empty.
    private static String side(String side, Column column, boolean optional) {
        String name = ScalarPrinter.column(column);
        return (optional && column.type() == KqlType.STRING)
                ? "coalesce(" + side + "." + name + ", '') AS " + name
                : side + "." + name;
    }

    private String expand(Relation.Expand expand) {
        List<String> lists = new ArrayList<>();
        List<String> sizes = new ArrayList<>();
        List<String> outputs = new ArrayList<>(
                expand.input().columns().stream().map(ScalarPrinter::column).toList());
        for (Assignment element : expand.elements()) {
            String list = "list" + element.column().id();
            lists.add(elements(scalars.print(element.value()), expand.pairs()) + " AS " + list);
            sizes.add("len(" + list + ")");
            outputs.add("nullif(" + list + "[i + 1], 'null') AS " + ScalarPrinter.column(element.column()));
        }
        if (expand.index() != null) {
            outputs.add("i AS " + ScalarPrinter.column(expand.index()));
        }
        String size = "greatest(" + String.join(", ", sizes) + ")";
        String bounded = expand.limit() == null ? size : "least(" + size + ", " + expand.limit() + ")";
        return "SELECT " + String.join(", ", outputs) + " FROM (SELECT *, unnest(range(CAST(" + bounded
                + " AS BIGINT))) AS i FROM (SELECT *, " + String.join(", ", lists) + from(expand.input())
                + "))";
    }

    /// Returns the list of json texts that a json value expands to.
    private String elements(String json, boolean pairs) {
        return "CAST(coalesce(json_extract(" + scalars.java("expanded", json, pairs ? "TRUE" : "FALSE")
                + ", '$[*]'), ['null']) AS VARCHAR[])";
    }

    private String shared(Relation.Shared shared) {
        List<Column> defined = shared.definition().columns();
        List<String> columns = plan.sharedColumns().getOrDefault(shared.number(), new BitSet()).stream()
                .mapToObj(index -> ScalarPrinter.column(defined.get(index)) + " AS "
                        + ScalarPrinter.column(shared.columns().get(index)))
                .toList();
        return "SELECT " + list(columns) + " FROM " + sharedName(shared.number());
    }
}
