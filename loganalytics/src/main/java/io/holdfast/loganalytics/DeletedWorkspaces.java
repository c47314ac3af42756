package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.ResourceId;
import io.holdfast.logstore.LogStore;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.records.SealedRecord;
import io.holdfast.rest.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Workspaces that were deleted: for a while they can be recovered as they were, link and data included.
///
/// Records: `{"v":1,"id":...,"at":...,"body":{...}}` in the collection `loganalytics/deleted-workspace` of
/// the
/// subscription; and, for rows that are to go for good, `{"v":1}` in `loganalytics/rows-to-drop` of the
/// cluster, with the
/// customer id, kept until the cluster's log store is open and has dropped them. Thread-safe.
final class DeletedWorkspaces {

    /// How long a deleted workspace can be recovered. Source: `cmk-behaviour` G9.
    static final Duration KEPT = Duration.ofDays(14);

    private static final String DELETED = "loganalytics/deleted-workspace";
    private static final String ROWS = "loganalytics/rows-to-drop";

    private final ArmResources resources;
    private final RecordSpace space;
    private final WorkspaceGate gate;

    DeletedWorkspaces(ArmResources resources, RecordSpace space, WorkspaceGate gate) {
        this.resources = resources;
        this.space = space;
        this.gate = gate;
    }

    /// A deleted workspace.
    ///
    /// @param at when it was deleted
    record Deleted(ResourceId id, Instant at, ObjectNode body) {

        /// The cluster that it comes back to, should that still be there.
        Optional<ResourceId> cluster() {
            return WorkspaceLink.of(new ArmResource(id, "", body)).map(WorkspaceLink::cluster);
        }

        private boolean isKept(Instant now) {
            return !at.plus(KEPT).isBefore(now);
        }
    }

    Optional<Deleted> find(ResourceId id) {
        return space.find(ref(id)).map(DeletedWorkspaces::decoded);
    }

    /// Those that can be recovered and then are linked to a cluster.
    List<Deleted> linkedTo(ResourceId cluster, Instant now) {
        return list(ResourceId.subscription(cluster.subscriptionId())).stream()
                .filter(deleted -> deleted.isKept(now))
                .filter(deleted -> deleted.cluster().filter(cluster::equals).isPresent()).toList();
    }

    List<Deleted> list(ResourceId scope) {
        return space.list(DELETED, partition(scope)).stream().map(DeletedWorkspaces::decoded)
                .filter(deleted -> deleted.id().isWithin(scope)).toList();
    }

    /// Moves a workspace here.
    void add(RecordTransaction transaction, ArmResource workspace, Instant now) {
        ObjectNode record = Json.object().put("v", 1).put("id", workspace.id().toString()).put("at",
                now.toString());
        record.set("body", workspace.body());
        transaction.put(ref(workspace.id()), Json.bytes(record));
        resources.delete(transaction, workspace.id());
    }

    /// Takes a workspace out, to be put back.
    Optional<Deleted> take(RecordTransaction transaction, ResourceId id) {
        Optional<Deleted> deleted = transaction.find(ref(id)).map(DeletedWorkspaces::decoded);
        transaction.delete(ref(id));
        return deleted;
    }

    /// Deletes for good what was deleted longer ago than it is kept.
    void purgeOld(ResourceId scope, Instant now) {
        list(scope).stream().filter(deleted -> !deleted.isKept(now))
                .forEach(deleted -> purge(deleted.id()));
    }

    /// Deletes a deleted workspace for good: its tables, what Sentinel keeps, and, as soon as its cluster's
    /// store is
    /// open, its rows.
    void purge(ResourceId id) {
        Optional<Deleted> purged = space.transact(transaction -> {
            Optional<Deleted> deleted = take(transaction, id);
            deleted.ifPresent(workspace -> {
                ArmResource resource = new ArmResource(id, "", workspace.body());
                for (ArmResource table : resources.list(transaction, id, Tables.TYPE)) {
                    resources.delete(transaction, table.id());
                }
                for (ArmResource storage : resources.list(transaction, id, LinkedStorageRoutes.TYPE)) {
                    resources.delete(transaction, storage.id());
                }
                AccountContent.deleteAll(transaction, Workspaces.customerId(resource));
                SharedKeys.delete(transaction, Workspaces.customerId(resource));
                Workspaces.unindex(transaction, Workspaces.customerId(resource));
                WorkspaceLink.of(resource).flatMap(link -> resources.find(transaction, link.cluster()))
                        .ifPresent(cluster -> transaction.put(new RecordRef(ROWS, Clusters.clusterId(cluster),
                                Workspaces.customerId(resource)), Json.bytes(Json.object().put("v", 1))));
            });
            return deleted;
        });
        purged.ifPresent(workspace -> gate.workspaceDeleted(id));
    }

    /// Drops the rows of purged workspaces from a store that is open.
    void dropRows(String clusterId, LogStore store) {
        for (SealedRecord record : space.list(ROWS, clusterId)) {
            store.dropWorkspace(record.ref().id());
            space.transact(transaction -> transaction.delete(record.ref()));
        }
    }

    private static Deleted decoded(SealedRecord record) {
        ObjectNode json = Json.parseObject(record.body());
        return new Deleted(ResourceId.parse(Json.text(json, "id").orElseThrow()),
                Instant.parse(Json.text(json, "at").orElseThrow()), Json.child(json, "body").deepCopy());
    }

    private static RecordRef ref(ResourceId id) {
        return new RecordRef(DELETED, partition(id), id.key());
    }

    private static String partition(ResourceId id) {
        return id.subscriptionId().toLowerCase(Locale.ROOT);
    }
}
