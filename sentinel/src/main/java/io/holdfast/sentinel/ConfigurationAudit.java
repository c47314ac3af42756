package io.holdfast.sentinel;

import io.holdfast.arm.Guids;
import io.holdfast.arm.ResourceId;
import io.holdfast.documents.DocumentTransaction;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/// Tells of changes of the configuration in rows of the table `SentinelAudit`: one for each change that was
/// made, in its transaction. Source: sentinel-api section 12. Thread-safe.
record ConfigurationAudit(SecureRandom random) {

    /// The column by which a row is known again.
    static final String CORRELATION_ID = "CorrelationId";

    private static final String PROPERTIES = "properties";

    /// What of a kind is told.
    enum Extent {
        /// Nothing: it is no configuration.
        NONE,
        /// Who changed what.
        CHANGE,
        /// That, and how it was and is.
        STATES
    }

    /// A change.
    ///
    /// @param id of the resource
    /// @param former empty if it was made
    /// @param now empty if it was deleted
    record Change(ResourceId id, Extent extent, Optional<StoredDocument> former, Optional<ObjectNode> now) {}

    /// Puts the row of a change into the outbox.
    void send(DocumentTransaction documents, Call call, OnboardingState state, Change change, Instant at) {
        if (change.extent() == Extent.NONE) {
            return;
        }
        ResourceId id = change.id();
        ObjectNode state0 = change.former().map(StoredDocument::body).orElseGet(Json::object);
        ObjectNode state1 = change.now().orElseGet(Json::object);
        ObjectNode shown = change.now().orElse(state0);
        String display = Json.text(Json.child(shown, PROPERTIES), "displayName").orElse(id.name());
        boolean isDeletion = change.now().isEmpty();
        ObjectNode row = Json.object().put("TimeGenerated", at.toString())
                .put(CORRELATION_ID, Guids.random(random)).put("SourceSystem", "Sentinel")
                .put("WorkspaceId", state.customerId())
                .put("OperationName", id.resourceType() + (isDeletion ? "/Delete" : "/Write"))
                .put("SentinelResourceId", id.toString()).put("SentinelResourceName", display)
                .put("SentinelResourceType", id.type())
                .put("SentinelResourceKind", Json.text(shown, "kind").orElse("")).put("Status", "Success")
                .put("Description", isDeletion
                        ? "Deleted."
                        : change.former().isPresent() ? "Updated." : "Created.");
        ObjectNode extended = row.putObject("ExtendedProperties")
                .put("CallerIpAddress", call.request().clientAddress())
                .put("CallerName", call.caller().objectId()).put("ResourceDisplayName", display)
                .put("ResourceId", id.name()).put("ResourceGroupName", id.resourceGroup())
                .put("SubscriptionId", id.subscriptionId()).put("Uri", call.request().path())
                .put("WorkspaceId", state.customerId()).put("WorkspaceName", state.workspace().name());
        if (change.extent() == Extent.STATES) {
            extended.set("OriginalResourceState", state0);
            extended.set("UpdatedResourceState", state1);
        }
        differences(Json.child(state0, PROPERTIES), Json.child(state1, PROPERTIES))
                .forEach(extended.putArray("ResourceDiffMemberNames")::add);
        Outbox.add(documents, Outbox.AUDIT, row);
    }

    private static Set<String> differences(ObjectNode former, ObjectNode now) {
        Set<String> names = new TreeSet<>(former.propertyNames());
        names.addAll(now.propertyNames());
        names.removeIf(name -> former.path(name).equals(now.path(name)));
        return names;
    }
}
