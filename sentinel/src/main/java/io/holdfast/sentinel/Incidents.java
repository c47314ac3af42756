package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.documents.DocumentReader;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `incidents`: numbered from 1 in each workspace. Source: sentinel-api sections 4 and 16.
final class Incidents extends ResourceKind {

    static final ResourcePath PATH = ResourcePath.of("/incidents/{incident}");
    static final List<String> SEVERITIES = List.of("High", "Medium", "Low", "Informational");
    static final List<String> STATUSES = List.of("New", "Active", "Closed");

    private static final int MAX_INCIDENTS = 10_000_000;
    private static final int PAGE = 50;
    private static final int MAX_TITLE = 5_000;
    private static final int MAX_DESCRIPTION = 5_000;
    private static final int MAX_TEXT = 5_000;
    private static final int MAX_LABELS = 500;
    private static final List<String> OWNER_TYPES = List.of("Unknown", "User", "Group");
    /// Which reasons go with a classification.
    private static final Map<String, List<String>> REASONS = Map.of("Undetermined", List.of(), "TruePositive",
            List.of("SuspiciousActivity"), "BenignPositive", List.of("SuspiciousButExpected"),
            "FalsePositive",
            List.of("IncorrectAlertLogic", "InaccurateData"));
    static final List<String> CLASSIFICATIONS = List.of("Undetermined", "TruePositive",
            "BenignPositive",
            "FalsePositive");
    static final List<String> ALL_REASONS = List.of("SuspiciousActivity", "SuspiciousButExpected",
            "IncorrectAlertLogic", "InaccurateData");
    private static final String PROPERTIES = "properties";
    private static final String CLASSIFICATION = "classification";
    private static final String REASON = "classificationReason";

    private static final List<ListMember> MEMBERS = List.of(ListMember.text("name"), text("title"),
            text("description"), text("severity"), text("status"), text(CLASSIFICATION), text(REASON),
            text("owner/objectId"), text("owner/email"), text("owner/assignedTo"),
            text("owner/userPrincipalName"), time("createdTimeUtc"), time("lastModifiedTimeUtc"),
            time("firstActivityTimeUtc"), time("lastActivityTimeUtc"),
            ListMember.number("properties/incidentNumber"));

    private static ListMember text(String name) {
        return ListMember.text(PROPERTIES + "/" + name);
    }

    private static ListMember time(String name) {
        return ListMember.time(PROPERTIES + "/" + name);
    }

    private final SecureRandom random;

    /// @param random for what automation rules make
    Incidents(SecureRandom random) {
        super(PATH, MAX_INCIDENTS, ConfigurationAudit.Extent.NONE);
        this.random = random;
    }

    @Override
    List<ListMember> members() {
        return MEMBERS;
    }

    @Override
    String order() {
        return "properties/incidentNumber desc";
    }

    @Override
    int pageSize() {
        return PAGE;
    }

    @Override
    List<ResourcePath> children() {
        return List.of(IncidentComments.PATH, IncidentRelations.PATH, IncidentTasks.PATH);
    }

    @Override
    ObjectNode document(ResourceWrite write) {
        ObjectNode properties = asked(write.fields());
        properties.put("lastModifiedTimeUtc", write.now().toString());
        properties.put("createdTimeUtc", write.created("createdTimeUtc"));
        properties.put("incidentNumber", write.former().isPresent()
                ? write.formerly("incidentNumber").asLong()
                : write.documents().next("incidents"));
        ObjectNode document = ResourceWrite.document(properties).put("name", write.name());
        IncidentChange change = IncidentChange.ofCaller(PATH.ref(List.of(), write.name()),
                write.former().map(StoredDocument::body), write.caller().objectId(), Set.of());
        return write.automation(random).written(change, document, write.now());
    }

    private static ObjectNode asked(Fields fields) {
        ObjectNode asked = fields.required("title", MAX_TITLE)
                .requiredChoice("severity", SEVERITIES).requiredChoice("status", STATUSES)
                .text("description", MAX_DESCRIPTION).choice(CLASSIFICATION, CLASSIFICATIONS)
                .choice(REASON, ALL_REASONS).text("classificationComment", MAX_TEXT)
                .instant("firstActivityTimeUtc").instant("lastActivityTimeUtc")
                .object("owner", Incidents::owner)
                .objects("labels", MAX_LABELS, label -> label.required("labelName", MAX_TEXT))
                .read();
        checkClassification(asked);
        for (JsonNode label : asked.path("labels")) {
            ((ObjectNode) label).put("labelType", "User");
        }
        return asked;
    }

    /// Who works on an incident.
    static Fields owner(Fields owner) {
        return owner.guid("objectId").text("email", MAX_TEXT).text("assignedTo", MAX_TEXT)
                .text("userPrincipalName", MAX_TEXT).choice("ownerType", OWNER_TYPES);
    }

    private static void checkClassification(ObjectNode asked) {
        boolean closed = asked.path("status").asString().equals("Closed");
        if (asked.has(CLASSIFICATION) && !closed) {
            throw ArmErrors.invalidParameter("properties.classification",
                    "'properties.classification' may be given for the status Closed only.");
        }
        Optional<String> reason = Json.text(asked, REASON);
        List<String> allowed = REASONS.getOrDefault(asked.path(CLASSIFICATION).asString(""), List.of());
        if (reason.isPresent() && !allowed.contains(reason.get())) {
            throw ArmErrors.invalidParameter("properties.classificationReason",
                    "'properties.classificationReason' does not go with the classification: TruePositive"
                            + " takes SuspiciousActivity, BenignPositive SuspiciousButExpected, FalsePositive"
                            + " IncorrectAlertLogic or InaccurateData.");
        }
    }

    @Override
    void complete(ObjectNode resource, Shown shown, DocumentReader documents) {
        ObjectNode properties = (ObjectNode) resource.required(PROPERTIES);
        if (!properties.has("labels")) {
            properties.putArray("labels");
        }
        properties.put("incidentUrl", shown.origin() + resource.required("id").stringValue());
        properties.put("providerName", "Azure Sentinel").put("providerIncidentId",
                Long.toString(properties.path("incidentNumber").asLong()));
        List<StoredDocument> relations = documents.list(IncidentRelations.PATH.type(), shown.id());
        properties.set("additionalData", additionalData(relations, documents, shown.id()));
        put(properties, "relatedAnalyticRuleIds", IncidentRelations.ofAlerts(relations, "ruleId"));
    }

    /// The read-only member `additionalData`, which the table of incidents has, too.
    ///
    /// @param relations of the incident
    static ObjectNode additionalData(List<StoredDocument> relations, DocumentReader documents,
            String incident) {
        long alerts = relations.stream().filter(IncidentRelations::isAlert).count();
        ObjectNode additional = Json.object().put("alertsCount", alerts)
                .put("bookmarksCount", relations.size() - alerts)
                .put("commentsCount", documents.count(IncidentComments.PATH.type(), incident));
        put(additional, "alertProductNames", IncidentRelations.ofAlerts(relations, "productName"));
        put(additional, "tactics", IncidentRelations.ofAlerts(relations, "tactics"));
        put(additional, "techniques", IncidentRelations.ofAlerts(relations, "techniques"));
        return additional;
    }

    private static void put(ObjectNode json, String name, Set<String> values) {
        values.forEach(json.putArray(name)::add);
    }
}
