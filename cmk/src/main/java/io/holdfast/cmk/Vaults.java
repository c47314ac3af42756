package io.holdfast.cmk;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the steps know about the vault: who may use it, and how somebody is let use it.
final class Vaults {

    /// The built-in role Key Vault Crypto Service Encryption User.
    static final String ENCRYPTION_USER = "e147488a-f6f5-4113-8e2d-b22465e65bf6";
    /// The built-in role Key Vault Crypto Officer.
    static final String CRYPTO_OFFICER = "14b46e9e-c2b7-41b4-b07b-48a6ebf60603";
    /// What a store needs (`cmk-behaviour` V5).
    static final List<String> STORE_PERMISSIONS = List.of("get", "wrapKey", "unwrapKey");
    /// What setting up and rotating needs.
    static final List<String> OWNER_PERMISSIONS = List.of("get", "list", "create", "update", "rotate");

    private Vaults() {}

    /// Whether roles decide, not the access policy.
    static boolean usesRoles(JsonNode vault) {
        return vault.path("properties").path("enableRbacAuthorization").asBoolean(false);
    }

    /// Where the vault answers, with a slash at the end.
    static URI uri(JsonNode vault) {
        String uri = vault.path("properties").path("vaultUri").asString("");
        return URI.create(uri.endsWith("/") ? uri : uri + "/");
    }

    /// Where the vault answers; where it will, while there is none.
    static URI uri(Azure azure, Names names, Optional<JsonNode> vault) {
        return vault.map(Vaults::uri)
                .orElseGet(() -> URI.create("https://" + names.vault() + azure.cloud().vaultSuffix() + "/"));
    }

    /// Whether two addresses are of the same vault: host alone counts.
    static boolean sameHost(String one, String other) {
        return host(one).equals(host(other));
    }

    private static String host(String uri) {
        String host = URI.create(uri).getHost();
        return host == null ? uri : host.toLowerCase(Locale.ROOT);
    }

    /// The permissions that a principal lacks by the vault's access policy.
    static List<String> missing(JsonNode vault, String objectId, List<String> wanted) {
        Set<String> held = new TreeSet<>();
        vault.path("properties").path("accessPolicies").forEach(policy -> {
            if (policy.path("objectId").asString("").equalsIgnoreCase(objectId)) {
                policy.path("permissions").path("keys")
                        .forEach(key -> held.add(key.asString("").toLowerCase(Locale.ROOT)));
            }
        });
        return held.contains("all")
                ? List.of()
                : wanted.stream().filter(permission -> !held.contains(permission.toLowerCase(Locale.ROOT)))
                        .toList();
    }

    /// An entry of an access policy.
    static ObjectNode policy(String tenantId, String objectId, List<String> permissions) {
        ObjectNode policy = Azure.object().put("tenantId", tenantId).put("objectId", objectId);
        ArrayNode keys = policy.putObject("permissions").putArray("keys");
        permissions.forEach(keys::add);
        return policy;
    }

    /// The call that adds to the vault's access policy.
    static Call grant(Azure azure, Names names, ObjectNode policy) {
        ObjectNode body = Azure.object();
        body.putObject("properties").putArray("accessPolicies").add(policy);
        return azure.manage("PUT", names.vaultId() + "/accessPolicies/add", Versions.VAULTS, body);
    }

    /// The call that gives a role on the vault. Its name follows from what it gives to whom, so that the same
    /// call twice gives it once.
    static Call assign(Azure azure, Names names, String role, String objectId) {
        ObjectNode body = Azure.object();
        body.putObject("properties")
                .put("roleDefinitionId", names.subscriptionId()
                        + "/providers/Microsoft.Authorization/roleDefinitions/" + role)
                .put("principalId", objectId).put("principalType", "ServicePrincipal");
        UUID name = UUID.nameUUIDFromBytes(
                (names.vaultId() + role + objectId).toLowerCase(Locale.ROOT)
                        .getBytes(StandardCharsets.UTF_8));
        return azure.manage("PUT",
                names.vaultId() + "/providers/Microsoft.Authorization/roleAssignments/" + name,
                Versions.ROLES,
                body);
    }

    /// Whether a principal has one of some roles, on the vault or above it.
    static boolean hasRole(Azure azure, Names names, String objectId, Set<String> roles) {
        List<JsonNode> assignments = new ArrayList<>();
        Optional<JsonNode> answer = azure.find(
                names.vaultId() + "/providers/Microsoft.Authorization/roleAssignments?$filter="
                        + "principalId%20eq%20'" + objectId + "'",
                Versions.ROLES);
        answer.ifPresent(found -> found.path("value").forEach(assignments::add));
        Stream<String> held = assignments.stream().map(assignment -> assignment.path("properties")
                .path("roleDefinitionId").asString("").toLowerCase(Locale.ROOT));
        return held.anyMatch(definition -> roles.stream().anyMatch(definition::endsWith));
    }
}
