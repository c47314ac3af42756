package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ResourceId;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The bodies of incidents: what a caller may set, what is set for him, and what is shown. Source:
/// sentinel-api sections 4 and 16. Pure functions.
///
/// As a document: `{"name", "properties": {...}}`.
final class IncidentBody {

    private static final int MAX_TITLE = 5_000;
    private static final int MAX_DESCRIPTION = 5_000;
    private static final int MAX_TEXT = 5_000;
    private static final int MAX_LABELS = 500;
    private static final List<String> SEVERITIES = List.of("High", "Medium", "Low", "Informational");
    private static final List<String> STATUSES = List.of("New", "Active", "Closed");
    private static final List<String> OWNER_TYPES = List.of("Unknown", "User", "Group");
    /// Which reasons go with a classification.
    private static final Map<String, List<String>> REASONS = Map.of("Undetermined", List.of(), "TruePositive",
            List.of("SuspiciousActivity"), "BenignPositive", List.of("SuspiciousButExpected"),
            "FalsePositive",
            List.of("IncorrectAlertLogic", "InaccurateData"));
    private static final List<String> CLASSIFICATIONS = List.of("Undetermined", "TruePositive",
            "BenignPositive",
            "FalsePositive");
    private static final List<String> ALL_REASONS = List.of("SuspiciousActivity", "SuspiciousButExpected",
            "IncorrectAlertLogic", "InaccurateData");
    private static final String PROPERTIES = "properties";
    private static final String CLASSIFICATION = "classification";
    private static final String REASON = "classificationReason";

    private IncidentBody() {}

    /// The members that a caller may set, checked; read-only and unknown ones are left out.
    ///
    /// @throws io.holdfast.rest.ApiException 400 `InvalidParameter` for the first that is wrong
    static ObjectNode asked(ObjectNode request) {
        ObjectNode asked = Fields.of(request.path(PROPERTIES), PROPERTIES).required("title", MAX_TITLE)
                .requiredChoice("severity", SEVERITIES).requiredChoice("status", STATUSES)
                .text("description", MAX_DESCRIPTION).choice(CLASSIFICATION, CLASSIFICATIONS)
                .choice(REASON, ALL_REASONS).text("classificationComment", MAX_TEXT)
                .instant("firstActivityTimeUtc").instant("lastActivityTimeUtc")
                .object("owner",
                        owner -> owner.guid("objectId").text("email", MAX_TEXT).text("assignedTo", MAX_TEXT)
                                .text("userPrincipalName", MAX_TEXT).choice("ownerType", OWNER_TYPES))
                .objects("labels", MAX_LABELS, label -> label.required("labelName", MAX_TEXT))
                .read();
        checkClassification(asked);
        for (JsonNode label : asked.path("labels")) {
            ((ObjectNode) label).put("labelType", "User");
        }
        return asked;
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

    /// The etag that the caller saw, from the body or `If-Match`, without quotes.
    static Optional<String> expectedEtag(ApiRequest request, ObjectNode body) {
        return Json.text(body, "etag")
                .or(() -> request.headers().first("if-match").filter(etag -> !etag.equals("*")))
                .map(etag -> etag.replace("\"", "").strip()).filter(etag -> !etag.isEmpty());
    }

    /// A document from what was asked and what stood there.
    ///
    /// @param number of a new incident
    static ObjectNode document(String name, ObjectNode asked, Optional<StoredDocument> former, long number,
            Instant now) {
        ObjectNode properties = asked.deepCopy();
        ObjectNode before = former.map(stored -> Json.child(stored.body(), PROPERTIES))
                .orElseGet(Json::object);
        properties.put("lastModifiedTimeUtc", now.toString());
        properties.put("createdTimeUtc", before.path("createdTimeUtc").asString(now.toString()));
        properties.put("incidentNumber", before.path("incidentNumber").asLong(number));
        ObjectNode document = Json.object().put("name",
                former.map(stored -> stored.body().path("name").asString(name)).orElse(name));
        document.set(PROPERTIES, properties);
        return document;
    }

    /// The incident as a GET answers it.
    static ObjectNode shown(ResourceId workspace, StoredDocument stored, String origin) {
        String name = stored.body().path("name").asString(stored.ref().id());
        ResourceId id = workspace.resource("Microsoft.SecurityInsights", "incidents", name);
        ObjectNode json = Json.object().put("id", id.toString()).put("name", name)
                .put("type", "Microsoft.SecurityInsights/incidents").put("etag", "\"" + stored.etag() + "\"");
        ObjectNode properties = Json.child(stored.body(), PROPERTIES).deepCopy();
        if (!properties.has("labels")) {
            properties.putArray("labels");
        }
        properties.put("incidentUrl", origin + id);
        properties.put("providerName", "Azure Sentinel").put("providerIncidentId",
                Long.toString(properties.path("incidentNumber").asLong()));
        properties.putArray("relatedAnalyticRuleIds");
        ObjectNode additional = properties.putObject("additionalData").put("alertsCount", 0)
                .put("bookmarksCount", 0)
                .put("commentsCount", 0);
        additional.putArray("alertProductNames");
        additional.putArray("tactics");
        json.set(PROPERTIES, properties);
        return json;
    }
}
