package io.holdfast.loganalytics;

import io.holdfast.query.TableScan;
import io.holdfast.rest.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Rows of [WorkspaceFunctions] as SQL. Pure functions.
///
/// They stand in the SQL as one JSON text, so that they touch no file.
final class SuppliedRows {

    private SuppliedRows() {}

    /// The relation of a scan, with all columns as text but those that end in `UTC`, which are times.
    static String relation(TableScan scan, List<ObjectNode> rows) {
        List<String> columns = scan.columns().isEmpty() ? List.of("row") : scan.columns();
        ArrayNode values = Json.array();
        for (ObjectNode row : rows) {
            ObjectNode kept = values.addObject();
            columns.stream().filter(row::has).forEach(column -> kept.set(column, row.required(column)));
        }
        ObjectNode shape = Json.object();
        columns.forEach(column -> shape.put(column, column.endsWith("UTC") ? "TIMESTAMP" : "VARCHAR"));
        return "(SELECT r.* FROM (SELECT unnest(from_json(" + literal(values) + ", "
                + literal(Json.array().add(shape)) + ")) AS r))";
    }

    private static String literal(ArrayNode json) {
        return "'" + new String(Json.bytes(json), StandardCharsets.UTF_8).replace("'", "''") + "'";
    }
}
