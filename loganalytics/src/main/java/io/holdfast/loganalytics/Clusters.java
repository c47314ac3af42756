package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.ResourceId;
import io.holdfast.keyring.KeyReference;
import io.holdfast.rest.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The clusters that there are. Thread-safe.
final class Clusters {

    static final String TYPE = "Microsoft.OperationalInsights/clusters";

    private final ArmResources resources;

    Clusters(ArmResources resources) {
        this.resources = resources;
    }

    Optional<ArmResource> find(ResourceId id) {
        return id.resourceType().equals(TYPE) ? resources.find(id) : Optional.empty();
    }

    List<ArmResource> list(ResourceId scope) {
        return resources.list(scope, TYPE);
    }

    static String clusterId(ArmResource cluster) {
        return Json.text(cluster.properties(), "clusterId").orElseThrow();
    }

    /// Object id of the identity; empty text until the cluster is created.
    static String principalId(ArmResource cluster) {
        return ClusterIdentity.principalId(cluster.body());
    }

    static boolean isSucceeded(ArmResource cluster) {
        return Bodies.provisioningState(cluster).equals(Bodies.SUCCEEDED);
    }

    /// The key as configured.
    static Optional<KeyReference> key(ArmResource cluster) {
        return KeySetting.parse(cluster.properties()) instanceof KeySetting.Use use
                ? Optional.of(use.key())
                : Optional.empty();
    }

    static ClusterView view(ArmResource cluster) {
        return new ClusterView(cluster.id(), clusterId(cluster), cluster.location(),
                cluster.body().path("sku").path("capacity").asInt(), principalId(cluster),
                ClusterIdentity.of(cluster.body()).user().isEmpty(), key(cluster));
    }

    /// The cluster as a GET answers it.
    ///
    /// @param linked the workspaces that are linked to it
    static ObjectNode shown(ArmResource cluster, List<ArmResource> linked) {
        ObjectNode json = Bodies.shown(cluster);
        ArrayNode associated = ((ObjectNode) json.path("properties")).putArray("associatedWorkspaces");
        for (ArmResource workspace : linked) {
            associated.addObject().put("workspaceId", Workspaces.customerId(workspace))
                    .put("workspaceName", workspace.id().name()).put("resourceId", workspace.id().toString())
                    .put("associateDate", WorkspaceLink.of(workspace).orElseThrow().since());
        }
        return json;
    }
}
