package io.holdfast.kqlcheck;

import io.holdfast.query.QueryResult;
import io.holdfast.query.ResultColumn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Compares a result with the columns and rows that a record states.
///
/// Cells that were printed in a page, or written down by an author, are text: they are compared by what the
/// text means. The record's flags widen the comparison as the corpus says.
final class ResultComparison {
    /// Records whose cells are text, whatever the types of the columns.
    private static final Set<String> PRINTED = Set.of("docs-printed", "author-asserted");
    private static final double EXACT = 1e-9;
    private static final double GEOGRAPHIC = 1e-6;
    private static final double APPROXIMATE = 0.05;

    private final Set<String> flags;
    private final List<Expected> columns;
    private final List<List<JsonNode>> rows;
    private final boolean ordered;
    private final boolean truncated;
    private final boolean printedCells;
    private final CellComparison cells;

    /// A column as the record has it; the type is empty if it was printed.
    private record Expected(String name, String type) {
        @Override
        public String toString() {
            return type.isEmpty() ? name : name + ":" + type;
        }
    }

    ResultComparison(JsonNode record) {
        flags = new HashSet<>(JsonLines.texts(record, "flags"));
        columns = record.path("columns").valueStream()
                .map(column -> new Expected(column.path("name").asString(), column.path("type").asString("")))
                .toList();
        rows = new ArrayList<>();
        record.path("rows").forEach(row -> rows.add(row.valueStream().toList()));
        String order = record.path("rowOrder").asString("unspecified");
        ordered = !order.equals("unspecified") && !flags.contains("take-without-sort");
        truncated = record.path("truncated").asBoolean(false);
        printedCells = PRINTED.contains(record.path("oracle").asString(""));
        boolean geographic = record.path("query").asString().contains("geo_");
        cells = new CellComparison(flags.contains("approximate")
                ? APPROXIMATE
                : geographic ? GEOGRAPHIC : EXACT, flags.contains("order-or-choice-unspecified"));
    }

    /// Returns what differs, or empty if nothing does.
    Optional<String> difference(QueryResult result) {
        List<Integer> positions = positions(result.columns());
        if (positions.isEmpty() && !columns.isEmpty()) {
            return Optional.of("columns: "
                    + result.columns().stream().map(column -> column.name() + ":" + column.type().kustoName())
                            .toList()
                    + "\n    not: " + columns);
        }
        return flags.contains("nondeterministic") ? Optional.empty() : rows(result, positions);
    }

    /// Returns the position in the result of each expected column, -1 for one that is not compared; nothing
    /// if the columns differ.
    private List<Integer> positions(List<ResultColumn> actual) {
        if (flags.contains("printed-columns-differ-from-inferred-schema")) {
            return columns.stream().map(column -> IntStream.range(0, actual.size())
                    .filter(index -> actual.get(index).name().equals(column.name())).findFirst().orElse(-1))
                    .toList();
        }
        boolean same = actual.size() == columns.size() && IntStream.range(0, actual.size())
                .allMatch(index -> same(actual.get(index), columns.get(index)));
        return same ? IntStream.range(0, actual.size()).boxed().toList() : List.of();
    }

    private static boolean same(ResultColumn actual, Expected expected) {
        return actual.name().equals(expected.name())
                && (expected.type().isEmpty()
                        || List.of(expected.type().split("\\|")).contains(actual.type().kustoName()));
    }

    private Optional<String> rows(QueryResult result, List<Integer> positions) {
        boolean sizesFit = truncated
                ? result.rows().size() >= rows.size()
                : result.rows().size() == rows.size();
        if (!sizesFit) {
            return Optional.of("%d rows: %s\n   not %d: %s".formatted(result.rows().size(), result.rows(),
                    rows.size(), rows));
        }
        List<List<@Nullable Object>> left = new ArrayList<>(result.rows());
        for (List<JsonNode> row : rows) {
            int found = -1;
            int candidates = ordered && !truncated ? Math.min(1, left.size()) : left.size();
            for (int index = 0; index < candidates && found < 0; index++) {
                found = same(result.columns(), positions, left.get(index), row) ? index : -1;
            }
            if (found < 0) {
                return Optional.of("row:   " + row + "\n    not in: " + left);
            }
            left.remove(found);
        }
        return Optional.empty();
    }

    private boolean same(List<ResultColumn> actual, List<Integer> positions, List<@Nullable Object> row,
            List<JsonNode> expected) {
        for (int index = 0; index < positions.size(); index++) {
            int position = positions.get(index);
            if (position >= 0) {
                boolean printed = printedCells || columns.get(index).type().isEmpty();
                Object cell = row.get(position);
                JsonNode wanted = index < expected.size() ? expected.get(index) : null;
                boolean fits = wanted != null && (printed
                        ? cells.likePrinted(actual.get(position).type(), cell, wanted)
                        : cells.same(actual.get(position).type(), cell, wanted));
                if (!fits) {
                    return false;
                }
            }
        }
        return true;
    }
}
