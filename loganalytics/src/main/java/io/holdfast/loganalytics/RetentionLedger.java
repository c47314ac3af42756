package io.holdfast.loganalytics;

import io.holdfast.logstore.LogStore;
import io.holdfast.logstore.TableId;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.rest.Json;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/// What retention must know of the tables of log stores while their keys are away: under which UUID their
/// files lie, and up to which day those were deleted without the key. Sealed under the platform key; holds no
/// customer content. Thread-safe.
///
/// Records: `{"v":1,"workspace","table"[,"purgedBefore"]}` in the collection `loganalytics/retention` of the
/// cluster, by UUID.
///
/// @param space the platform's records
record RetentionLedger(RecordSpace space) {

    private static final String COLLECTION = "loganalytics/retention";
    private static final String PURGED = "purgedBefore";

    /// A table.
    ///
    /// @param uuid of its files
    /// @param customerId of its workspace
    /// @param purgedBefore the files of days before this one were deleted without the key, and the store has
    ///     not heard of it yet
    record Entry(UUID uuid, String customerId, String table, Optional<LocalDate> purgedBefore) {}

    List<Entry> list(String clusterId) {
        return space.list(COLLECTION, clusterId).stream().map(record -> {
            ObjectNode json = Json.parseObject(record.body());
            return new Entry(UUID.fromString(record.ref().id()), Json.text(json, "workspace").orElseThrow(),
                    Json.text(json, "table").orElseThrow(), Json.text(json, PURGED).map(LocalDate::parse));
        }).toList();
    }

    /// Takes the tables of a store in, now and as they are made, and tells it what was deleted while it was
    /// dark. To be called before anybody uses the store.
    void opened(String clusterId, LogStore store) {
        Set<UUID> present = ConcurrentHashMap.newKeySet();
        store.tellOfTables((table, uuid) -> {
            present.add(uuid);
            add(clusterId, uuid, table.workspaceId(), table.table());
        });
        keepOnly(clusterId, present);
        for (Entry entry : list(clusterId)) {
            entry.purgedBefore().ifPresent(before -> {
                store.settle(new TableId(entry.customerId(), entry.table()), before);
                put(clusterId, new Entry(entry.uuid(), entry.customerId(), entry.table(), Optional.empty()));
            });
        }
    }

    private void add(String clusterId, UUID uuid, String customerId, String table) {
        if (space.find(ref(clusterId, uuid)).isEmpty()) {
            put(clusterId, new Entry(uuid, customerId, table, Optional.empty()));
        }
    }

    /// Notes what is about to be deleted without the key.
    void purging(String clusterId, Entry entry, LocalDate before) {
        put(clusterId, new Entry(entry.uuid(), entry.customerId(), entry.table(), Optional.of(before)));
    }

    /// Forgets the tables that are no longer there.
    void keepOnly(String clusterId, Set<UUID> present) {
        list(clusterId).stream().filter(entry -> !present.contains(entry.uuid()))
                .forEach(entry -> space.transact(
                        transaction -> transaction.delete(ref(clusterId, entry.uuid()))));
    }

    private void put(String clusterId, Entry entry) {
        ObjectNode json = Json.object().put("v", 1).put("workspace", entry.customerId())
                .put("table", entry.table());
        entry.purgedBefore().ifPresent(before -> json.put(PURGED, before.toString()));
        space.transact(transaction -> transaction.put(ref(clusterId, entry.uuid()), Json.bytes(json)));
    }

    private static RecordRef ref(String clusterId, UUID uuid) {
        return new RecordRef(COLLECTION, clusterId, uuid.toString());
    }
}
