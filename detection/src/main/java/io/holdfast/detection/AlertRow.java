package io.holdfast.detection;

import io.holdfast.rest.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Alerts as rows of the table `SecurityAlert`. Source: sentinel-api section 12. Pure functions.
public final class AlertRow {

    /// How long after it was due a run counts as late. Its alerts say so, which is Holdfast's own.
    private static final Duration LATE = Duration.ofMinutes(1);
    private static final int MOST_QUERY_BYTES = 10_240;

    private AlertRow() {}

    /// The workspace that a rule belongs to.
    ///
    /// @param id the workspace's GUID
    public record Place(String id, String subscriptionId, String resourceGroup) {}

    /// The row of an alert.
    public static ObjectNode of(Alert alert, Place workspace) {
        Alert.Text text = alert.text();
        Alert.Evidence evidence = alert.evidence();
        String ruleId = alert.rule().id();
        String kind = alert.rule().kind() == DetectionRule.Kind.NRT ? "NRT" : "Scheduled";
        ObjectNode row = Json.object().put("TimeGenerated", alert.generated().toString())
                .put("DisplayName", text.displayName()).put("AlertName", alert.rule().alert().displayName())
                .put("AlertSeverity", text.severity()).put("Description", text.description())
                .put("ProviderName", "ASI " + kind + " Alerts").put("VendorName", "Microsoft")
                .put("ProductName", "Azure Sentinel").put("ProductComponentName", kind + " Alerts")
                .put("VendorOriginalId", alert.id()).put("SystemAlertId", alert.id())
                .put("AlertType", workspace.id() + "_" + ruleId).put("IsIncident", false)
                .put("StartTime", evidence.start().toString()).put("EndTime", evidence.end().toString())
                .put("ProcessingEndTime", alert.generated().toString()).put("Status", "New")
                .put("SourceSystem", "Detection").put("Tactics", String.join(",", text.tactics()))
                .put("Techniques", strings(text.techniques()).toString())
                .put("Entities", entities(evidence.entities()).toString())
                .put("ExtendedProperties", extended(alert).toString())
                .put("WorkspaceSubscriptionId", workspace.subscriptionId())
                .put("WorkspaceResourceGroup", workspace.resourceGroup());
        text.properties().forEach(row::put);
        return row;
    }

    /// The entities as the column `Entities` has them: numbered from 1.
    public static ArrayNode entities(List<Map<String, String>> entities) {
        ArrayNode list = Json.array();
        for (int i = 0; i < entities.size(); i++) {
            ObjectNode entity = list.addObject().put("$id", Integer.toString(i + 1));
            entities.get(i).forEach((name, value) -> entity.put(name,
                    name.equals(Entities.TYPE) ? Entities.typeName(value) : value));
        }
        return list;
    }

    private static ObjectNode extended(Alert alert) {
        DetectionRule rule = alert.rule();
        Alert.Evidence evidence = alert.evidence();
        ObjectNode properties = Json.object().put("Query", AlertFactory.cut(rule.query(), MOST_QUERY_BYTES))
                .put("Query Period", rule.timing().period().toString())
                .put("Query Start Time UTC", evidence.window().start().toString())
                .put("Query End Time UTC", evidence.window().end().toString())
                .put("Trigger Operator", rule.trigger().operator().apiName())
                .put("Trigger Threshold", Long.toString(rule.trigger().threshold()))
                .put("Search Query Results Overall Count", Integer.toString(evidence.rows()))
                .put("Event Grouping", rule.perResult() ? "AlertPerResult" : "SingleAlert")
                .put("Analytic Rule Ids", strings(List.of(rule.id())).toString())
                .put("Analytic Rule Name", rule.alert().displayName());
        if (alert.generated().isAfter(evidence.window().due().plus(LATE))) {
            properties.put("Late Run", "True");
        }
        if (!evidence.customDetails().isEmpty()) {
            ObjectNode details = Json.object();
            evidence.customDetails().forEach((name, values) -> details.set(name, strings(values)));
            properties.put("Custom Details", details.toString());
        }
        return properties;
    }

    private static ArrayNode strings(List<String> values) {
        ArrayNode list = Json.array();
        values.forEach(list::add);
        return list;
    }
}
