package io.holdfast.loganalytics;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.Operation;
import io.holdfast.arm.OperationWork;
import io.holdfast.keyring.Keyring;
import io.holdfast.keyring.StorageResource;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.Json;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Creates a cluster's account key and its log store: under the platform key, or, where a user-assigned
/// identity can reach it already, under the customer's. Parameters: `keyVaultProperties`, if any.
final class ClusterCreation implements OperationWork {

    static final String KIND = "loganalytics/cluster-create";

    private final ArmResources resources;
    private final Keyring keyring;
    private final ClusterStores stores;

    ClusterCreation(ArmResources resources, Keyring keyring, ClusterStores stores) {
        this.resources = resources;
        this.keyring = keyring;
        this.stores = stores;
    }

    @Override
    public ObjectNode run(Operation operation) {
        ArmResource cluster = resources.find(operation.resource())
                .orElseThrow(() -> ArmErrors.notFound(operation.resource()));
        String clusterId = Clusters.clusterId(cluster);
        keyring.create(StorageResource.logStore(clusterId));
        if (KeySetting.parse(operation.parameters()) instanceof KeySetting.Use asked) {
            keyring.protect(StorageResource.logStore(clusterId), asked.key(), Clusters.principalId(cluster));
            resources.transact(transaction -> resources.find(transaction, cluster.id())
                    .map(present -> resources
                            .put(transaction, cluster.id(),
                                    ClusterRecords.withKey(present.body(), asked.properties(),
                                            operation.started()))));
        }
        stores.open(clusterId);
        resources.transact(transaction -> resources.find(transaction, cluster.id()).map(present -> resources
                .put(transaction, cluster.id(), ClusterRecords.in(present.body(), Bodies.SUCCEEDED))));
        return Json.object();
    }

    @Override
    public void failed(Operation operation, ApiError error) {
        resources.transact(
                transaction -> resources.find(transaction, operation.resource()).map(present -> resources
                        .put(transaction, present.id(), ClusterRecords.in(present.body(), "Failed"))));
    }

    @Override
    public Optional<ApiError> translate(RuntimeException failure) {
        return Failures.translate(failure);
    }
}
