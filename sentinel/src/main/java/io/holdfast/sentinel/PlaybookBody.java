package io.holdfast.sentinel;

import io.holdfast.arm.ResourceId;
import io.holdfast.documents.DocumentReader;
import io.holdfast.documents.DocumentRef;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What playbooks are sent, in the form of the mirrored service's triggers. Pure functions.
final class PlaybookBody {

    private static final String PROPERTIES = "properties";

    private PlaybookBody() {}

    /// Of an incident that is about to be written.
    static ObjectNode ofIncident(Automation automation, DocumentRef incident, ObjectNode document,
            String when) {
        return ofIncident(automation.workspace(), automation.documents(), incident, document)
                .put("objectEventType", when.toLowerCase(Locale.ROOT).replaceAll("d$", ""));
    }

    /// Of an incident: with its alerts and their entities.
    static ObjectNode ofIncident(ResourceId workspace, DocumentReader documents, DocumentRef incident,
            ObjectNode document) {
        String name = document.path("name").asString(incident.id());
        ObjectNode body = about(workspace).put("objectSchemaType", "incident").put("objectEventType", "run");
        ObjectNode object = body.putObject("object")
                .put("id", Incidents.PATH.id(workspace, List.of(), name).toString()).put("name", name)
                .put("type", "Microsoft.SecurityInsights/Incidents");
        ObjectNode properties = Json.child(document, PROPERTIES).deepCopy();
        object.set(PROPERTIES, properties);
        List<StoredDocument> relations = documents.list(IncidentRelations.PATH.type(), incident.id());
        List<StoredDocument> alerts = IncidentChange.alerts(documents, incident.id());
        properties.set("additionalData", Incidents.additionalData(relations, documents, incident.id()));
        IncidentRelations.ofAlerts(relations, "ruleId")
                .forEach(properties.putArray("relatedAnalyticRuleIds")::add);
        ArrayNode shown = properties.putArray("alerts");
        alerts.forEach(alert -> shown.add(Alerts.entity(workspace, alert)));
        properties.set("relatedEntities", Entities.of(workspace, alerts.stream()).path("entities"));
        return body;
    }

    /// Of an alert.
    static ObjectNode ofAlert(ResourceId workspace, StoredDocument alert) {
        ObjectNode body = about(workspace).put("objectSchemaType", "alert").put("objectEventType", "create");
        body.set("object", Alerts.entity(workspace, alert));
        return body;
    }

    private static ObjectNode about(ResourceId workspace) {
        ObjectNode body = Json.object();
        body.putObject("workspaceInfo").put("SubscriptionId", workspace.subscriptionId())
                .put("ResourceGroupName", workspace.resourceGroup()).put("WorkspaceName", workspace.name());
        return body;
    }
}
