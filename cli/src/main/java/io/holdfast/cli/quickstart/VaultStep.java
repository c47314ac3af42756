package io.holdfast.cli.quickstart;

import io.holdfast.cli.Audience;
import io.holdfast.client.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Step 1: a vault whose content can be recovered, and the key that all data will be under.
final class VaultStep {

    private static final String GROUPS = "?api-version=2021-04-01";
    private static final String VAULTS = "?api-version=2023-07-01";
    /// The version of the Key Vault data plane that the quickstart speaks.
    static final String KEYS = "?api-version=7.4";

    private final Scene scene;

    VaultStep(Scene scene) {
        this.scene = scene;
    }

    /// A vault that is ready, with a key.
    ///
    /// @param uri as the vault names itself
    /// @param keyVersion the version of the key, 32 hex digits
    /// @param principalId the object id of the user, who may manage the vault's keys
    record Vault(String uri, String keyVersion, String principalId) {}

    Vault run(String tenantId, String clientId) {
        scene.out().step("1", "A vault that can be recovered, and your key");
        scene.manage("PUT", scene.names().group() + GROUPS,
                Scene.object().put("location", Names.LOCATION));
        String me = principalOf(clientId);
        scene.manage("PUT", scene.names().vault() + VAULTS, vault(tenantId, me));
        Answer vault = scene.awaitGet(scene.names().vault() + VAULTS, "the vault to be ready",
                answer -> property(answer, "provisioningState").asString("").equals("Succeeded"));
        String uri = property(vault, "vaultUri").asString("");
        Answer key = scene.call("POST", "/keys/" + Names.KEY + "/create" + KEYS, Audience.VAULT,
                Scene.object().put("kty", "RSA").put("key_size", 2048));
        String keyId = key.body().path("key").path("kid").asString("");
        String recovery = key.body().path("attributes").path("recoveryLevel").asString("");
        StepFailedException.unless(recovery.startsWith("Recoverable") && !recovery.contains("Purgeable"),
                "a key that nobody can purge (recoveryLevel Recoverable)", recovery);
        scene.out().result("vault " + uri + ": soft delete and purge protection on");
        scene.out().result("key " + keyId + " (RSA 2048, recoveryLevel " + recovery + ")");
        return new Vault(uri, keyId.substring(keyId.lastIndexOf('/') + 1), me);
    }

    private String principalOf(String clientId) {
        Answer principal = scene.call("GET", "/v1.0/servicePrincipals(appId='" + clientId + "')",
                Audience.GRAPH);
        return principal.body().path("id").asString("");
    }

    private static ObjectNode vault(String tenantId, String me) {
        ObjectNode body = Scene.object().put("location", Names.LOCATION);
        ObjectNode properties = body.putObject("properties").put("tenantId", tenantId);
        properties.putObject("sku").put("family", "A").put("name", "standard");
        properties.put("enableSoftDelete", true).put("softDeleteRetentionInDays", 90)
                .put("enablePurgeProtection", true).put("enableRbacAuthorization", false);
        properties.putArray("accessPolicies")
                .add(policy(tenantId, me, "get", "list", "create", "update", "rotate"));
        return body;
    }

    /// An entry of a vault's access policy.
    static ObjectNode policy(String tenantId, String objectId, String... keyPermissions) {
        ObjectNode policy = Scene.object().put("tenantId", tenantId).put("objectId", objectId);
        ArrayNode keys = policy.putObject("permissions").putArray("keys");
        for (String permission : keyPermissions) {
            keys.add(permission);
        }
        return policy;
    }

    /// Adds entries to the vault's access policy.
    static void grant(Scene scene, ObjectNode policy) {
        ObjectNode body = Scene.object();
        body.putObject("properties").putArray("accessPolicies").add(policy);
        scene.manage("PUT", scene.names().vault() + "/accessPolicies/add" + VAULTS, body);
    }

    private static JsonNode property(Answer answer, String name) {
        return answer.body().path("properties").path(name);
    }
}
