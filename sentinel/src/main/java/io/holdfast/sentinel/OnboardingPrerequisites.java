package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.Checks;
import io.holdfast.arm.Providers;
import io.holdfast.identity.Principal;
import io.holdfast.identity.Principals;
import io.holdfast.keyring.KeyReference;
import io.holdfast.keyring.KeyRejectedException;
import io.holdfast.keyring.Keyring;
import io.holdfast.keyring.StorageResource;
import io.holdfast.loganalytics.ClusterView;
import io.holdfast.loganalytics.KeyErrors;
import io.holdfast.loganalytics.WorkspaceView;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import io.holdfast.rest.Remedy;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.node.ObjectNode;

/// What must stand before a workspace is onboarded with a customer-managed key: each thing that is missing
/// is named, with the call that brings it.
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
        Ready ready = check(workspace, onboardedBefore, keyring, Checks.STRICT);
        protectedAccess(ready, () -> {
            if (keyring.exists(ready.documents())) {
                keyring.check(ready.documents(), ready.key(), ready.cosmosDb().objectId());
            }
            keyring.protect(ready.documents(), ready.key(), ready.cosmosDb().objectId());
        });
        return ready.documents();
    }

    /// What the account key of the documents is made from.
    record Ready(StorageResource documents, KeyReference key, Principal cosmosDb) {}

    /// Checks all of them, but for what the vault lets the Azure Cosmos DB principal do: that a preflight
    /// reads, and the call itself tries.
    ///
    /// @throws ApiException for the first thing that is missing and that all else builds on
    Ready check(WorkspaceView workspace, BooleanSupplier onboardedBefore, Keyring keyring, Checks checks) {
        ClusterView cluster = workspace.cluster().orElseThrow(() -> missing("DedicatedClusterRequired",
                "The workspace '" + workspace.id().name()
                        + "' is not linked to a dedicated cluster. Link it with PUT "
                        + workspace.id() + "/linkedServices/cluster and properties.writeAccessResourceId.",
                link(workspace)).toException());
        checks.that(() -> requireTier(cluster));
        checks.that(() -> requireSystemAssigned(cluster));
        checks.that(() -> requireNew(workspace, onboardedBefore));
        KeyReference key = cluster.key().orElseThrow(() -> missing("CustomerManagedKeyRequired",
                "The cluster '" + cluster.id().name() + "' has no customer-managed key. Set it with PATCH "
                        + cluster.id() + " and properties.keyVaultProperties.",
                setKey(cluster)).toException());
        checks.that(() -> keyring.accountKey(StorageResource.logStore(cluster.clusterId())).close());
        String subscription = workspace.id().subscriptionId();
        providers.requireRegistered(subscription, Providers.DOCUMENT_DB);
        Principal cosmosDb = principals.findByAppId(Principals.COSMOS_DB_APP_ID).orElseThrow(
                () -> ArmErrors.missingRegistration(subscription, Providers.DOCUMENT_DB));
        Ready ready = new Ready(StorageResource.documentStore(cluster.clusterId()), key, cosmosDb);
        if (checks.isPreflight()) {
            checks.that(() -> protectedAccess(ready, () -> {
                if (!keyring.preview(ready.documents(), key, cosmosDb.objectId())) {
                    checks.unproven(KeyErrors.WRAPPING_UNPROVEN);
                }
            }));
            if (keyring.exists(ready.documents())) {
                checks.that(() -> keyring.accountKey(ready.documents()).close());
            }
        }
        return ready;
    }

    private static void requireTier(ClusterView cluster) {
        if (cluster.capacityGbPerDay() < MIN_GB_PER_DAY) {
            throw missing("CommitmentTierTooLow", "The commitment tier of the cluster '" + cluster.id().name()
                    + "' is " + cluster.capacityGbPerDay()
                    + " GB per day; Sentinel with a customer-managed key needs "
                    + MIN_GB_PER_DAY + " or more. Raise it with PATCH " + cluster.id()
                    + " and sku.capacity.", raiseTier(cluster)).toException();
        }
    }

    private static void requireSystemAssigned(ClusterView cluster) {
        if (!cluster.systemAssigned()) {
            throw refused("SystemAssignedIdentityRequired", "The cluster '" + cluster.id().name()
                    + "' has a user-assigned identity; Sentinel with a customer-managed key needs the "
                    + "system-assigned one. Link the workspace to a cluster that was created with "
                    + "identity.type SystemAssigned.").toException();
        }
    }

    private static void requireNew(WorkspaceView workspace, BooleanSupplier onboardedBefore) {
        if (onboardedBefore.getAsBoolean()) {
            throw refused("WorkspaceAlreadyOnboarded", "The workspace '" + workspace.id().name()
                    + "' was onboarded before: only a workspace that never was can be onboarded with a"
                    + " customer-managed key. Create another workspace and link it to the cluster.")
                    .toException();
        }
    }

    private static void protectedAccess(Ready ready, Runnable work) {
        try {
            work.run();
        } catch (KeyRejectedException e) {
            if (e.reason() != KeyRejectedException.Reason.NO_ACCESS) {
                throw e;
            }
            ApiError plain = refused("CosmosDbAccessRequired",
                    "The Azure Cosmos DB principal (object id " + ready.cosmosDb().objectId()
                            + ") may not use the key " + ready.key().vaultUri() + "/keys/"
                            + ready.key().keyName() + ". " + KeyErrors.accessAdvice(e) + ".");
            ApiError error = KeyErrors.remedy(e).map(plain::withRemedy).orElse(plain);
            throw e.answer().map(
                    answer -> error.withInner(answer.innerCode().orElse(answer.code()), answer.message()))
                    .orElse(error).toException();
        }
    }

    private static Remedy link(WorkspaceView workspace) {
        ObjectNode body = Json.object();
        body.putObject("properties").put("writeAccessResourceId", "{cluster}");
        return Remedy.of("PUT", workspace.id() + "/linkedServices/cluster", body);
    }

    private static Remedy raiseTier(ClusterView cluster) {
        ObjectNode body = Json.object();
        body.putObject("sku").put("name", "CapacityReservation").put("capacity", MIN_GB_PER_DAY);
        return Remedy.of("PATCH", cluster.id().toString(), body);
    }

    private static Remedy setKey(ClusterView cluster) {
        ObjectNode body = Json.object();
        body.putObject("properties").putObject("keyVaultProperties").put("keyVaultUri", "{vault}")
                .put("keyName", "{key}").put("keyVersion", "{version}");
        return Remedy.of("PATCH", cluster.id().toString(), body);
    }

    private static ApiError missing(String code, String message, Remedy remedy) {
        return refused(code, message).withRemedy(remedy);
    }

    private static ApiError refused(String code, String message) {
        return ApiError.of(400, code, message).withTarget("properties.customerManagedKey");
    }
}
