package io.holdfast.query;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.TableCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// Runs the records of the corpus that state results, and compares.
final class SemanticsCases {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final double TOLERANCE = 1e-9;

    private final QueryEngine engine;

    SemanticsCases(ScanProvider provider) {
        engine = new QueryEngine(provider, Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC),
                new QueryLimits(100_000, 100_000_000, Duration.ofSeconds(20)));
    }

    static List<JsonNode> load(Path file) {
        try {
            return Files.readAllLines(file).stream().map(MAPPER::readTree).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns how the result of a record differs from what it states, or empty if it does not.
    Optional<String> difference(JsonNode record) {
        QueryResult result;
        try {
            result = engine.run(record.get("query").asString(), TableCatalog.of(List.of()),
                    TimeRange.UNBOUNDED,
                    new CancellationSignal());
        } catch (KqlException | QueryException e) {
            return Optional.of("error: " + e.getMessage());
        }
        Set<String> flags = new TreeSet<>();
        record.path("flags").forEach(flag -> flags.add(flag.asString()));
        List<String> expected = record.get("columns").valueStream()
                .map(column -> column.get("name").asString() + ":" + column.get("type").asString()).toList();
        List<String> actual = result.columns().stream()
                .map(column -> column.name() + ":" + column.type().kustoName()).toList();
        if (!expected.equals(actual)) {
            return Optional.of("columns: " + actual + " not " + expected);
        }
        return flags.contains("nondeterministic") ? Optional.empty() : rows(record, result, flags);
    }

    private static Optional<String> rows(JsonNode record, QueryResult result, Set<String> flags) {
        List<List<JsonNode>> expected = new ArrayList<>();
        record.get("rows").forEach(row -> expected.add(row.valueStream().toList()));
        if (expected.size() != result.rows().size()) {
            return Optional.of("rows: " + result.rows() + " not " + expected);
        }
        boolean ordered = record.get("rowOrder").asString().equals("sorted")
                || record.get("rowOrder").asString().equals("single");
        boolean sets = flags.contains("order-or-choice-unspecified");
        double tolerance = flags.contains("approximate") ? 0.05 : TOLERANCE;
        List<List<JsonNode>> left = new ArrayList<>(expected);
        for (List<@Nullable Object> row : result.rows()) {
            int found = -1;
            for (int index = 0; index < (ordered ? 1 : left.size()) && found < 0; index++) {
                found = same(result.columns(), row, left.get(index), sets, tolerance) ? index : -1;
            }
            if (found < 0) {
                return Optional.of("row: " + row + " not in " + (ordered ? left.getFirst() : left));
            }
            left.remove(found);
        }
        return Optional.empty();
    }

    private static boolean same(List<ResultColumn> columns, List<@Nullable Object> row,
            List<JsonNode> expected,
            boolean sets, double tolerance) {
        for (int index = 0; index < columns.size(); index++) {
            if (!sameCell(columns.get(index).type(), row.get(index), expected.get(index), sets, tolerance)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameCell(KqlType type, @Nullable Object actual, JsonNode expected, boolean sets,
            double tolerance) {
        if (actual == null || expected.isNull()) {
            return actual == null && expected.isNull();
        }
        return switch (type) {
            case DYNAMIC -> sameJson(MAPPER.readTree((String) actual), expected, sets, tolerance);
            case REAL -> actual instanceof String
                    ? actual.equals(expected.asString())
                    : expected.isNumber() && close((Double) actual, expected.doubleValue(), tolerance);
            case DECIMAL ->
                close(Double.parseDouble((String) actual), Double.parseDouble(expected.asString()), 1e-15);
            case INT, LONG -> tolerance == TOLERANCE
                    ? actual.equals(expected.longValue())
                            || actual.equals(expected.intValue())
                    : close(((Number) actual).doubleValue(), expected.doubleValue(), tolerance);
            case BOOL -> actual.equals(expected.asBoolean());
            case STRING, DATETIME, TIMESPAN, GUID -> actual.equals(expected.asString());
        };
    }

    private static boolean close(double actual, double expected, double tolerance) {
        return actual == expected
                || Math.abs(actual - expected) <= tolerance * Math.max(Math.abs(actual), Math.abs(expected));
    }

    private static boolean sameJson(JsonNode actual, JsonNode expected, boolean sets, double tolerance) {
        if (actual.isNumber() && expected.isNumber()) {
            return close(actual.doubleValue(), expected.doubleValue(), tolerance);
        }
        if (actual instanceof ArrayNode a && expected instanceof ArrayNode e) {
            return a.size() == e.size() && sameArray(a, e, sets, tolerance);
        }
        if (actual.isObject() && expected.isObject()) {
            return Set.copyOf(actual.propertyNames()).equals(Set.copyOf(expected.propertyNames()))
                    && actual.propertyNames().stream()
                            .allMatch(
                                    name -> sameJson(actual.get(name), expected.get(name), sets, tolerance));
        }
        return actual.equals(expected);
    }

    private static boolean sameArray(ArrayNode actual, ArrayNode expected, boolean sets, double tolerance) {
        List<JsonNode> left = new ArrayList<>(expected.valueStream().toList());
        for (JsonNode element : actual) {
            int found = -1;
            for (int index = 0; index < (sets ? left.size() : 1) && found < 0; index++) {
                found = sameJson(element, left.get(index), sets, tolerance) ? index : -1;
            }
            if (found < 0) {
                return false;
            }
            left.remove(found);
        }
        return true;
    }
}
