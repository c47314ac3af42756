package io.holdfast.cmk;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// A principal may get, wrapKey and unwrapKey with the vault's keys (`cmk-behaviour` V5).
///
/// @param principal finds its object id; empty while it does not exist
/// @param placeholder stands for the object id until then
record AccessStep(Azure azure, Names names, String title, Supplier<Optional<String>> principal,
        String placeholder) implements Step {

    /// The cluster's own identity: it is the log store's.
    static AccessStep ofCluster(Azure azure, Names names) {
        return new AccessStep(azure, names, "2. The cluster's identity may use the key",
                () -> azure.find(names.clusterId(), Versions.LOGS)
                        .map(cluster -> cluster.path("identity").path("principalId").asString(""))
                        .filter(id -> !id.isEmpty()),
                "<the cluster's principalId>");
    }

    /// The principal of Azure Cosmos DB: it is the store of all else that Sentinel keeps.
    static AccessStep ofCosmos(Azure azure, Names names) {
        return new AccessStep(azure, names, "4. The Azure Cosmos DB principal may use the key",
                () -> azure.principalOf(CosmosStep.APPLICATION), "<Azure Cosmos DB's object id>");
    }

    @Override
    public Finding inspect() {
        Optional<String> objectId = principal.get();
        Optional<JsonNode> vault = azure.find(names.vaultId(), Versions.VAULTS);
        if (vault.isEmpty() || objectId.isEmpty()) {
            return needed(false, objectId.orElse(placeholder));
        }
        boolean roles = Vaults.usesRoles(vault.get());
        boolean granted = roles
                ? Vaults.hasRole(azure, names, objectId.get(),
                        Set.of(Vaults.ENCRYPTION_USER, Vaults.CRYPTO_OFFICER))
                : Vaults.missing(vault.get(), objectId.get(), Vaults.STORE_PERMISSIONS).isEmpty();
        return granted
                ? new Finding.Done(objectId.get() + " may get, wrapKey and unwrapKey")
                : needed(roles, objectId.get());
    }

    private Finding needed(boolean roles, String objectId) {
        Call call = roles
                ? Vaults.assign(azure, names, Vaults.ENCRYPTION_USER, objectId)
                : Vaults.grant(azure, names,
                        Vaults.policy(azure.ownClaim("tid"), objectId, Vaults.STORE_PERMISSIONS));
        return new Finding.Needed("allow it get, wrapKey and unwrapKey", List.of(call), "");
    }
}
