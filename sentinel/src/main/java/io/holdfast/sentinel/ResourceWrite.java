package io.holdfast.sentinel;

import io.holdfast.documents.DocumentRef;
import io.holdfast.documents.DocumentTransaction;
import io.holdfast.documents.StoredDocument;
import io.holdfast.loganalytics.WorkspaceView;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Caller;
import io.holdfast.rest.Json;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A resource that is about to be written, within the transaction that writes it.
///
/// @param parents the names of the resources that it is below, outermost first
/// @param name as the call has it
/// @param request the body as it was sent
/// @param former what stands there
record ResourceWrite(WorkspaceView workspace, List<String> parents, String name, ObjectNode request,
        Optional<StoredDocument> former, DocumentTransaction documents, Caller caller, Instant now) {

    /// The longest of all texts that have no shorter bound of their own.
    static final int MAX_TEXT = 5_000;

    private static final String PROPERTIES = "properties";

    /// Reads the members of `properties`.
    ///
    /// @throws ApiException 400 if that is no object
    Fields fields() {
        return Fields.of(request.path(PROPERTIES), PROPERTIES);
    }

    /// What is kept: the properties, for kinds that add to it.
    static ObjectNode document(ObjectNode properties) {
        ObjectNode document = Json.object();
        document.set(PROPERTIES, properties);
        return document;
    }

    /// Runs the automation rules, within the transaction.
    Automation automation(SecureRandom random) {
        return new Automation(documents, workspace.id(), workspace.customerId(), random);
    }

    /// Tells of the incident that this is a part of, once it is written, and runs the automation rules on it.
    ///
    /// @param added to which of the incident's lists this adds
    void updateIncident(SecureRandom random, Set<String> added) {
        DocumentRef ref = Incidents.PATH.ref(List.of(), parents.getFirst());
        StoredDocument incident = documents.find(ref).orElseThrow();
        IncidentChange change = IncidentChange.ofCaller(ref, Optional.of(incident.body()), caller.objectId(),
                added);
        ObjectNode after = automation(random).written(change, incident.body(), now);
        if (!after.equals(incident.body())) {
            documents.put(ref, after, Optional.of(incident.etag()));
        }
    }

    /// A member of what stands there.
    JsonNode formerly(String property) {
        return former.map(stored -> stored.body().path(PROPERTIES).path(property))
                .orElseGet(() -> Json.object().path(property));
    }

    /// The time of the first writing, kept in a member.
    String created(String property) {
        return formerly(property).asString(now.toString());
    }

    /// Who calls, as the read-only members that name a person have it.
    ObjectNode author() {
        return Json.object().put("objectId", caller.objectId()).put("name", caller.appId());
    }

    /// Who wrote first, kept in a member.
    JsonNode creator(String property) {
        return formerly(property) instanceof ObjectNode known ? known.deepCopy() : author();
    }
}
