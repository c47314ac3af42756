package io.holdfast.sentinel;

import io.holdfast.documents.DocumentTransaction;
import io.holdfast.rest.Json;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/// A row of the table `SentinelHealth`: what became of a run of something. Source: sentinel-api section 12, and the
/// table's page in the Azure Monitor reference.
///
/// @param operation such as `Scheduled analytics rule run`
/// @param extended the column `ExtendedProperties`
record HealthRow(Subject subject, String operation, Outcome outcome, ObjectNode extended) {

    static final String RECORD_ID = "RecordId";

    /// What was run.
    ///
    /// @param id of the resource
    /// @param name as people know it
    /// @param type such as `Analytics Rule`
    /// @param kind empty where there is none
    record Subject(String id, String name, String type, String kind) {}

    /// How it went.
    ///
    /// @param reason in a word, such as the code of an error; empty for none
    record Outcome(Status status, String reason, String description) {}

    /// How it went, in short.
    enum Status {
        SUCCESS("Success"), PARTIAL_SUCCESS("Partial success"), FAILURE("Failure");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        /// As the table has it.
        String text() {
            return text;
        }
    }

    /// Puts the row into the outbox.
    ///
    /// @param customerId of the workspace
    /// @param recordId a GUID, by which it is known again
    void send(DocumentTransaction documents, String customerId, String recordId, Instant at) {
        ObjectNode row = Json.object().put("TimeGenerated", at.toString()).put(RECORD_ID, recordId)
                .put("SourceSystem", "Sentinel").put("WorkspaceId", customerId)
                .put("OperationName", operation).put("SentinelResourceId", subject.id())
                .put("SentinelResourceName", subject.name()).put("SentinelResourceType", subject.type())
                .put("SentinelResourceKind", subject.kind()).put("Status", outcome.status().text())
                .put("Reason", outcome.reason()).put("Description", outcome.description());
        row.set("ExtendedProperties", extended);
        Outbox.add(documents, Outbox.HEALTH, row);
    }
}
