package io.holdfast.loganalytics;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.ResourceId;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The workspaces that there are. Thread-safe; works dark or not.
public final class Workspaces {

    static final String TYPE = "Microsoft.OperationalInsights/workspaces";

    /// Customer ids to resource ids: `{"v":1,"id":...}`.
    private static final String BY_CUSTOMER_ID = "loganalytics/workspace-by-customer-id";

    private final ArmResources resources;
    private final RecordSpace space;
    private final Clusters clusters;

    Workspaces(ArmResources resources, RecordSpace space, Clusters clusters) {
        this.resources = resources;
        this.space = space;
        this.clusters = clusters;
    }

    /// The workspace, if there is one.
    public Optional<WorkspaceView> find(ResourceId id) {
        return resource(id).map(this::view);
    }

    /// The workspace.
    ///
    /// @throws ApiException 404 `ResourceNotFound` if there is none
    public WorkspaceView require(ResourceId id) {
        return find(id).orElseThrow(() -> ArmErrors.notFound(id));
    }

    /// The workspace that the data planes know by this GUID, in any case.
    public Optional<WorkspaceView> findByCustomerId(String customerId) {
        return space.find(RecordRef.of(BY_CUSTOMER_ID, customerId.toLowerCase(Locale.ROOT)))
                .map(record -> Json.text(Json.parseObject(record.body()), "id").orElseThrow())
                .flatMap(id -> find(ResourceId.parse(id)));
    }

    /// All workspaces of a subscription or group, ordered by id.
    public List<WorkspaceView> list(ResourceId scope) {
        return resources.list(scope, TYPE).stream().map(this::view).toList();
    }

    /// The workspaces whose rows are in a cluster.
    public List<WorkspaceView> linkedTo(ClusterView cluster) {
        return linkedTo(cluster.id()).stream().map(this::view).toList();
    }

    /// The workspaces that are linked to a cluster, or about to be, or about to be unlinked.
    List<ArmResource> linkedTo(ResourceId cluster) {
        return resources.list(ResourceId.subscription(cluster.subscriptionId()), TYPE).stream().filter(
                workspace -> WorkspaceLink.of(workspace).filter(link -> link.cluster().equals(cluster))
                        .isPresent())
                .toList();
    }

    Optional<ArmResource> resource(ResourceId id) {
        return id.resourceType().equals(TYPE) ? resources.find(id) : Optional.empty();
    }

    static String customerId(ArmResource workspace) {
        return Json.text(workspace.properties(), "customerId").orElseThrow();
    }

    static void index(RecordTransaction transaction, ArmResource workspace) {
        transaction.put(RecordRef.of(BY_CUSTOMER_ID, customerId(workspace)),
                Json.bytes(Json.object().put("v", 1).put("id", workspace.id().toString())));
    }

    static void unindex(RecordTransaction transaction, String customerId) {
        transaction.delete(RecordRef.of(BY_CUSTOMER_ID, customerId));
    }

    private WorkspaceView view(ArmResource workspace) {
        Optional<ClusterView> cluster = WorkspaceLink.of(workspace).filter(WorkspaceLink::isUp)
                .flatMap(link -> clusters.find(link.cluster())).map(Clusters::view);
        return new WorkspaceView(workspace.id(), customerId(workspace), workspace.location(), cluster);
    }
}
