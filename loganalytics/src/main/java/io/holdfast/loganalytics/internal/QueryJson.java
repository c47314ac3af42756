package io.holdfast.loganalytics.internal;

import io.holdfast.kql.KqlException;
import io.holdfast.query.PartialError;
import io.holdfast.query.QueryResult;
import io.holdfast.query.Render;
import io.holdfast.query.ResultColumn;
import io.holdfast.rest.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers of the query API. Source: Azure Monitor Log Analytics API, "Response format".
public final class QueryJson {

    private QueryJson() {}

    /// `{"tables":[{"name","columns":[{"name","type"}],"rows":[[...]]}],"render"?,"statistics"?,"error"?}`.
    ///
    /// @param results at least one
    public static ObjectNode answer(List<QueryResult> results, Preferences preferences) {
        ObjectNode body = Json.object();
        ArrayNode tables = body.putArray("tables");
        results.forEach(result -> addTable(tables, result));
        if (preferences.render()) {
            results.stream().flatMap(result -> result.render().stream()).findFirst()
                    .ifPresent(render -> body.set("render", render(render)));
        }
        if (preferences.statistics()) {
            body.set("statistics", statistics(results));
        }
        results.stream().flatMap(result -> result.partial().stream()).findFirst()
                .ifPresent(partial -> body.set("error", partial(partial)));
        return body;
    }

    private static void addTable(ArrayNode tables, QueryResult result) {
        String name = result.name().orElse(tables.isEmpty() ? "PrimaryResult" : "Table_" + tables.size());
        ObjectNode table = tables.addObject().put("name", name);
        ArrayNode columns = table.putArray("columns");
        for (ResultColumn column : result.columns()) {
            columns.addObject().put("name", column.name()).put("type", column.type().kustoName());
        }
        ArrayNode rows = table.putArray("rows");
        for (List<@Nullable Object> row : result.rows()) {
            addRow(rows.addArray(), row);
        }
    }

    /// How to draw a result: what the query does not say is null, or the default.
    static ObjectNode render(Render render) {
        ObjectNode drawn = Json.object().put("visualization", render.visualization()).putNull("title")
                .put("accumulate", false).put("isQuerySorted", false).putNull("kind").put("annotation", "")
                .putNull("by");
        render.properties().forEach(drawn::put);
        return drawn;
    }

    private static ObjectNode statistics(List<QueryResult> results) {
        ObjectNode statistics = Json.object();
        // Each result's time runs from the start of the whole query.
        double seconds = results.getLast().statistics().executionTime().toNanos() / 1e9;
        ObjectNode query = statistics.putObject("query").put("executionTime", seconds);
        ArrayNode sizes = query.putArray("datasetStatistics");
        results.forEach(result -> sizes.addObject().put("tableRowCount", result.statistics().resultRows())
                .put("tableSize", result.statistics().resultBytes()));
        return statistics;
    }

    private static ObjectNode partial(PartialError partial) {
        ObjectNode error = Json.object().put("code", "PartialError")
                .put("message", "There were some errors when processing your query.");
        error.putArray("details").addObject().put("code", "EngineError")
                .put("message", "Something went wrong processing your query on the server.")
                .putObject("innererror").put("code", partial.code()).put("message", partial.message())
                .put("severity", 2).put("severityName", "Error");
        return error;
    }

    /// The answer to a query that is wrong as it is written: 400 `BadArgumentError`, the inner errors with
    /// line and
    /// position, both counted from 1.
    public static ObjectNode mistake(KqlException mistake, String correlationId) {
        boolean syntax = mistake.kind() == KqlException.Kind.SYNTAX;
        ObjectNode body = Json.object();
        body.putObject("error").put("message", "The request had some invalid properties")
                .put("code", "BadArgumentError").put("correlationId", correlationId).putObject("innererror")
                .put("code", syntax ? "SyntaxError" : "SemanticError")
                .put("message", syntax
                        ? "A recognition error occurred in the query."
                        : "A semantic error occurred.")
                .putObject("innererror").put("code", mistake.code()).put("message", mistake.getMessage())
                .put("line", mistake.line()).put("pos", mistake.column());
        return body;
    }

    /// Adds the cells of a row.
    static void addRow(ArrayNode cells, List<@Nullable Object> row) {
        for (@Nullable
        Object cell : row) {
            switch (cell) {
                case null -> cells.addNull();
                case Boolean value -> cells.add(value);
                case Integer value -> cells.add(value);
                case Long value -> cells.add(value);
                case Double value -> cells.add(value);
                case String value -> cells.add(value);
                default -> throw new IllegalStateException("A cell is of " + cell.getClass().getName());
            }
        }
    }
}
