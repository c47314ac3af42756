package io.holdfast.sentinel;

import io.holdfast.arm.ResourceId;
import io.holdfast.keyring.StorageResource;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.records.SealedRecord;
import io.holdfast.rest.Json;
import io.holdfast.sentinel.OnboardingState.Stamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Onboarding states and document keys in the platform's records. Thread-safe.
///
/// Collections: `sentinel/onboarding`, by workspace id: the state as JSON; `sentinel/document-key`, by the
/// state's id: the key of the workspace's documents, sealed under the account key of the document store, so
/// that the platform alone cannot open it; `sentinel/once-onboarded`, by customer id: that a workspace was
/// onboarded, whatever became of it.
final class OnboardingRecords {

    private static final Logger LOGGER = LoggerFactory.getLogger(OnboardingRecords.class);
    private static final String STATES = "sentinel/onboarding";
    private static final String KEYS = "sentinel/document-key";
    private static final String ONCE = "sentinel/once-onboarded";
    private static final int VERSION = 1;

    private final RecordSpace space;

    OnboardingRecords(RecordSpace space) {
        this.space = space;
    }

    List<OnboardingState> load() {
        return space.list(STATES, "").stream().map(record -> decoded(Json.parseObject(record.body())))
                .toList();
    }

    <T> T transact(Function<RecordTransaction, T> work) {
        return space.transact(work);
    }

    /// The sealed key of a workspace's documents; empty once it is offboarded.
    Optional<byte[]> documentKey(OnboardingState state) {
        return space.find(RecordRef.of(KEYS, state.id())).map(SealedRecord::body);
    }

    boolean wasOnboarded(String customerId) {
        return space.find(RecordRef.of(ONCE, customerId)).isPresent();
    }

    static void put(RecordTransaction transaction, OnboardingState state) {
        transaction.put(RecordRef.of(STATES, state.workspace().key()), Json.bytes(encoded(state)));
    }

    static void putNew(RecordTransaction transaction, OnboardingState state, byte[] documentKey) {
        put(transaction, state);
        transaction.put(RecordRef.of(KEYS, state.id()), documentKey);
        transaction.put(RecordRef.of(ONCE, state.customerId()), Json.bytes(Json.object().put("v", VERSION)));
    }

    /// Removes the state and the key of its documents, the key from the disk as well.
    void delete(OnboardingState state) {
        space.transact(transaction -> {
            transaction.delete(RecordRef.of(KEYS, state.id()));
            return transaction.delete(RecordRef.of(STATES, state.workspace().key()));
        });
        if (!space.eraseFormer()) {
            LOGGER.atWarn().addKeyValue("workspace", state.workspace())
                    .log("A deleted document key is still in the log of the records; it is erased later");
        }
    }

    private static ObjectNode encoded(OnboardingState state) {
        ObjectNode json = Json.object().put("v", VERSION).put("id", state.id())
                .put("workspace", state.workspace().toString()).put("customerId", state.customerId())
                .put("customerManagedKey", state.customerManagedKey())
                .put("cluster", state.storage().clusterId())
                .put("etag", state.etag());
        json.set("created", encoded(state.created()));
        state.confirmed().ifPresent(stamp -> json.set("confirmed", encoded(stamp)));
        return json;
    }

    private static ObjectNode encoded(Stamp stamp) {
        return Json.object().put("at", stamp.at().toString()).put("by", stamp.by());
    }

    private static OnboardingState decoded(ObjectNode json) {
        if (json.path("v").asInt(0) != VERSION) {
            throw new IllegalStateException("An onboarding state is of version " + json.path("v").asInt(0)
                    + " (this release reads version " + VERSION + ")");
        }
        return new OnboardingState(text(json, "id"), ResourceId.parse(text(json, "workspace")),
                text(json, "customerId"), json.required("customerManagedKey").asBoolean(),
                StorageResource.documentStore(text(json, "cluster")), text(json, "etag"),
                stamp(json.required("created")),
                json.has("confirmed") ? Optional.of(stamp(json.path("confirmed"))) : Optional.empty());
    }

    private static Stamp stamp(JsonNode json) {
        return new Stamp(Instant.parse(text(json, "at")), text(json, "by"));
    }

    private static String text(JsonNode json, String member) {
        return json.required(member).stringValue();
    }
}
