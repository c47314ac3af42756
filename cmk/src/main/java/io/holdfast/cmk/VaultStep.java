package io.holdfast.cmk;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Step 1 of the article: a vault whose keys can be recovered (`cmk-behaviour` V1 to V4).
record VaultStep(Azure azure, Names names) implements Step {

    private static final int RETENTION_DAYS = 90;
    private static final String FOREVER = "purge protection can never be turned off: the vault and its keys"
            + " cannot be removed for good before 90 days after their deletion";

    @Override
    public String title() {
        return "1. Vault " + names.vault() + " with soft delete and purge protection";
    }

    @Override
    public Finding inspect() {
        Optional<JsonNode> found = azure.find(names.vaultId(), Versions.VAULTS);
        return found.isEmpty() ? absent() : present(found.get());
    }

    private Finding absent() {
        ObjectNode body = Azure.object().put("location", names.location());
        String tenant = azure.ownClaim("tid");
        ObjectNode properties = body.putObject("properties").put("tenantId", tenant);
        properties.putObject("sku").put("family", "A").put("name", "standard");
        properties.put("enableSoftDelete", true).put("softDeleteRetentionInDays", RETENTION_DAYS)
                .put("enablePurgeProtection", true).put("enableRbacAuthorization", names.roles());
        ArrayNode policies = properties.putArray("accessPolicies");
        if (!names.roles()) {
            policies.add(Vaults.policy(tenant, azure.ownClaim("oid"), Vaults.OWNER_PERMISSIONS));
        }
        return new Finding.Needed("create it",
                List.of(azure.manage("PUT", names.vaultId(), Versions.VAULTS, body)), FOREVER);
    }

    private Finding present(JsonNode vault) {
        JsonNode properties = vault.path("properties");
        if (!Places.same(vault.path("location").asString(""), names.location())) {
            return new Finding.Blocked(
                    "it is in " + vault.path("location").asString("") + ", not in " + names.location(),
                    "vault, cluster and workspace must be in one region: name another vault, or that region");
        }
        if (!properties.path("enablePurgeProtection").asBoolean(false)) {
            ObjectNode body = Azure.object();
            body.putObject("properties").put("enablePurgeProtection", true);
            return new Finding.Needed("turn on purge protection",
                    List.of(azure.manage("PATCH", names.vaultId(), Versions.VAULTS, body)), FOREVER);
        }
        String state = properties.path("provisioningState").asString("Succeeded");
        return state.toLowerCase(Locale.ROOT).equals("succeeded")
                ? new Finding.Done(Vaults.uri(vault) + (Vaults.usesRoles(vault)
                        ? ", access by roles"
                        : ", access by policy"))
                : new Finding.Waiting("it is " + state);
    }
}
