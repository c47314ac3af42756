package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ResourceId;
import io.holdfast.rest.Json;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The link of a workspace to a dedicated cluster, as the workspace's record keeps it.
///
/// @param state `ProvisioningAccount`, `Succeeded` or `Deleting`
/// @param since when the link was asked for, RFC 1123
record WorkspaceLink(ResourceId cluster, String state, String since) {

    static final String LINKING = "ProvisioningAccount";
    static final String UNLINKING = "Deleting";

    private static final String MEMBER = "link";

    static Optional<WorkspaceLink> of(ArmResource workspace) {
        return Bodies.internal(workspace.body()).path(MEMBER) instanceof ObjectNode link
                ? Optional.of(new WorkspaceLink(ResourceId.parse(Json.text(link, "cluster").orElseThrow()),
                        Json.text(link, "state").orElseThrow(), Json.text(link, "since").orElseThrow()))
                : Optional.empty();
    }

    /// Whether data may go through it.
    boolean isUp() {
        return state.equals(Bodies.SUCCEEDED);
    }

    WorkspaceLink in(String other) {
        return new WorkspaceLink(cluster, other, since);
    }

    /// Writes the link into a workspace's body, with what the body shows of it once it is up.
    void putInto(ObjectNode workspace) {
        Bodies.internal(workspace).putObject(MEMBER).put("cluster", cluster.toString()).put("state", state)
                .put("since", since);
        if (isUp()) {
            ObjectNode properties = Json.child(workspace, "properties");
            Json.child(properties, "features").put("clusterResourceId", cluster.toString());
            Json.child(properties, "sku").put("name", "lacluster");
        }
    }

    /// Takes the link out of a workspace's body.
    static void removeFrom(ObjectNode workspace) {
        Bodies.internal(workspace).remove(MEMBER);
        ObjectNode properties = Json.child(workspace, "properties");
        Json.child(properties, "features").remove("clusterResourceId");
        Json.child(properties, "sku").put("name", "pergb2018");
    }

    /// The linked service as a GET answers it.
    ObjectNode json(ResourceId workspace) {
        ObjectNode json = Json.object().put("id", workspace.child("linkedServices", "Cluster").toString())
                .put("name", workspace.name() + "/Cluster")
                .put("type", "Microsoft.OperationalInsights/workspaces/linkedServices");
        json.putObject("properties").put("writeAccessResourceId", cluster.toString()).put("provisioningState",
                state);
        return json;
    }
}
