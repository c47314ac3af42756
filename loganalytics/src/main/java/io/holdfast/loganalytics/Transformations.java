package io.holdfast.loganalytics;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.records.SealedRecord;
import io.holdfast.rest.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// The transformations of data collection rules: query text is customer content, so each is sealed under the
/// account key of the log store that its flow leads to.
///
/// Records: `{"v":1,"sealed":...}` in `loganalytics/transformation`, partition the workspace's customer id, name
/// `{immutableId}/{index of the flow}`; sealed is the text, under a key derived from the account key, bound to
/// partition and name. Thread-safe.
final class Transformations {

    private static final String COLLECTION = "loganalytics/transformation";
    private static final String PURPOSE = "holdfast/transformations/v1";

    private final RecordSpace space;
    private final WorkspaceKeys keys;

    Transformations(LogAnalyticsParts parts) {
        this.space = parts.platform();
        this.keys = new WorkspaceKeys(parts.keyring());
    }

    /// The text of a flow that has one.
    ///
    /// @throws io.holdfast.keyring.KeyDarkException if the key may not be used
    Optional<String> find(WorkspaceView workspace, String rule, int flow) {
        try (SealingKey key = keys.key(workspace, PURPOSE)) {
            return space.find(ref(workspace, rule, flow))
                    .map(record -> opened(key, record, aad(workspace, rule, flow)));
        }
    }

    private static String opened(SealingKey key, SealedRecord record, Aad aad) {
        String sealed = Json.text(Json.parseObject(record.body()), "sealed").orElseThrow();
        return new String(key.open(Base64.getDecoder().decode(sealed), aad), StandardCharsets.UTF_8);
    }

    /// Writes one in a transaction, in which the account key is asked for: it may not be replaced between.
    void put(RecordTransaction transaction, WorkspaceView workspace, String rule, int flow, String kql) {
        try (SealingKey key = keys.key(workspace, PURPOSE)) {
            byte[] sealed = key.seal(kql.getBytes(StandardCharsets.UTF_8), aad(workspace, rule, flow));
            transaction.put(ref(workspace, rule, flow), Json.bytes(
                    Json.object().put("v", 1).put("sealed", Base64.getEncoder().encodeToString(sealed))));
        }
    }

    /// Deletes that of a flow, if there is one; works dark or not.
    static void delete(RecordTransaction transaction, WorkspaceView workspace, String rule, int flow) {
        transaction.delete(ref(workspace, rule, flow));
    }

    /// Whether any leads to a workspace; works dark or not.
    boolean any(String customerId) {
        return !space.list(COLLECTION, customerId).isEmpty();
    }

    /// Deletes all that lead to a workspace; works dark or not.
    static void deleteAll(RecordTransaction transaction, String customerId) {
        transaction.list(COLLECTION, customerId).forEach(record -> transaction.delete(record.ref()));
    }

    private static Aad aad(WorkspaceView workspace, String rule, int flow) {
        return Aad.of(PURPOSE).with(workspace.customerId()).with(rule).with(flow);
    }

    private static RecordRef ref(WorkspaceView workspace, String rule, int flow) {
        return new RecordRef(COLLECTION, workspace.customerId(), rule + "/" + flow);
    }
}
