package io.holdfast.loganalytics;

import io.holdfast.arm.Guids;
import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.records.SealedRecord;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The saved searches of workspaces: query text is customer content, so each is sealed under the account key
/// of the log store that holds the workspace's rows, and cannot be read or written while that is dark.
///
/// Records: `{"v":1,"id":...,"etag":...,"sealed":...}` in `loganalytics/saved-search`, partition the
/// workspace's customer id; sealed are the properties, under a key derived from the account key. Thread-safe.
final class SavedSearches {

    /// The most of one workspace, so that a query's functions can be looked up.
    static final int MAX = 2000;

    private static final String COLLECTION = "loganalytics/saved-search";
    private static final String PURPOSE = "holdfast/saved-searches/v1";

    private final RecordSpace space;
    private final WorkspaceKeys keys;
    private final SecureRandom random;

    SavedSearches(LogAnalyticsParts parts) {
        this.space = parts.platform();
        this.keys = new WorkspaceKeys(parts.keyring());
        this.random = parts.random();
    }

    /// A saved search.
    ///
    /// @param name as first written
    /// @param properties as answers show them
    record SavedSearch(String name, String etag, ObjectNode properties) {}

    /// @throws io.holdfast.keyring.KeyDarkException if the key may not be used
    Optional<SavedSearch> find(WorkspaceView workspace, String name) {
        try (SealingKey key = keys.key(workspace, PURPOSE)) {
            return space.find(ref(workspace, name)).map(record -> opened(key, workspace, record));
        }
    }

    /// The same as a transaction sees it.
    Optional<SavedSearch> find(RecordTransaction transaction, WorkspaceView workspace, String name) {
        try (SealingKey key = keys.key(workspace, PURPOSE)) {
            return transaction.find(ref(workspace, name)).map(record -> opened(key, workspace, record));
        }
    }

    /// All of a workspace, ordered by name.
    ///
    /// @throws io.holdfast.keyring.KeyDarkException if the key may not be used
    List<SavedSearch> list(WorkspaceView workspace) {
        try (SealingKey key = keys.key(workspace, PURPOSE)) {
            return space.list(COLLECTION, workspace.customerId()).stream()
                    .map(record -> opened(key, workspace, record)).toList();
        }
    }

    /// Writes one in a transaction, in which the account key is asked for: it may not be replaced between.
    SavedSearch put(RecordTransaction transaction, WorkspaceView workspace, String name,
            ObjectNode properties) {
        RecordRef ref = ref(workspace, name);
        Optional<SealedRecord> former = transaction.find(ref);
        if (former.isEmpty() && transaction.list(COLLECTION, workspace.customerId()).size() >= MAX) {
            throw new ApiException(400, "TooManySavedSearches",
                    "The workspace has " + MAX + " saved searches; delete one before another is added.");
        }
        String stored = former.map(record -> text(record, "id")).orElse(name);
        String etag = Guids.random(random);
        try (SealingKey key = keys.key(workspace, PURPOSE)) {
            String sealed = Base64.getEncoder()
                    .encodeToString(key.seal(Json.bytes(properties), aad(workspace, stored, etag)));
            transaction.put(ref, Json.bytes(Json.object().put("v", 1).put("id", stored).put("etag", etag)
                    .put("sealed", sealed)));
        }
        return new SavedSearch(stored, etag, properties);
    }

    /// @throws io.holdfast.keyring.KeyDarkException if the key may not be used
    void requireLight(WorkspaceView workspace) {
        keys.key(workspace, PURPOSE).close();
    }

    /// Deletes one; answers whether there was one.
    ///
    /// @throws io.holdfast.keyring.KeyDarkException if the key may not be used
    boolean delete(WorkspaceView workspace, String name) {
        requireLight(workspace);
        return space.transact(transaction -> transaction.delete(ref(workspace, name)));
    }

    /// Whether a workspace has any; works dark or not.
    boolean any(String customerId) {
        return !space.list(COLLECTION, customerId).isEmpty();
    }

    /// Deletes all of a workspace; works dark or not.
    static void deleteAll(RecordTransaction transaction, String customerId) {
        transaction.list(COLLECTION, customerId).forEach(record -> transaction.delete(record.ref()));
    }

    private static SavedSearch opened(SealingKey key, WorkspaceView workspace, SealedRecord record) {
        String name = text(record, "id");
        String etag = text(record, "etag");
        byte[] opened = key.open(Base64.getDecoder().decode(text(record, "sealed")),
                aad(workspace, name, etag));
        return new SavedSearch(name, etag, Json.parseObject(opened));
    }

    private static String text(SealedRecord record, String member) {
        return Json.text(Json.parseObject(record.body()), member).orElseThrow();
    }

    private static Aad aad(WorkspaceView workspace, String name, String etag) {
        return Aad.of(PURPOSE).with(workspace.customerId()).with(name).with(etag);
    }

    private static RecordRef ref(WorkspaceView workspace, String name) {
        return new RecordRef(COLLECTION, workspace.customerId(), name.toLowerCase(Locale.ROOT));
    }
}
