package io.holdfast.cli;

import io.holdfast.client.Answer;
import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.TableCatalog;
import io.holdfast.kql.TableSchema;
import io.holdfast.kqlcheck.Schemas;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The tables of a workspace, from a running server or from a folder of schemas.
///
/// @param functions names of its saved functions
record WorkspaceSchema(List<TableSchema> tables, List<String> functions) {

    private static final JsonMapper JSON = JsonMapper.shared();

    WorkspaceSchema {
        tables = List.copyOf(tables);
        functions = List.copyOf(functions);
    }

    static WorkspaceSchema ofFolder(Path folder) {
        return new WorkspaceSchema(List.copyOf(Schemas.load(folder).tables().values()), List.of());
    }

    static WorkspaceSchema ofServer(ApiClient client, String workspace) {
        Map<String, List<ColumnSchema>> columns = new LinkedHashMap<>();
        for (JsonNode row : rows(client, workspace, ".show tables")) {
            columns.put(row.path(0).asString(""), new ArrayList<>());
        }
        for (JsonNode row : rows(client, workspace, ".show database schema as json")) {
            JsonNode schema = JSON.readTree(row.path(0).asString("{}"));
            schema.path("Databases").forEach(database -> database.path("Tables").forEach(table -> table
                    .path("OrderedColumns")
                    .forEach(column -> columns
                            .computeIfAbsent(table.path("Name").asString(""), _ -> new ArrayList<>())
                            .add(new ColumnSchema(column.path("Name").asString(""),
                                    KqlType.ofKustoName(column.path("CslType").asString(""))
                                            .orElseThrow())))));
        }
        List<String> functions = new ArrayList<>();
        rows(client, workspace, ".show functions").forEach(row -> functions.add(row.path(0).asString("")));
        return new WorkspaceSchema(columns.entrySet().stream()
                .map(entry -> new TableSchema(entry.getKey(), entry.getValue())).toList(), functions);
    }

    private static JsonNode rows(ApiClient client, String workspace, String command) {
        ObjectNode body = JSON.createObjectNode().put("db", workspace).put("csl", command);
        Answer answer = client.send("POST", "/v1/rest/mgmt", Audience.QUERY, body);
        if (!answer.succeeded()) {
            throw new CommandFailedException(answer.errorText());
        }
        return answer.body().path("Tables").path(0).path("Rows");
    }

    TableCatalog catalog() {
        return TableCatalog.of(tables);
    }
}
