package io.holdfast.loganalytics.internal;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlType;
import io.holdfast.query.QueryResult;
import io.holdfast.query.ResultColumn;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers of the Kusto REST API. Source: Azure Data Explorer, "Query V1 HTTP response", "Query V2 HTTP
/// response".
public final class KustoJson {
    private static final Map<KqlType, String> CLR_TYPES = Map.of(KqlType.BOOL, "Boolean", KqlType.INT,
            "Int32", KqlType.LONG, "Int64", KqlType.REAL, "Double", KqlType.DECIMAL, "SqlDecimal",
            KqlType.STRING, "String", KqlType.DATETIME, "DateTime", KqlType.TIMESPAN, "TimeSpan",
            KqlType.GUID, "Guid", KqlType.DYNAMIC, "Object");
    private static final String CONTENTS = "TableOfContents";

    private KustoJson() {}

    /// A table of an answer.
    public record Table(String name, List<ResultColumn> columns, List<List<@Nullable Object>> rows) {}

    /// The tables of results: `PrimaryResult`, or as the query names them.
    private static List<Table> tables(List<QueryResult> results) {
        List<Table> tables = new ArrayList<>();
        for (QueryResult result : results) {
            String name = result.name().orElse(tables.isEmpty() ? "PrimaryResult" : "Table_" + tables.size());
            tables.add(new Table(name, result.columns(), result.rows()));
        }
        return tables;
    }

    /// The frames of version 2, not progressive: a header, the properties, a table for each result, what the
    /// query took, and the end with the errors.
    public static ArrayNode frames(List<QueryResult> results, String requestId) {
        ArrayNode frames = Json.array();
        frames.addObject().put("FrameType", "DataSetHeader").put("IsProgressive", false)
                .put("Version", "v2.0");
        List<Table> tables = tables(results);
        addFrame(frames, 0, "QueryProperties", new Table("@ExtendedProperties",
                List.of(new ResultColumn("TableId", KqlType.INT), new ResultColumn("Key", KqlType.STRING),
                        new ResultColumn("Value", KqlType.DYNAMIC)),
                properties(results)));
        for (int index = 0; index < tables.size(); index++) {
            addFrame(frames, index + 1, "PrimaryResult", tables.get(index));
        }
        addFrame(frames, tables.size() + 1, "QueryCompletionInformation", completion(results, requestId));
        ObjectNode end = frames.addObject().put("FrameType", "DataSetCompletion");
        List<ObjectNode> errors = errors(results);
        end.put("HasErrors", !errors.isEmpty()).put("Cancelled", false);
        if (!errors.isEmpty()) {
            ArrayNode all = end.putArray("OneApiErrors");
            errors.forEach(all::add);
        }
        return frames;
    }

