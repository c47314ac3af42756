package io.holdfast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

import tools.jackson.databind.JsonNode;

/// The first table of a query's answer (`tables[0]` of the query API).
///
/// @param rows as JSON, in the order of the columns
public record QueryAnswer(List<String> columns, List<List<JsonNode>> rows) {

    /// Copies what could change.
    public QueryAnswer {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /// Reads the answer's body; no columns and no rows if there is no table.
    public static QueryAnswer of(JsonNode body) {
        return of(body, 0);
    }

    /// Reads one of the tables of the answer's body.
    static QueryAnswer of(JsonNode body, int number) {
        JsonNode table = body.path("tables").path(number);
        List<String> columns = new ArrayList<>();
        table.path("columns").forEach(column -> columns.add(column.path("name").asString("")));
        List<List<JsonNode>> rows = new ArrayList<>();
        table.path("rows").forEach(row -> rows.add(
                StreamSupport.stream(row.spliterator(), false).toList()));
        return new QueryAnswer(columns, rows);
    }

    /// One cell as text; null as empty text.
    public String text(int row, int column) {
        return text(rows.get(row).get(column));
    }

    /// For the terminal.
    public TextTable table() {
        return new TextTable(columns,
                rows.stream().map(row -> row.stream().map(QueryAnswer::text).toList()).toList());
    }

    private static String text(JsonNode cell) {
        if (cell.isNull()) {
            return "";
        }
        return cell.isValueNode() ? cell.asString("") : cell.toString();
    }
}
