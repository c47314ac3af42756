package io.holdfast.sentinel;

import io.holdfast.documents.DocumentReader;
import io.holdfast.documents.DocumentRef;
import io.holdfast.documents.StoredDocument;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An incident that is written.
///
/// @param incident its document's place
/// @param former how it was; empty if it is made
/// @param by who writes it, as `SecurityIncident` has it
/// @param source the same for the conditions of automation rules, such as `User`
/// @param added to which of its lists something is added, besides those of its own document
record IncidentChange(DocumentRef incident, Optional<ObjectNode> former, String by, String source,
        Set<String> added) {

    static final String SENTINEL = "Microsoft Sentinel";
    static final String GROUPING = "Alert grouping";
    static final String USER = "User";
    static final String AUTOMATION = "Automation rule";

    /// What a caller changes.
    static IncidentChange ofCaller(DocumentRef incident, Optional<ObjectNode> former, String objectId,
            Set<String> added) {
        return new IncidentChange(incident, former, objectId, USER, added);
    }

    /// All that is added to, once the document is this.
    Set<String> allAdded(ObjectNode document) {
        Set<String> all = new LinkedHashSet<>(added);
        if (former.isPresent() && !labels(former.get()).containsAll(labels(document))) {
            all.add("Labels");
        }
        return all;
    }

    private static Set<String> labels(ObjectNode document) {
        return document.path("properties").path("labels").valueStream()
                .map((JsonNode label) -> label.path("labelName").asString("")).collect(Collectors.toSet());
    }

    /// The alerts of an incident.
    static List<StoredDocument> alerts(DocumentReader documents, String incident) {
        return documents.list(IncidentRelations.PATH.type(), incident).stream()
                .filter(IncidentRelations::isAlert)
                .flatMap(relation -> documents.find(Alerts.ref(IncidentRelations.related(relation))).stream())
                .toList();
    }
}