    private static List<List<@Nullable Object>> properties(List<QueryResult> results) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int index = 0; index < results.size(); index++) {
            int table = index + 1;
            results.get(index).render().ifPresent(render -> {
                ObjectNode drawn = Json.object().put("Visualization", render.visualization());
                render.properties().forEach(drawn::put);
                rows.add(List.of(table, "Visualization", drawn.toString()));
            });
        }
        return rows;
    }

    private static Table completion(List<QueryResult> results, String requestId) {
        ObjectNode payload = Json.object();
        payload.put("ExecutionTime", results.getLast().statistics().executionTime().toNanos() / 1e9);
        ArrayNode sizes = payload.putArray("dataset_statistics");
        results.forEach(result -> sizes.addObject()
                .put("table_row_count", result.statistics().resultRows())
                .put("table_size", result.statistics().resultBytes()));
        return new Table("QueryCompletionInformation",
                List.of(new ResultColumn("ClientRequestId", KqlType.STRING),
                        new ResultColumn("Level", KqlType.INT), new ResultColumn("LevelName", KqlType.STRING),
                        new ResultColumn("StatusCode", KqlType.INT),
                        new ResultColumn("StatusCodeName", KqlType.STRING),
                        new ResultColumn("EventTypeName", KqlType.STRING),
                        new ResultColumn("Payload", KqlType.STRING)),
                List.of(List.of(requestId, 6, "Stats", 0, "S_OK (0)", "QueryResourceConsumption",
                        payload.toString())));
    }

    private static List<ObjectNode> errors(List<QueryResult> results) {
        return results.stream().flatMap(result -> result.partial().stream()).map(partial -> {
            ObjectNode error = Json.object();
            error.putObject("error").put("code", "LimitsExceeded")
                    .put("message", "The query's result is not whole.")
                    .put("@type",
                            "Kusto.Data.Exceptions.KustoServicePartialQueryFailureLimitsExceededException")
                    .put("@message", partial.message() + " (" + partial.code() + ")")
                    .put("@permanent", false);
            return error;
        }).toList();
    }

    private static void addFrame(ArrayNode frames, int id, String kind, Table table) {
        ObjectNode frame = frames.addObject().put("FrameType", "DataTable").put("TableId", id)
                .put("TableKind", kind).put("TableName", table.name());
        ArrayNode columns = frame.putArray("Columns");
        table.columns().forEach(column -> columns.addObject().put("ColumnName", column.name())
                .put("ColumnType", column.type().kustoName()));
        addRows(frame, table);
    }

    /// The tables of version 1: those of the results, their state, and a table of contents.
    public static ObjectNode tables(List<QueryResult> results, String requestId) {
        List<Table> tables = tables(results);
        List<List<@Nullable Object>> contents = new ArrayList<>();
        ObjectNode body = Json.object();
        ArrayNode all = body.putArray("Tables");
        for (Table table : tables) {
            contents.add(List.of((long) contents.size(), "QueryResult", table.name(), "", ""));
            addTable(all, new Table("Table_" + all.size(), table.columns(), table.rows()));
        }
        contents.add(List.of((long) contents.size(), "QueryStatus", "QueryStatus", "", ""));
        addTable(all, completion(results, requestId));
        addTable(all, new Table(CONTENTS,
                List.of(new ResultColumn("Ordinal", KqlType.LONG), new ResultColumn("Kind", KqlType.STRING),
                        new ResultColumn("Name", KqlType.STRING), new ResultColumn("Id", KqlType.STRING),
                        new ResultColumn("PrettyName", KqlType.STRING)),
                contents));
        List<ObjectNode> errors = errors(results);
        if (!errors.isEmpty()) {
            ArrayNode exceptions = body.putArray("Exceptions");
            errors.forEach(error -> exceptions.add(error.path("error").path("@message").asString("")));
        }
        return body;
    }

    /// The answer to a management command: one table.
    public static ObjectNode table(Table table) {
        ObjectNode body = Json.object();
        addTable(body.putArray("Tables"), table);
        return body;
    }

    private static void addTable(ArrayNode tables, Table table) {
        ObjectNode json = tables.addObject().put("TableName", table.name());
        ArrayNode columns = json.putArray("Columns");
        table.columns().forEach(column -> columns.addObject().put("ColumnName", column.name())
                .put("DataType", CLR_TYPES.get(column.type()))
                .put("ColumnType", column.type().kustoName()));
        addRows(json, table);
    }

    private static void addRows(ObjectNode json, Table table) {
        ArrayNode rows = json.putArray("Rows");
        for (List<@Nullable Object> row : table.rows()) {
            QueryJson.addRow(rows.addArray(), row);
        }
    }

    /// The answer to a query that is wrong as it is written.
    public static ObjectNode mistake(KqlException mistake, String requestId) {
        boolean syntax = mistake.kind() == KqlException.Kind.SYNTAX;
        return error("General_BadRequest", "Request is invalid and cannot be executed.",
                "Kusto.Data.Exceptions." + (syntax ? "SyntaxException" : "SemanticException"),
                "%s: %s: %s [line:position=%d:%d]".formatted(syntax ? "Syntax error" : "Semantic error",
                        mistake.code(), mistake.getMessage(), mistake.line(), mistake.column()),
                requestId);
    }

    /// Any other error.
    public static ObjectNode error(ApiError error, String requestId) {
        String detail = error.inner().map(inner -> inner.code() + ": " + inner.message())
                .orElse(error.message());
        return error(error.code(), error.message(), "Kusto.DataNode.Exceptions.ServiceException", detail,
                requestId);
    }

    private static ObjectNode error(String code, String message, String type, String detail,
            String requestId) {
        ObjectNode body = Json.object();
        body.putObject("error").put("code", code).put("message", message).put("@type", type)
                .put("@message", detail).put("@permanent", true).putObject("@context")
                .put("clientRequestId", requestId);
        return body;
    }
}
