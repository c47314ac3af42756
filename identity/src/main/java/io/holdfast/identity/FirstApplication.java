package io.holdfast.identity;

import io.holdfast.arm.Guids;
import io.holdfast.arm.ResourceId;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.rest.Json;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The application with which an installation begins: Owner and Holdfast Operator on the subscription.
///
/// The tenant's record names it: `{"v":1,"tenantId","subscriptionId","firstApplication"}`.
public final class FirstApplication {

    private static final RecordRef TENANT = RecordRef.of("identity/tenant", "tenant");
    private static final String MEMBER = "firstApplication";
    private static final List<RoleDefinition> ROLES = List.of(BuiltInRoles.OWNER,
            BuiltInRoles.HOLDFAST_OPERATOR);

    private FirstApplication() {}

    /// Makes the tenant and its first application, if there is no tenant; answers what signs in.
    static Optional<BootstrapCredentials> foundIfNew(RecordTransaction transaction, Principals principals,
            Instant now, SecureRandom random) {
        if (transaction.find(TENANT).isPresent()) {
            return Optional.empty();
        }
        ObjectNode record = Json.object().put("v", 1).put("tenantId", Guids.random(random))
                .put("subscriptionId", Guids.random(random));
        return Optional.of(created(transaction, record, principals, now, random));
    }

    /// The tenant of the records.
    static Tenant tenant(RecordSpace space) {
        return tenant(Json.parseObject(space.find(TENANT)
                .orElseThrow(() -> new IllegalStateException("The tenant's record is missing")).body()));
    }

    /// Gives the first application a new secret in the place of all it had, and its roles back; makes another
    /// one where it was deleted. For the operator who lost what was printed, while no server runs.
    ///
    /// @return empty, without a change, if the records hold no tenant
    public static Optional<BootstrapCredentials> renew(RecordSpace space, Instant now, SecureRandom random) {
        Principals principals = new Principals(space, random);
        RoleAssignments roles = new RoleAssignments(space);
        return space.transact(transaction -> transaction.find(TENANT).map(found -> {
            ObjectNode record = Json.parseObject(found.body());
            return transaction.find(Principals.ref(record.path(MEMBER).asString("none"))).isPresent()
                    ? renewed(transaction, record, principals, new Grants(roles, now, random))
                    : created(transaction, record, principals, now, random);
        }));
    }

    private record Grants(RoleAssignments present, Instant now, SecureRandom random) {}

    private static BootstrapCredentials renewed(RecordTransaction transaction, ObjectNode record,
            Principals principals, Grants grants) {
        String objectId = record.path(MEMBER).asString();
        NewApplication renewed = principals.replaceSecrets(transaction, objectId);
        ResourceId scope = ResourceId.subscription(tenant(record).subscriptionId());
        for (RoleDefinition role : ROLES) {
            RoleAssignment wanted = new RoleAssignment(Guids.random(grants.random()), scope, role.id(),
                    objectId, objectId, grants.now());
            if (grants.present().list().stream().noneMatch(wanted::sameGrant)) {
                RoleAssignments.put(transaction, wanted);
            }
        }
        return credentials(record, renewed);
    }

    private static BootstrapCredentials created(RecordTransaction transaction, ObjectNode record,
            Principals principals, Instant now, SecureRandom random) {
        NewApplication first = principals.createApplication(transaction, "Holdfast bootstrap");
        String objectId = first.principal().objectId();
        transaction.put(TENANT, Json.bytes(record.put(MEMBER, objectId)));
        ResourceId scope = ResourceId.subscription(tenant(record).subscriptionId());
        ROLES.forEach(role -> RoleAssignments.put(transaction, new RoleAssignment(Guids.random(random), scope,
                role.id(), objectId, objectId, now)));
        return credentials(record, first);
    }

    private static BootstrapCredentials credentials(ObjectNode record, NewApplication application) {
        Tenant tenant = tenant(record);
        return new BootstrapCredentials(tenant.tenantId(), tenant.subscriptionId(),
                application.principal().appId(), application.clientSecret());
    }

    private static Tenant tenant(ObjectNode record) {
        return new Tenant(record.path("tenantId").asString(), record.path("subscriptionId").asString());
    }
}
