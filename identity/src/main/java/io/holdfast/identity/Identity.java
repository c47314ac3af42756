package io.holdfast.identity;

import io.holdfast.arm.Providers;
import io.holdfast.identity.TokenService.TokenMint;
import io.holdfast.records.RecordSpace;
import io.holdfast.rest.TokenVerifier;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// The identity of an installation: its tenant, principals, tokens and role assignments.
///
/// Opening an empty record space makes the tenant, its subscription and a first application that is Owner and
/// Holdfast Operator on it, in one transaction. Thread-safe.
public final class Identity {

    private final RecordSpace space;
    private final Tenant tenant;
    private final Principals principals;
    private final TokenService tokens;
    private final RoleAssignments roles;
    private final AtomicReference<Optional<BootstrapCredentials>> bootstrap;

    private Identity(RecordSpace space, Tenant tenant, Principals principals, TokenService tokens,
            Optional<BootstrapCredentials> bootstrap) {
        this.space = space;
        this.tenant = tenant;
        this.principals = principals;
        this.tokens = tokens;
        this.roles = new RoleAssignments(space);
        this.bootstrap = new AtomicReference<>(bootstrap);
    }

    /// Opens the identity in the platform's records. Registering `Microsoft.DocumentDB` makes the Azure
    /// Cosmos DB principal from then on.
    public static Identity open(RecordSpace space, Providers providers, IdentitySettings settings,
            InstantSource clock, SecureRandom random) {
        Principals principals = new Principals(space, random);
        SigningKeys keys = SigningKeys.open(space, clock, random,
                settings.tokenLifetime().plus(TokenService.CLOCK_SKEW.multipliedBy(2)));
        Optional<BootstrapCredentials> bootstrap = space.transact(transaction -> FirstApplication
                .foundIfNew(transaction, principals, clock.instant(), random));
        Tenant tenant = FirstApplication.tenant(space);
        providers.onRegistered(Providers.DOCUMENT_DB, (subscription, transaction) -> principals
                .ensureFirstParty(transaction, Principals.COSMOS_DB_APP_ID, "Azure Cosmos DB"));
        TokenService tokens = new TokenService(tenant, principals, keys, clock,
                new TokenMint(random, settings.tokenLifetime()));
        return new Identity(space, tenant, principals, tokens, bootstrap);
    }

    /// The tenant and its subscription.
    public Tenant tenant() {
        return tenant;
    }

    /// Its principals.
    public Principals principals() {
        return principals;
    }

    /// The certificates of its applications.
    public Certificates certificates() {
        return new Certificates(principals);
    }

    /// Its tokens.
    public TokenService tokens() {
        return tokens;
    }

    /// Verifies its own tokens and those of outside issuers.
    ///
    /// @throws IllegalArgumentException if one of these has the name of its own issuer, or a file of theirs is not
    ///         usable
    public TokenVerifier verifier(TrustedIssuers trusted, InstantSource clock, SecureRandom random) {
        Map<String, OutsideTokens> outside = new HashMap<>();
        for (TrustedIssuers.Configured configured : trusted.issuers()) {
            TrustedIssuer issuer = configured.issuer();
            if (issuer.issuer().equals(tokens.issuer())) {
                throw new IllegalArgumentException("An outside issuer has the name of the own one: "
                        + issuer.issuer());
            }
            OutsideKeys keys = new OutsideKeys(issuer.issuer(), KeyFetcher.of(configured.keys(), random),
                    clock);
            outside.put(issuer.issuer(),
                    new OutsideTokens(issuer, keys, principals, tenant.tenantId(), clock));
        }
        return new VerifiedTokens(new AllTokens(tokens, outside), tokens, space, clock);
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
