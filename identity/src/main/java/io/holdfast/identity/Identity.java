package io.holdfast.identity;

import io.holdfast.arm.Guids;
import io.holdfast.arm.Providers;
import io.holdfast.arm.ResourceId;
import io.holdfast.identity.TokenService.TokenMint;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.rest.Json;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.node.ObjectNode;

/// The identity of an installation: its tenant, principals, tokens and role assignments.
///
/// Opening an empty record space makes the tenant, its subscription and a first application that is Owner and
/// Holdfast Operator on it, in one transaction. Thread-safe.
public final class Identity {

    private static final RecordRef TENANT = RecordRef.of("identity/tenant", "tenant");

    private final Tenant tenant;
    private final Principals principals;
    private final TokenService tokens;
    private final RoleAssignments roles;
    private final AtomicReference<Optional<BootstrapCredentials>> bootstrap;

    private Identity(Tenant tenant, Principals principals, TokenService tokens, RoleAssignments roles,
            Optional<BootstrapCredentials> bootstrap) {
        this.tenant = tenant;
        this.principals = principals;
        this.tokens = tokens;
        this.roles = roles;
        this.bootstrap = new AtomicReference<>(bootstrap);
    }

    /// Opens the identity in the platform's records. Registering `Microsoft.DocumentDB` makes the Azure
    /// Cosmos DB principal from then on.
    public static Identity open(RecordSpace space, Providers providers, IdentitySettings settings,
            InstantSource clock, SecureRandom random) {
        Principals principals = new Principals(space, random);
        SigningKeys keys = SigningKeys.load(space, clock.instant(), random);
        Optional<BootstrapCredentials> bootstrap = space.transact(transaction -> transaction.find(TENANT)
                .isPresent()
                        ? Optional.empty()
                        : Optional.of(founded(transaction, principals, clock, random)));
        ObjectNode stored = Json.parseObject(space.find(TENANT)
                .orElseThrow(() -> new IllegalStateException("The tenant's record is missing")).body());
        Tenant tenant = new Tenant(stored.path("tenantId").asString(),
                stored.path("subscriptionId").asString());
        providers.onRegistered(Providers.DOCUMENT_DB, (subscription, transaction) -> principals
                .ensureFirstParty(transaction, Principals.COSMOS_DB_APP_ID, "Azure Cosmos DB"));
        TokenService tokens = new TokenService(tenant, principals, keys, clock,
                new TokenMint(random, settings.tokenLifetime()));
        return new Identity(tenant, principals, tokens, new RoleAssignments(space), bootstrap);
    }

    private static BootstrapCredentials founded(RecordTransaction transaction, Principals principals,
            InstantSource clock, SecureRandom random) {
        Tenant tenant = new Tenant(Guids.random(random), Guids.random(random));
        ObjectNode record = Json.object().put("v", 1).put("tenantId", tenant.tenantId()).put("subscriptionId",
                tenant.subscriptionId());
        transaction.put(TENANT, Json.bytes(record));
        NewApplication first = principals.createApplication(transaction, "Holdfast bootstrap");
        String objectId = first.principal().objectId();
        ResourceId scope = ResourceId.subscription(tenant.subscriptionId());
        Instant now = clock.instant();
        RoleAssignments.put(transaction, new RoleAssignment(Guids.random(random), scope,
                BuiltInRoles.OWNER.id(), objectId, objectId, now));
        RoleAssignments.put(transaction, new RoleAssignment(Guids.random(random), scope,
                BuiltInRoles.HOLDFAST_OPERATOR.id(), objectId, objectId, now));
        return new BootstrapCredentials(tenant.tenantId(), tenant.subscriptionId(), first.principal().appId(),
                first.clientSecret());
    }

    /// The tenant and its subscription.
    public Tenant tenant() {
        return tenant;
    }

    /// Its principals.
    public Principals principals() {
        return principals;
    }

    /// Its tokens.
    public TokenService tokens() {
        return tokens;
    }

    /// Who may do what.
    public RoleAssignments roles() {
        return roles;
    }

    /// The first application's credentials, to the first who asks after the records were new; empty ever
    /// after.
    public Optional<BootstrapCredentials> takeBootstrapCredentials() {
        return bootstrap.getAndSet(Optional.empty());
    }
}
