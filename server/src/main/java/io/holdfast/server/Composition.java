package io.holdfast.server;

import io.holdfast.arm.ArmApi;
import io.holdfast.arm.ArmSettings;
import io.holdfast.arm.ArmState;
import io.holdfast.arm.Operations;
import io.holdfast.crypto.SealingKey;
import io.holdfast.identity.BootstrapCredentials;
import io.holdfast.identity.GraphApi;
import io.holdfast.identity.Identity;
import io.holdfast.identity.IdentityApi;
import io.holdfast.identity.IdentitySettings;
import io.holdfast.identity.RoleAssignmentProvider;
import io.holdfast.identity.Tenant;
import io.holdfast.keyring.BuiltInVaultService;
import io.holdfast.keyring.Keyring;
import io.holdfast.keyring.KeyringEnvironment;
import io.holdfast.keyring.KeyringScheduler;
import io.holdfast.keyring.KeyringSettings;
import io.holdfast.keyvault.KeyVaultApi;
import io.holdfast.keyvault.KeyVaultProvider;
import io.holdfast.keyvault.VaultService;
import io.holdfast.keyvault.VaultSettings;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordSpace;
import io.holdfast.rest.ApiDispatcher;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// All modules put together by their constructors, in the order of the dependency arrows.
///
/// Everything opened here is closed by [#close], last opened first.
final class Composition implements AutoCloseable {

    /// Asynchronous operations begin this late, so that clients see one running.
    private static final Duration OPERATION_DELAY = Duration.ofMillis(50);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Identity identity;
    private final Operations operations;
    private final Keyring keyring;
    private final ApiDispatcher dispatcher;

    /// Opens the records and everything that works on them.
    ///
    /// @param endpoint with the port that will be opened
    Composition(Endpoint endpoint, Platform platform) {
        SealingKey stateKey = closedAtEnd(platform.key().sealingKey("state"));
        RecordDatabase database = closedAtEnd(RecordDatabase.open(platform.folder().platformDatabase()));
        RecordSpace state = closedAtEnd(database.openSpace("platform", stateKey));

        ArmState arm = closedAtEnd(
                ArmState.open(state, platform.clock(), platform.random(), OPERATION_DELAY));
        operations = arm.operations();
        IdentitySettings identitySettings = IdentitySettings.forDomain(endpoint.domain());
        identity = Identity.open(state, arm.providers(), identitySettings, platform.clock(),
                platform.random());
        Tenant tenant = identity.tenant();
        ArmSettings armSettings = ArmSettings.forDomain(tenant.tenantId(), tenant.subscriptionId(),
                endpoint.domain());

        VaultService vaults = openVaults(endpoint, platform, state);
        keyring = closedAtEnd(Keyring.open(state, platform.key().sealingKey("keyring"),
                new BuiltInVaultService(vaults, platform.clock()), KeyringSettings.DEFAULT,
                new KeyringEnvironment(KeyringScheduler.system(), platform.clock(), platform.random())));

        ArmApi armApi = new ArmApi(armSettings, arm, identity.roles(),
                List.of(new RoleAssignmentProvider(identity, platform.clock()),
                        new KeyVaultProvider(vaults, identity.roles())));
        dispatcher = new ApiDispatcher(
                List.of(armApi, new IdentityApi(identity, identitySettings, platform.clock()),
                        new GraphApi(identity, identitySettings), new KeyVaultApi(vaults, endpoint::origin),
                        new HealthApi()),
                identity.tokens());
    }

    private VaultService openVaults(Endpoint endpoint, Platform platform, RecordSpace state) {
        SealingKey vaultKey = closedAtEnd(platform.key().sealingKey("vault"));
        VaultSettings settings = new VaultSettings(endpoint.domain(), endpoint::port,
                identity.tenant().tenantId(),
                platform.folder().audit(), platform.clock());
        return closedAtEnd(
                VaultService.open(settings, state, vaultKey, identity.roles().dataActions(),
                        platform.random()));
    }

    /// Brings the stores to light whose keys may be used, and goes on with what a restart interrupted.
    void start() {
        keyring.start();
        operations.recover();
    }

    ApiDispatcher dispatcher() {
        return dispatcher;
    }

    /// The first application's credentials, to the first who asks after the records were new.
    Optional<BootstrapCredentials> takeBootstrapCredentials() {
        return identity.takeBootstrapCredentials();
    }

    private <T extends AutoCloseable> T closedAtEnd(T part) {
        opened.push(part);
        return part;
    }

    @Override
    public void close() {
        Closing.all(opened);
    }
}
