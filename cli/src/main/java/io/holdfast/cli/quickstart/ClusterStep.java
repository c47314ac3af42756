package io.holdfast.cli.quickstart;

import io.holdfast.client.Answer;
import tools.jackson.databind.node.ObjectNode;

/// Step 2: a dedicated cluster under the key, and a workspace in it.
final class ClusterStep {

    /// The version of the cluster and workspace API that the quickstart speaks.
    static final String CLUSTERS = "?api-version=2022-10-01";
    private static final String LINKS = "?api-version=2020-08-01";

    private final Scene scene;

    ClusterStep(Scene scene) {
        this.scene = scene;
    }

    /// A workspace in a cluster under the key.
    ///
    /// @param customerId the workspace's GUID, which the query API names it by
    record Workspace(String customerId) {}

    Workspace run(String tenantId, VaultStep.Vault vault) {
        scene.out().step("2", "A dedicated cluster under that key, with a workspace");
        String cluster = scene.names().cluster() + CLUSTERS;
        scene.manageToEnd("PUT", cluster, cluster());
        String identity = scene.awaitGet(cluster, "the cluster to be provisioned", ClusterStep::isProvisioned)
                .body()
                .path("identity").path("principalId").asString("");
        VaultStep.grant(scene, VaultStep.policy(tenantId, identity, "get", "wrapKey", "unwrapKey"));
        setKey(scene, vault.uri(), vault.keyVersion());
        String workspace = scene.names().workspace() + CLUSTERS;
        scene.manageToEnd("PUT", workspace, Scene.json("""
                {"location":"westeurope","properties":{"sku":{"name":"PerGB2018"},"retentionInDays":90}}"""));
        ObjectNode link = Scene.object();
        link.putObject("properties").put("writeAccessResourceId", scene.names().cluster());
        scene.manageToEnd("PUT", scene.names().workspace() + "/linkedServices/Cluster" + LINKS, link);
        Answer linked = scene.awaitGet(workspace, "the workspace to be linked to the cluster",
                answer -> answer.body().path("properties").path("features").has("clusterResourceId"));
        String customerId = linked.body().path("properties").path("customerId").asString("");
        scene.out().result("cluster identity " + identity + " may get, wrapKey and unwrapKey, nothing else");
        scene.out().result("workspace " + customerId + " is linked; all it takes in is under your key");
        return new Workspace(customerId);
    }

    /// Sets a version of the key on the cluster and waits until it is in use.
    static void setKey(Scene scene, String vaultUri, String keyVersion) {
        ObjectNode body = Scene.object();
        body.putObject("properties").putObject("keyVaultProperties").put("keyVaultUri", vaultUri)
                .put("keyName", Names.KEY).put("keyVersion", keyVersion);
        String cluster = scene.names().cluster() + CLUSTERS;
        scene.manageToEnd("PATCH", cluster, body);
        scene.awaitGet(cluster, "the cluster to use key version " + keyVersion,
                answer -> isProvisioned(answer) && answer.body().path("properties").path("keyVaultProperties")
                        .path("keyVersion").asString("").equals(keyVersion));
    }

    private static boolean isProvisioned(Answer answer) {
        return answer.body().path("properties").path("provisioningState").asString("").equals("Succeeded");
    }

    private static ObjectNode cluster() {
        ObjectNode body = Scene.object().put("location", Names.LOCATION);
        body.putObject("identity").put("type", "SystemAssigned");
        body.putObject("sku").put("name", "CapacityReservation").put("capacity", 500);
        return body;
    }
}
