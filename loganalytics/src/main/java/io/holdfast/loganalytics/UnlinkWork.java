package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.Operation;
import io.holdfast.arm.OperationWork;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Takes a link down: the workspace's empty tables leave the cluster's store.
final class UnlinkWork implements OperationWork {

    static final String KIND = "loganalytics/unlink";

    private final ArmResources resources;
    private final Clusters clusters;
    private final ClusterStores stores;

    UnlinkWork(ArmResources resources, Clusters clusters, ClusterStores stores) {
        this.resources = resources;
        this.clusters = clusters;
        this.stores = stores;
    }

    /// @throws ApiException 409 `WorkspaceHoldsData` if there is a row in one of its tables
    static void requireNoRows(OpenStore store, String customerId) {
        if (store.use(open -> Tables.holdsRows(open, customerId))) {
            throw new ApiException(409, "WorkspaceHoldsData",
                    "The workspace holds rows in the cluster, and rows of a "
                            + "workspace that is not linked are not supported yet. Delete its tables "
                            + "first, or keep the link.");
        }
    }

    @Override
    public ObjectNode run(Operation operation) {
        Optional<ArmResource> workspace = resources.find(operation.resource());
        Optional<ArmResource> cluster = workspace.flatMap(WorkspaceLink::of)
                .flatMap(link -> clusters.find(link.cluster()));
        if (workspace.isPresent() && cluster.isPresent()) {
            String customerId = Workspaces.customerId(workspace.get());
            OpenStore store = stores.open(Clusters.clusterId(cluster.get()));
            // A call that had begun before the link went down may have written meanwhile.
            requireNoRows(store, customerId);
            store.use(open -> {
                open.dropWorkspace(customerId);
                return customerId;
            });
        }
        resources.transact(transaction -> resources.find(transaction, operation.resource()).map(present -> {
            ObjectNode body = present.body().deepCopy();
            WorkspaceLink.removeFrom(body);
            return resources.put(transaction, present.id(), body);
        }));
        return Json.object();
    }

    @Override
    public void failed(Operation operation, ApiError error) {
        resources.transact(transaction -> resources.find(transaction, operation.resource())
                .flatMap(workspace -> WorkspaceLink.of(workspace).map(link -> {
                    ObjectNode body = workspace.body().deepCopy();
                    link.in(Bodies.SUCCEEDED).putInto(body);
                    return resources.put(transaction, workspace.id(), body);
                })));
    }

    @Override
    public Optional<ApiError> translate(RuntimeException failure) {
        return Failures.translate(failure);
    }
}
