package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.REAL;
import static io.holdfast.kql.KqlType.STRING;

import io.holdfast.kql.KqlDatetime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Functions that look at all rows of a relation at once, one after the other: what no window of SQL
/// computes, since each row depends on what was found for the one before.
///
/// Rows come as a json array of texts, each the json array of the row's number and its values.
final class RowFunctions {
    static final List<JavaFunction> ALL = List.of(
            JavaFunction.of("row_sessions", DYNAMIC, a -> sessions(rows(a[0])), DYNAMIC),
            JavaFunction.of("scan_rows", DYNAMIC,
                    a -> new ScanMachine((String) a[1]).run(rows(a[0])).toString(), DYNAMIC, STRING),
            JavaFunction.of("graph_components", DYNAMIC,
                    a -> GraphComponents.of(rows(a[0]), (Boolean) a[1]).toString(), DYNAMIC, BOOL),
            JavaFunction.of("row_segments", DYNAMIC, RowFunctions::segments, DYNAMIC, BOOL, REAL, LONG),
            JavaFunction.of("text_patterns", DYNAMIC,
                    a -> TextPatterns.of(rows(a[0]), (Double) a[1], (String) a[2]).toString(), DYNAMIC, REAL,
                    STRING));

    private RowFunctions() {}

    private static String segments(Object[] a) {
        List<JsonNode> rows = rows(a[0]);
        double number = (Double) a[2];
        int dimensions = (int) Math.max(1, Math.min(64, (Long) a[3]));
        return ((Boolean) a[1]
                ? RowSegments.frequent(rows, number, dimensions)
                : RowSegments.clusters(rows, number)).toString();
    }

    /// Returns the rows in the order of their numbers.
    static List<JsonNode> rows(Object json) {
        List<JsonNode> rows = new ArrayList<>();
        for (JsonNode text : Json.orNull(json)) {
            rows.add(Json.orNull(text.asString("")));
        }
        rows.sort(Comparator.comparingLong(row -> row.path(0).asLong(0)));
        return rows;
    }

    private static String sessions(List<JsonNode> rows) {
        ArrayNode starts = Json.newArray();
        boolean open = false;
        long start = 0;
        long before = 0;
        for (JsonNode row : rows) {
            ArrayNode found = Json.newArray().add(row.path(0).asLong(0));
            if (row.path(1).isNumber()) {
                long time = row.path(1).longValue();
                open &= !row.path(4).asBoolean(false) && time - start <= row.path(2).asLong(0)
                        && time - before <= row.path(3).asLong(0);
                start = open ? start : time;
                before = time;
                open = true;
                starts.add(found.add(KqlDatetime.formatFull(start)));
            } else {
                starts.add(found.addNull());
            }
        }
        return starts.toString();
    }
}
