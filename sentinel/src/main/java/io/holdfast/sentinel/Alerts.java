package io.holdfast.sentinel;

import io.holdfast.arm.ResourceId;
import io.holdfast.detection.Alert;
import io.holdfast.documents.DocumentRef;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Alerts as documents: in the collection `alerts`, by their system alert id, `{"name": that id,
/// "properties": those of the entity SecurityAlert, "entities": [{"kind","properties"}], "customDetails":
/// values by name, "ruleId": id of the rule's resource}`. Source: sentinel-api section 4. Pure functions.
final class Alerts {

    /// The type that alerts have as resources.
    static final String TYPE = "Entities";

    private static final String PROPERTIES = "properties";
    private static final List<String> SHOWN_OF_INCIDENTS = List.of("productName", "tactics", "techniques");

    private Alerts() {}

    /// An alert that a rule made.
    ///
    /// @param ruleId of the rule's resource
    static ObjectNode document(Alert alert, String ruleId) {
        Alert.Text text = alert.text();
        Alert.Evidence evidence = alert.evidence();
        ObjectNode document = Json.object().put("name", alert.id()).put("ruleId", ruleId);
        ObjectNode properties = document.putObject(PROPERTIES).put("systemAlertId", alert.id())
                .put("alertDisplayName", text.displayName()).put("friendlyName", text.displayName())
                .put("description", text.description()).put("severity", text.severity()).put("status", "New")
                .put("vendorName", "Microsoft").put("productName", "Azure Sentinel")
                .put("providerAlertId", alert.id()).put("alertType", alert.rule().id())
                .put("confidenceLevel", "Unknown").put("startTimeUtc", evidence.start().toString())
                .put("endTimeUtc", evidence.end().toString())
                .put("timeGenerated", alert.generated().toString())
                .put("processingEndTime", alert.generated().toString());
        text.tactics().forEach(properties.putArray("tactics")::add);
        text.techniques().forEach(properties.putArray("techniques")::add);
        ArrayNode entities = document.putArray("entities");
        evidence.entities().forEach(entity -> entities.add(Entities.stored(entity)));
        ObjectNode details = document.putObject("customDetails");
        evidence.customDetails().forEach((name, values) -> values.forEach(details.putArray(name)::add));
        return document;
    }

    /// The id of a rule's resource.
    static String ruleId(ResourceId workspace, String rule) {
        return workspace.resource("Microsoft.SecurityInsights", "alertRules", rule).toString();
    }

    static DocumentRef ref(String systemAlertId) {
        return DocumentRef.of("alerts", systemAlertId.toLowerCase(Locale.ROOT));
    }

    /// What incidents repeat of an alert.
    static ObjectNode summary(StoredDocument alert) {
        ObjectNode summary = Json.object();
        ObjectNode properties = Json.child(alert.body(), PROPERTIES);
        SHOWN_OF_INCIDENTS.stream().filter(properties::has)
                .forEach(name -> summary.set(name, properties.required(name)));
        Json.text(alert.body(), "ruleId").ifPresent(rule -> summary.put("ruleId", rule));
        return summary;
    }

    /// The alert as an entity.
    static ObjectNode entity(ResourceId workspace, StoredDocument alert) {
        String name = alert.body().path("name").asString(alert.ref().id());
        ObjectNode json = Entities.entity(workspace, name, "SecurityAlert");
        json.set(PROPERTIES, Json.child(alert.body(), PROPERTIES).deepCopy());
        return json;
    }
}
