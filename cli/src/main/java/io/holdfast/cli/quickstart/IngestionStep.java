package io.holdfast.cli.quickstart;

import io.holdfast.cli.Audience;
import io.holdfast.cli.sample.SampleColumn;
import io.holdfast.cli.sample.SampleData;
import io.holdfast.cli.sample.SampleTable;
import io.holdfast.client.Answer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Step 7: tables, a data collection rule, and real logs through it.
final class IngestionStep {

    /// The version of the Logs Ingestion API that the quickstart speaks.
    static final String STREAMS = "?api-version=2023-01-01";
    private static final String RULES = "?api-version=2023-03-11";
    private static final String ROLES = "?api-version=2022-04-01";
    private static final String METRICS_PUBLISHER = "3913510d-42f4-4e42-8a64-420c390055eb";

    private final Scene scene;

    IngestionStep(Scene scene) {
        this.scene = scene;
    }

    /// What was taken in, and the way in.
    ///
    /// @param ruleId the immutable id of the data collection rule
    /// @param rowsByTable how many rows each table has
    record Ingested(String ruleId, Map<String, Long> rowsByTable) {

        /// Where rows of a table are sent.
        String stream(SampleTable table) {
            return "/dataCollectionRules/" + ruleId + "/streams/" + table.stream() + STREAMS;
        }
    }

    Ingested run(SampleData sample, String workspaceId, String principalId) {
        scene.out().step("7", "Tables, and real logs into them");
        for (SampleTable table : sample.tables()) {
            scene.call("PUT", tableTarget(scene, table), Audience.MANAGEMENT, table(table),
                    "(schema: " + table.columns().size() + " columns)");
        }
        Answer rule = scene.manage("PUT", scene.names().rule() + RULES, rule(sample, workspaceId));
        String ruleId = rule.body().path("properties").path("immutableId").asString("");
        allowIngestion(principalId);
        Map<String, Long> rows = new LinkedHashMap<>();
        Ingested ingested = new Ingested(ruleId, rows);
        for (SampleTable table : sample.tables()) {
            String body = table.jsonArray();
            scene.call("POST", ingested.stream(table), Audience.INGESTION, Scene.json(body),
                    "(" + table.rows().size() + " rows, " + body.length() / 1024 + " KiB of JSON)");
            rows.put(table.customName(), (long) table.rows().size());
        }
        scene.out().result(rows.values().stream().mapToLong(Long::longValue).sum() + " rows acknowledged: "
                + "encrypted in the write-ahead log on disk, and visible to queries");
        return ingested;
    }

    private void allowIngestion(String principalId) {
        ObjectNode body = Scene.object();
        body.putObject("properties")
                .put("roleDefinitionId", scene.names().subscription()
                        + "/providers/Microsoft.Authorization/roleDefinitions/" + METRICS_PUBLISHER)
                .put("principalId", principalId).put("principalType", "ServicePrincipal");
        scene.manage("PUT", scene.names().rule() + "/providers/Microsoft.Authorization/roleAssignments/"
                + UUID.randomUUID() + ROLES, body);
    }

    /// The path of a table.
    static String tableTarget(Scene scene, SampleTable table) {
        return scene.names().workspace() + "/tables/" + table.customName() + ClusterStep.CLUSTERS;
    }

    /// The body of a table's PUT.
    static ObjectNode table(SampleTable table) {
        ObjectNode body = Scene.object();
        ObjectNode schema = body.putObject("properties").putObject("schema").put("name", table.customName());
        columns(schema.putArray("columns"), table, "dateTime");
        return body;
    }

    private ObjectNode rule(SampleData sample, String workspaceId) {
        ObjectNode body = Scene.object().put("location", Names.LOCATION).put("kind", "Direct");
        ObjectNode properties = body.putObject("properties");
        ObjectNode streams = properties.putObject("streamDeclarations");
        ObjectNode destination = properties.putObject("destinations").putArray("logAnalytics").addObject();
        destination.put("workspaceResourceId", scene.names().workspace()).put("workspaceId", workspaceId)
                .put("name", "siem");
        ArrayNode flows = properties.putArray("dataFlows");
        for (SampleTable table : sample.tables()) {
            columns(streams.putObject(table.stream()).putArray("columns"), table, "datetime");
            ObjectNode flow = flows.addObject();
            flow.putArray("streams").add(table.stream());
            flow.putArray("destinations").add("siem");
            flow.put("transformKql", "source").put("outputStream", "Custom-" + table.customName());
        }
        return body;
    }

    private static void columns(ArrayNode columns, SampleTable table, String datetime) {
        for (SampleColumn column : table.columns()) {
            String type = switch (column.type()) {
                case "datetime" -> datetime;
                case "bool" -> "boolean";
                default -> column.type();
            };
            columns.addObject().put("name", column.name()).put("type", type);
        }
    }
}
