package io.holdfast.loganalytics;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.Checks;
import io.holdfast.arm.Operation;
import io.holdfast.arm.OperationWork;
import io.holdfast.arm.ResourceId;
import io.holdfast.keyring.KeyDarkException;
import io.holdfast.keyring.KeyReference;
import io.holdfast.keyring.KeyRejectedException;
import io.holdfast.keyring.Keyring;
import io.holdfast.keyring.StorageResource;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.Json;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/// Puts the account keys of a cluster under a key of the customer, or under another version of it.
///
/// Each storage resource's account key is wrapped anew: one record each, no data; where a log store has no rows
/// yet and no key of the customer, it gets another account key. Until all are, a GET shows the key before.
/// Parameters: the `keyVaultProperties` that were asked for.
final class ClusterKeyUpdate implements OperationWork {

    static final String KIND = "loganalytics/cluster-key";

    private final ArmResources resources;
    private final Keyring keyring;
    private final ClusterStores stores;
    private final InstantSource clock;
    private final Predicate<ResourceId> holdsSearches;

    /// @param holdsSearches whether a cluster's workspaces have saved searches, which its account key seals
    ClusterKeyUpdate(ArmResources resources, Keyring keyring, ClusterStores stores, InstantSource clock,
            Predicate<ResourceId> holdsSearches) {
        this.holdsSearches = holdsSearches;
        this.resources = resources;
        this.keyring = keyring;
        this.stores = stores;
        this.clock = clock;
    }

    /// Checks, without changing anything, that the key will do for each store of the cluster; a preflight
    /// only reads it.
    ///
    /// @throws KeyRejectedException if it will not
    /// @throws KeyDarkException if a store is dark
    void check(ArmResource cluster, KeyReference key, Checks checks) {
        String clusterId = Clusters.clusterId(cluster);
        check(StorageResource.logStore(clusterId), key, Clusters.principalId(cluster), checks);
        StorageResource documents = StorageResource.documentStore(clusterId);
        if (keyring.exists(documents)) {
            // Another version cannot follow one that no longer unwraps: the logs would be rotated alone.
            keyring.accountKey(documents).close();
            check(documents, key, Clusters.principalId(cluster), checks);
        }
    }

    private void check(StorageResource store, KeyReference key, String principalId, Checks checks) {
        if (!checks.isPreflight()) {
            keyring.check(store, key, principalId);
        } else if (!keyring.preview(store, key, principalId)) {
            checks.unproven(KeyErrors.WRAPPING_UNPROVEN);
        }
    }

    @Override
    public ObjectNode run(Operation operation) {
        ArmResource cluster = resources.find(operation.resource())
                .orElseThrow(() -> ArmErrors.notFound(operation.resource()));
        if (!(KeySetting.parse(operation.parameters()) instanceof KeySetting.Use asked)) {
            throw new IllegalStateException("An operation on a key names none");
        }
        String clusterId = Clusters.clusterId(cluster);
        keyring.protect(StorageResource.logStore(clusterId), asked.key(), Clusters.principalId(cluster),
                change -> !holdsSearches.test(cluster.id())
                        && stores.replaceKeyIfEmpty(clusterId, change));
        StorageResource documents = StorageResource.documentStore(clusterId);
        if (keyring.exists(documents)) {
            keyring.rotate(documents, asked.key());
        }
        resources.transact(transaction -> resources.find(transaction, cluster.id())
                .map(present -> resources.put(
                        transaction, present.id(),
                        ClusterRecords.withKey(present.body(), asked.properties(), clock.instant()))));
        return Json.object();
    }

    @Override
    public void failed(Operation operation, ApiError error) {
        // The key before is still in force, and the cluster can be updated again.
        resources.transact(transaction -> resources.find(transaction, operation.resource())
                .map(present -> resources
                        .put(transaction, present.id(),
                                ClusterRecords.in(present.body(), Bodies.SUCCEEDED))));
    }

    @Override
    public Optional<ApiError> translate(RuntimeException failure) {
        return Failures.translate(failure);
    }
}
