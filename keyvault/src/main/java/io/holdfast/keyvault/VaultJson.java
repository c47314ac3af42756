package io.holdfast.keyvault;

import io.holdfast.rest.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Vaults as the management plane answers them.
///
/// @param addresses prints the vaults' URIs
record VaultJson(VaultAddresses addresses) {

    static final String TYPE = "Microsoft.KeyVault/vaults";

    /// The answer to the PUT that made the vault: its name is being made known, and its URI lacks the last
    /// slash.
    ObjectNode created(Vault vault) {
        String uri = addresses.vaultUri(vault.name());
        return vault(vault, "RegisteringDns", uri.substring(0, uri.length() - 1));
    }

    /// Any other answer.
    ObjectNode of(Vault vault) {
        return vault(vault, "Succeeded", addresses.vaultUri(vault.name()));
    }

    private static ObjectNode vault(Vault vault, String state, String uri) {
        ObjectNode json = summary(vault);
        json.set("systemData", vault.systemData());
        Vault.Properties properties = vault.properties();
        ObjectNode answered = json.putObject("properties").put("tenantId", properties.tenantId());
        answered.putObject("sku").put("family", "A").put("name", properties.sku());
        answered.set("accessPolicies", VaultCodec.accessPolicies(properties.accessPolicies()));
        answered.put("enabledForDeployment", false).put("enableSoftDelete", true)
                .put("softDeleteRetentionInDays", properties.retentionDays())
                .put("enableRbacAuthorization", properties.rbac());
        if (properties.purgeProtection()) {
            answered.put("enablePurgeProtection", true);
        }
        answered.setAll(properties.echoed());
        if (!answered.has(Firewall.PUBLIC_ACCESS)) {
            answered.put(Firewall.PUBLIC_ACCESS, "Enabled");
        }
        answered.put("vaultUri", uri).put("provisioningState", state);
        return json;
    }

    /// As the list of all resources shows it.
    static ObjectNode summary(Vault vault) {
        ObjectNode json = Json.object().put("id", vault.resourceId()).put("name", vault.name())
                .put("type", TYPE)
                .put("location", vault.location());
        json.set("tags", VaultCodec.tags(vault.tags()));
        return json;
    }

    /// The answer to a change of access policies: the whole list as it is now.
    static ObjectNode accessPolicies(Vault vault) {
        ObjectNode json = Json.object().put("id", vault.resourceId() + "/accessPolicies/")
                .put("type", TYPE + "/accessPolicies").put("location", vault.location());
        List<AccessPolicy> policies = vault.properties().accessPolicies();
        json.putObject("properties").set("accessPolicies", VaultCodec.accessPolicies(policies));
        return json;
    }

    /// A deleted vault.
    static ObjectNode deleted(Vault vault) {
        Vault.Deletion deletion = vault.deletion()
                .orElseThrow(() -> new IllegalArgumentException("The vault is not deleted"));
        String subscription = vault.resourceId().split("/", -1)[2];
        ObjectNode json = Json.object()
                .put("id", "/subscriptions/" + subscription + "/providers/Microsoft.KeyVault/locations/"
                        + vault.location() + "/deletedVaults/" + vault.name())
                .put("name", vault.name()).put("type", "Microsoft.KeyVault/deletedVaults");
        ObjectNode properties = json.putObject("properties").put("vaultId", vault.resourceId())
                .put("location", vault.location()).put("deletionDate", seconds(deletion.deleted()))
                .put("scheduledPurgeDate", seconds(deletion.scheduledPurge()));
        properties.set("tags", VaultCodec.tags(vault.tags()));
        if (vault.properties().purgeProtection()) {
            properties.put("purgeProtectionEnabled", true);
        }
        return json;
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
