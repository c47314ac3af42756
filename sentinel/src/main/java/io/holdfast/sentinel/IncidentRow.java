package io.holdfast.sentinel;

import io.holdfast.arm.ResourceId;
import io.holdfast.documents.DocumentReader;
import io.holdfast.documents.DocumentRef;
import io.holdfast.documents.DocumentTransaction;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Incidents as rows of the table `SecurityIncident`: one for each time that an incident is written. Source:
/// sentinel-api section 12. Pure functions.
final class IncidentRow {

    /// The column by which a row is known again.
    static final String ITEM_ID = "_ItemId";

    private static final List<String> TEXTS = List.of("title:Title", "description:Description",
            "severity:Severity",
            "status:Status", "classification:Classification", "classificationComment:ClassificationComment",
            "classificationReason:ClassificationReason", "createdTimeUtc:CreatedTime",
            "lastModifiedTimeUtc:LastModifiedTime", "firstActivityTimeUtc:FirstActivityTime",
            "lastActivityTimeUtc:LastActivityTime");

    private IncidentRow() {}

    /// Puts the row of an incident, as it is written in this transaction, into the outbox.
    ///
    /// @param document `{"name","properties"}`
    /// @param by who wrote it
    static void send(DocumentTransaction documents, ResourceId workspace, DocumentRef incident,
            ObjectNode document,
            String by) {
        JsonNode properties = document.path("properties");
        String name = document.path("name").asString(incident.id());
        ResourceId id = Incidents.PATH.id(workspace, List.of(), name);
        String modified = properties.path("lastModifiedTimeUtc").asString(Instant.EPOCH.toString());
        ObjectNode row = Json.object().put("TimeGenerated", modified)
                .put(ITEM_ID, name + "/" + documents.next("incident-rows")).put("IncidentName", name)
                .put("IncidentUrl", id.toString()).put("ModifiedBy", by).put("SourceSystem", "Azure")
                .put("ProviderName", "Azure Sentinel");
        row.put("IncidentNumber", properties.path("incidentNumber").asInt());
        row.put("ProviderIncidentId", Long.toString(properties.path("incidentNumber").asLong()));
        for (String pair : TEXTS) {
            int colon = pair.indexOf(':');
            Json.text(properties, pair.substring(0, colon))
                    .ifPresent(text -> row.put(pair.substring(colon + 1), text));
        }
        if (properties.path("status").asString("").equals("Closed")) {
            row.put("ClosedTime", modified);
        }
        row.set("Owner", Json.child(properties, "owner"));
        row.set("Labels", properties.path("labels").isArray() ? properties.path("labels") : Json.array());
        related(row, documents, incident.id());
        Outbox.add(documents, Outbox.INCIDENTS, row);
    }

    private static void related(ObjectNode row, DocumentReader documents, String incident) {
        List<StoredDocument> relations = documents.list(IncidentRelations.PATH.type(), incident);
        ArrayNode alerts = row.putArray("AlertIds");
        ArrayNode bookmarks = row.putArray("BookmarkIds");
        relations.forEach(relation -> (IncidentRelations.isAlert(relation) ? alerts : bookmarks)
                .add(IncidentRelations.related(relation)));
        IncidentRelations.ofAlerts(relations, "ruleId").forEach(row.putArray("RelatedAnalyticRuleIds")::add);
        row.set("AdditionalData", Incidents.additionalData(relations, documents, incident));
    }
}
