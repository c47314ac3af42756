package io.holdfast.loganalytics.internal;

import io.holdfast.kql.KqlException;
import io.holdfast.query.QueryResult;
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
    public static ObjectNode answer(QueryResult result, Preferences preferences) {
        ObjectNode body = Json.object();
        ObjectNode table = body.putArray("tables").addObject().put("name", "PrimaryResult");
        ArrayNode columns = table.putArray("columns");
        for (ResultColumn column : result.columns()) {
            columns.addObject().put("name", column.name()).put("type", column.type().kustoName());
        }
        ArrayNode rows = table.putArray("rows");
        for (List<@Nullable Object> row : result.rows()) {
            addRow(rows.addArray(), row);
        }
        if (preferences.render()) {
            result.render().ifPresent(render -> {
                ObjectNode drawn = body.putObject("render").put("visualization", render.visualization());
                render.properties().forEach(drawn::put);
            });
        }
        if (preferences.statistics()) {
            double seconds = result.statistics().executionTime().toNanos() / 1e9;
            body.putObject("statistics").putObject("query").put("executionTime", seconds);
        }
        result.partial().ifPresent(partial -> body.putObject("error").put("code", "PartialError")
                .put("message", "There were some errors when processing your query.").putArray("details")
                .addObject()
                .putObject("innererror").put("code", partial.code()).put("message", partial.message()));
        return body;
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

    private static void addRow(ArrayNode cells, List<@Nullable Object> row) {
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
