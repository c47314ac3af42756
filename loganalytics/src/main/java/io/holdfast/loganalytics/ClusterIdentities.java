package io.holdfast.loganalytics;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.ResourceId;
import io.holdfast.identity.Principals;
import io.holdfast.identity.Tenant;
import io.holdfast.records.RecordTransaction;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Caller;
import io.holdfast.rest.Json;
import tools.jackson.databind.node.ObjectNode;

/// Gives clusters their identities, and says which changes are refused. Source: `cmk-behaviour` I1 to I8.
final class ClusterIdentities {

    private static final String ASSIGN = ManagedIdentityProvider.TYPE + "/assign/action";

    private final ArmResources resources;
    private final Principals principals;
    private final Tenant tenant;
    private final Authorizer authorizer;

    ClusterIdentities(LogAnalyticsParts parts) {
        this.resources = parts.resources();
        this.principals = parts.principals();
        this.tenant = parts.tenant();
        this.authorizer = parts.authorizer();
    }

    /// @throws ApiException 403 if the caller may not assign the identity, 400 if there is none
    void requireUsable(Caller caller, ClusterIdentity identity) {
        identity.user().ifPresent(id -> {
            ArmAccess.requireLinked(authorizer, caller, ASSIGN, id);
            if (!id.resourceType().equals(ManagedIdentityProvider.TYPE) || resources.find(id).isEmpty()) {
                throw ArmErrors.invalidParameter("identity.userAssignedIdentities", "The identity '" + id
                        + "' does not exist: create it before it is given to a cluster.");
            }
        });
    }

    /// @throws ApiException 400 if the request asks for another identity than may be
    void checkChange(Caller caller, ArmResource cluster, ClusterRequest request) {
        if (request.identity().filter(other -> !other.equals(ClusterIdentity.of(cluster.body())))
                .isEmpty()) {
            return;
        }
        if (Clusters.key(cluster).isPresent()) {
            throw new ApiException(400, "IdentityChangeNotSupportedWithCustomerManagedKey",
                    "The identity of a cluster with a customer-managed key cannot change: its stores would "
                            + "lose the key. To take the data out of reach, disable the key in its vault.");
        }
        if (request.key() instanceof KeySetting.Use) {
            throw ArmErrors.invalidParameter("identity",
                    "Identity and key are changed one after another: send the identity, grant it the key "
                            + "permissions get, wrapKey and unwrapKey, then send keyVaultProperties.");
        }
        requireUsable(caller, request.identity().orElseThrow());
    }

    /// Writes the identity into the body of a cluster, making the cluster's own.
    void set(RecordTransaction transaction, ResourceId cluster, ObjectNode body, ClusterIdentity identity) {
        ObjectNode json = body.putObject("identity");
        if (identity.user().isEmpty()) {
            json.put("type", "SystemAssigned").put("tenantId", tenant.tenantId()).put("principalId",
                    principals.createManagedIdentity(transaction, cluster).objectId());
            return;
        }
        ResourceId id = identity.user().get();
        ArmResource user = resources.find(transaction, id).orElseThrow(() -> ArmErrors.notFound(id));
        json.put("type", "UserAssigned").putObject("userAssignedIdentities").putObject(user.id().toString())
                .put("principalId", Json.text(user.properties(), "principalId").orElseThrow())
                .put("clientId", Json.text(user.properties(), "clientId").orElseThrow());
    }

    /// The same in the place of the one before.
    void replace(RecordTransaction transaction, ResourceId cluster, ObjectNode body,
            ClusterIdentity identity) {
        forget(transaction, body);
        set(transaction, cluster, body, identity);
    }

    /// Deletes the cluster's own identity; one of the user's stays.
    void forget(RecordTransaction transaction, ObjectNode body) {
        if (ClusterIdentity.of(body).user().isEmpty()) {
            principals.delete(transaction, ClusterIdentity.principalId(body));
        }
    }
}
