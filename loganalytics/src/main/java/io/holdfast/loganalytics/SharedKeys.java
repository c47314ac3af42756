package io.holdfast.loganalytics;

import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.records.SealedRecord;
import io.holdfast.rest.Json;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The two shared keys of each workspace, with which the Data Collector API is signed. Thread-safe.
///
/// 64 random bytes each, in base64, made when first asked for. Record: `{"v":1,"primary":...,"secondary":...}`
/// in `loganalytics/shared-keys` by customer id. Source: arm-api B3.
final class SharedKeys {

    private static final String COLLECTION = "loganalytics/shared-keys";
    private static final int KEY_BYTES = 64;

    private final RecordSpace space;
    private final SecureRandom random;

    SharedKeys(LogAnalyticsParts parts) {
        this.space = parts.platform();
        this.random = parts.random();
    }

    /// Both keys, in base64; either signs.
    record Pair(String primary, String secondary) {

        @Override
        public String toString() {
            return "Pair[hidden]";
        }
    }

    /// The keys of a workspace; empty if nobody has asked for any yet.
    Optional<Pair> find(String customerId) {
        return space.find(RecordRef.of(COLLECTION, customerId)).map(SharedKeys::pair);
    }

    /// The keys of a workspace, made if there are none.
    Pair obtain(String customerId) {
        RecordRef ref = RecordRef.of(COLLECTION, customerId);
        return space.transact(transaction -> transaction.find(ref).map(SharedKeys::pair)
                .orElseGet(() -> put(transaction, ref)));
    }

    /// New keys for a workspace; the former ones sign no more.
    Pair renew(String customerId) {
        return space.transact(transaction -> put(transaction, RecordRef.of(COLLECTION, customerId)));
    }

    /// Forgets the keys of a workspace that is gone for good.
    static void delete(RecordTransaction transaction, String customerId) {
        transaction.delete(RecordRef.of(COLLECTION, customerId));
    }

    private Pair put(RecordTransaction transaction, RecordRef ref) {
        Pair fresh = new Pair(key(), key());
        transaction.put(ref, Json.bytes(Json.object().put("v", 1).put("primary", fresh.primary())
                .put("secondary", fresh.secondary())));
        return fresh;
    }

    private static Pair pair(SealedRecord record) {
        ObjectNode json = Json.parseObject(record.body());
        return new Pair(json.path("primary").asString(), json.path("secondary").asString());
    }

    private String key() {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
