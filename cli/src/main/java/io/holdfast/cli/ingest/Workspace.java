package io.holdfast.cli.ingest;

import io.holdfast.cli.ApiClient;
import io.holdfast.cli.Audience;
import io.holdfast.cli.CommandFailedException;
import io.holdfast.cli.WorkspaceSearch;
import io.holdfast.client.Answer;
import io.holdfast.ingest.ColumnType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The workspace that files go to: makes tables and the data collection rules that lead to them.
final class Workspace {

    private static final String TABLES = "?api-version=2022-10-01";
    private static final String RULES = "?api-version=2022-06-01";
    private static final String ROLES = "?api-version=2022-04-01";
    private static final String STREAMS = "?api-version=2023-01-01";
    private static final String METRICS_PUBLISHER = "3913510d-42f4-4e42-8a64-420c390055eb";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ApiClient client;
    private final String id;
    private final String location;

    private Workspace(ApiClient client, JsonNode resource) {
        this.client = client;
        this.id = resource.path("id").asString("");
        this.location = resource.path("location").asString("");
    }

    /// The workspace of this name, customer id or resource id.
    ///
    /// @throws CommandFailedException if there is none, or more than one
    static Workspace find(ApiClient client, String named) {
        return new Workspace(client, WorkspaceSearch.find(client, named));
    }

    /// Where rows of a table go; the table and its rule are made if they are not there.
    ///
    /// @param inferred the columns of a custom table that is to be made
    Destination destination(String table, Supplier<Map<String, ColumnType>> inferred) {
        JsonNode resource = table(table, inferred);
        String name = resource.path("name").asString(table);
        Map<String, ColumnType> columns = new LinkedHashMap<>();
        for (JsonNode column : resource.path("properties").path("schema").path("columns")) {
            ColumnType.named(column.path("type").asString(""))
                    .ifPresent(type -> columns.put(column.path("name").asString(""), type));
        }
        String rule = id.substring(0, id.indexOf("/providers/"))
                + "/providers/Microsoft.Insights/dataCollectionRules/ingest-" + name;
        JsonNode made = WorkspaceSearch
                .required(client.send("PUT", rule + RULES, Audience.MANAGEMENT, rule(name, columns)));
        letPublish(rule);
        return new Destination(name, "/dataCollectionRules/"
                + made.path("properties").path("immutableId").asString("") + "/streams/" + stream(name)
                + STREAMS,
                columns);
    }

    private JsonNode table(String name, Supplier<Map<String, ColumnType>> inferred) {
        String target = id + "/tables/" + name + TABLES;
        Answer present = client.send("GET", target, Audience.MANAGEMENT);
        if (present.succeeded()) {
            return present.body();
        }
        if (present.status() != 404) {
            throw new CommandFailedException(present.errorText());
        }
        ObjectNode body = JSON.createObjectNode();
        if (name.endsWith("_CL")) {
            ObjectNode schema = body.putObject("properties").putObject("schema").put("name", name);
            columns(schema.putArray("columns"), inferred.get());
        }
        return WorkspaceSearch.required(client.send("PUT", target, Audience.MANAGEMENT, body));
    }

    private static String stream(String table) {
        return "Custom-" + table;
    }

    private ObjectNode rule(String table, Map<String, ColumnType> columns) {
        ObjectNode body = JSON.createObjectNode().put("location", location).put("kind", "Direct");
        ObjectNode properties = body.putObject("properties");
        columns(properties.putObject("streamDeclarations").putObject(stream(table)).putArray("columns"),
                columns);
        properties.putObject("destinations").putArray("logAnalytics").addObject().put("name", "workspace")
                .put("workspaceResourceId", id);
        ObjectNode flow = properties.putArray("dataFlows").addObject();
        flow.putArray("streams").add(stream(table));
        flow.putArray("destinations").add("workspace");
        flow.put("transformKql", "source").put("outputStream",
                (table.endsWith("_CL") ? "Custom-" : "Microsoft-") + table);
        return body;
    }

    private static void columns(ArrayNode to, Map<String, ColumnType> columns) {
        columns.forEach((name, type) -> to.addObject().put("name", name).put("type", type.apiName()));
    }

    /// Gives this application the right to send to the rule. Where it may not give rights, it may have that one
    /// already: sending tells.
    private void letPublish(String rule) {
        String me = objectId();
        ObjectNode body = JSON.createObjectNode();
        body.putObject("properties").put("roleDefinitionId", "/subscriptions/" + rule.split("/", -1)[2]
                + "/providers/Microsoft.Authorization/roleDefinitions/" + METRICS_PUBLISHER)
                .put("principalId", me).put("principalType", "ServicePrincipal");
        UUID name = UUID.nameUUIDFromBytes((rule + " " + me).getBytes(StandardCharsets.UTF_8));
        Answer answer = client.send("PUT", rule + "/providers/Microsoft.Authorization/roleAssignments/" + name
                + ROLES, Audience.MANAGEMENT, body);
        if (!answer.succeeded() && answer.status() != 403 && answer.status() != 409) {
            throw new CommandFailedException(answer.errorText());
        }
    }

    /// Whose the token is, as it says itself.
    private String objectId() {
        try {
            String[] parts = client.token(Audience.MANAGEMENT).split("\\.", -1);
            return JSON.readTree(Base64.getUrlDecoder().decode(parts[1])).path("oid").asString("");
        } catch (JacksonException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new CommandFailedException("the access token does not tell whose it is", e);
        }
    }
}
