package io.holdfast.sentinel;

import io.holdfast.documents.DocumentReader;
import io.holdfast.documents.DocumentRef;
import io.holdfast.documents.DocumentTransaction;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// A call of a playbook that waits to be made: written in the transaction of what triggered it, deleted once
/// it was made or given up. As a document: in the collection `playbook-calls`, by its id. Immutable.
///
/// @param id a GUID, the same for all attempts
/// @param playbook the id of the Logic App, as the rule or the caller names it
/// @param body what is sent
/// @param triggered when it was
/// @param attempts that failed
/// @param due when it is to be made
record PlaybookCall(String id, String playbook, ObjectNode body, Instant triggered, int attempts,
        Instant due) {

    /// How often a call is tried before it is given up: over some three hours.
    static final int MOST_ATTEMPTS = 10;

    private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
    private static final String COLLECTION = "playbook-calls";

    /// A call that is due at once.
    static PlaybookCall of(String id, String playbook, ObjectNode body, Instant now) {
        return new PlaybookCall(id, playbook, body, now, 0, now);
    }

    /// All that wait.
    static List<PlaybookCall> all(DocumentReader documents) {
        return documents.list(COLLECTION, "").stream().map(PlaybookCall::of).toList();
    }

    private static PlaybookCall of(StoredDocument stored) {
        ObjectNode json = stored.body();
        return new PlaybookCall(stored.ref().id(), json.path("playbook").asString(),
                Json.child(json, "body"),
                Instant.parse(json.path("triggered").asString()), json.path("attempts").asInt(),
                Instant.parse(json.path("due").asString()));
    }

    /// What is sent.
    ObjectNode message() {
        return body.deepCopy().put("deliveryId", id).put("triggeredTimeUtc", triggered.toString());
    }

    private DocumentRef ref() {
        return DocumentRef.of(COLLECTION, id);
    }

    void put(DocumentTransaction documents) {
        ObjectNode json = Json.object().put("playbook", playbook)
                .put("triggered", triggered.toString()).put("attempts", attempts).put("due", due.toString());
        json.set("body", body);
        documents.put(ref(), json, Optional.empty());
    }

    void delete(DocumentTransaction documents) {
        documents.delete(ref());
    }

    /// After an attempt that failed; empty if it was the last.
    Optional<PlaybookCall> failed(Instant now) {
        return attempts + 1 >= MOST_ATTEMPTS
                ? Optional.empty()
                : Optional.of(new PlaybookCall(id, playbook, body, triggered, attempts + 1,
                        now.plus(FIRST_RETRY.multipliedBy(1L << attempts))));
    }
}
