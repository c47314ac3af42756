package io.holdfast.arm;

import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.records.SealedRecord;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Operations as sealed records, `{"v":1,...}` in the collection `arm/operation`. Thread-safe.
final class OperationRecords {

    private static final String COLLECTION = "arm/operation";

    private final RecordSpace space;

    OperationRecords(RecordSpace space) {
        this.space = space;
    }

    Optional<Operation> find(String id) {
        return space.find(RecordRef.of(COLLECTION, id)).map(OperationRecords::decoded);
    }

    static Optional<Operation> find(RecordTransaction transaction, String id) {
        return transaction.find(RecordRef.of(COLLECTION, id)).map(OperationRecords::decoded);
    }

    List<Operation> list() {
        return space.list(COLLECTION, "").stream().map(OperationRecords::decoded).toList();
    }

    static void put(RecordTransaction transaction, Operation operation) {
        transaction.put(RecordRef.of(COLLECTION, operation.id()), Json.bytes(encoded(operation)));
    }

    void put(Operation operation) {
        space.transact(transaction -> {
            put(transaction, operation);
            return operation;
        });
    }

    /// Deletes the operations that ended before the time.
    void prune(Instant before) {
        List<Operation> old = list().stream()
                .filter(operation -> operation.outcome().filter(how -> how.ended().isBefore(before))
                        .isPresent())
                .toList();
        if (!old.isEmpty()) {
            space.transact(transaction -> {
                old.forEach(operation -> transaction.delete(RecordRef.of(COLLECTION, operation.id())));
                return old.size();
            });
        }
    }

    private static ObjectNode encoded(Operation operation) {
        ObjectNode json = Json.object().put("v", 1).put("id", operation.id()).put("kind", operation.kind())
                .put("resource", operation.resource().toString()).put("location", operation.location())
                .put("startedBy", operation.startedBy()).put("started", operation.started().toString());
        json.set("parameters", operation.parameters());
        operation.outcome().ifPresent(how -> json.put("ended", how.ended().toString()));
        switch (operation.outcome().orElse(null)) {
            case null -> {
            }
            case Operation.Succeeded done -> json.set("properties", done.properties());
            case Operation.Failed failed -> json.set("error", ArmEnvelope.error(failed.error()));
        }
        return json;
    }

    private static Operation decoded(SealedRecord record) {
        ObjectNode json = Json.parseObject(record.body());
        return new Operation(json.path("id").asString(), json.path("kind").asString(),
                ResourceId.parse(json.path("resource").asString()), json.path("location").asString(),
                json.path("startedBy").asString(), Json.child(json, "parameters"),
                Instant.parse(json.path("started").asString()),
                Json.text(json, "ended").map(Instant::parse).map(ended -> outcome(json, ended)));
    }

    private static Operation.Outcome outcome(ObjectNode json, Instant ended) {
        return json.has("error")
                ? new Operation.Failed(ended, error(Json.child(json, "error")))
                : new Operation.Succeeded(ended, Json.child(json, "properties"));
    }

    private static ApiError error(ObjectNode json) {
        ApiError error = ApiError.of(400, json.path("code").asString(), json.path("message").asString());
        Optional<ApiError> targeted = Json.text(json, "target").map(error::withTarget);
        ApiError described = targeted.orElse(error);
        return json.path("innererror") instanceof ObjectNode inner
                ? described.withInner(error(inner))
                : described;
    }
}
