package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.Providers;
import io.holdfast.identity.Principal;
import io.holdfast.identity.Principals;
import io.holdfast.keyring.KeyReference;
import io.holdfast.keyring.KeyRejectedException;
import io.holdfast.keyring.Keyring;
import io.holdfast.keyring.StorageResource;
import io.holdfast.loganalytics.ClusterView;
import io.holdfast.loganalytics.WorkspaceView;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import java.util.function.BooleanSupplier;

/// What must stand before a workspace is onboarded with a customer-managed key: each thing that is missing is
/// named, with the call that brings it.
///
/// Source: the article's "Prerequisites" and "Enable CMK", `cmk-behaviour` S1, S2, S7 and S12.
final class OnboardingPrerequisites {

    /// The least commitment tier. Source: the article.
    static final int MIN_GB_PER_DAY = 500;

    private final Providers providers;
    private final Principals principals;

    OnboardingPrerequisites(Providers providers, Principals principals) {
        this.providers = providers;
        this.principals = principals;
    }

    /// Checks all of them and makes sure of the account key of the documents, which the vault wraps and
    /// unwraps as the Azure Cosmos DB principal for proof.
    ///
    /// @return the storage resource that the documents go to
    /// @throws ApiException for the first thing that is missing
    StorageResource prepare(WorkspaceView workspace, BooleanSupplier onboardedBefore, Keyring keyring) {
        ClusterView cluster = workspace.cluster().orElseThrow(() -> missing("DedicatedClusterRequired",
                "The workspace '" + workspace.id().name()
                        + "' is not linked to a dedicated cluster. Link it with PUT "
                        + workspace.id() + "/linkedServices/cluster and properties.writeAccessResourceId."));
        requireCluster(cluster);
        if (onboardedBefore.getAsBoolean()) {
            throw missing("WorkspaceAlreadyOnboarded", "The workspace '" + workspace.id().name()
                    + "' was onboarded before: only a workspace that never was can be onboarded with a"
                    + " customer-managed key. Create another workspace and link it to the cluster.");
        }
        KeyReference key = cluster.key().orElseThrow(() -> missing("CustomerManagedKeyRequired",
                "The cluster '" + cluster.id().name() + "' has no customer-managed key. Set it with PATCH "
                        + cluster.id() + " and properties.keyVaultProperties."));
        keyring.accountKey(StorageResource.logStore(cluster.clusterId())).close();
        providers.requireRegistered(workspace.id().subscriptionId(), Providers.DOCUMENT_DB);
        Principal cosmosDb = principals.findByAppId(Principals.COSMOS_DB_APP_ID).orElseThrow(() -> ArmErrors
                .missingRegistration(workspace.id().subscriptionId(), Providers.DOCUMENT_DB));
        return protectedDocuments(cluster, key, cosmosDb, keyring);
    }

    private static void requireCluster(ClusterView cluster) {
        if (cluster.capacityGbPerDay() < MIN_GB_PER_DAY) {
            throw missing("CommitmentTierTooLow", "The commitment tier of the cluster '" + cluster.id().name()
                    + "' is " + cluster.capacityGbPerDay()
                    + " GB per day; Sentinel with a customer-managed key needs "
                    + MIN_GB_PER_DAY + " or more. Raise it with PATCH " + cluster.id()
                    + " and sku.capacity.");
        }
        if (!cluster.systemAssigned()) {
            throw missing("SystemAssignedIdentityRequired", "The cluster '" + cluster.id().name()
                    + "' has a user-assigned identity; Sentinel with a customer-managed key needs the "
                    + "system-assigned one. Link the workspace to a cluster that was created with "
                    + "identity.type SystemAssigned.");
        }
    }

    private static StorageResource protectedDocuments(ClusterView cluster, KeyReference key,
            Principal cosmosDb,
            Keyring keyring) {
        StorageResource documents = StorageResource.documentStore(cluster.clusterId());
        try {
            if (keyring.exists(documents)) {
                keyring.check(documents, key, cosmosDb.objectId());
            }
            keyring.protect(documents, key, cosmosDb.objectId());
            return documents;
        } catch (KeyRejectedException e) {
            if (e.reason() != KeyRejectedException.Reason.NO_ACCESS) {
                throw e;
            }
            ApiError error = ApiError.of(400, "CosmosDbAccessRequired",
                    "The Azure Cosmos DB principal (object id "
                            + cosmosDb.objectId() + ") may not use the key " + key.vaultUri() + "/keys/"
                            + key.keyName()
                            + ". Give it the key permissions get, wrapKey and unwrapKey with PUT"
                            + " /subscriptions/{subscription}/resourceGroups/{group}/providers"
                            + "/Microsoft.KeyVault/vaults/{vault}/accessPolicies/add.");
            throw e.answer().map(
                    answer -> error.withInner(answer.innerCode().orElse(answer.code()), answer.message()))
                    .orElse(error).toException();
        }
    }

    private static ApiException missing(String code, String message) {
        return ApiError.of(400, code, message).withTarget("properties.customerManagedKey").toException();
    }
}
