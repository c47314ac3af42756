package io.holdfast.server;

import io.holdfast.arm.ArmApi;
import io.holdfast.arm.ArmProvider;
import io.holdfast.arm.ArmSettings;
import io.holdfast.arm.ArmState;
import io.holdfast.crypto.SealingKey;
import io.holdfast.identity.BootstrapCredentials;
import io.holdfast.identity.GraphApi;
import io.holdfast.identity.Identity;
import io.holdfast.identity.IdentityApi;
import io.holdfast.identity.IdentitySettings;
import io.holdfast.identity.ImdsApi;
import io.holdfast.identity.RoleAssignmentProvider;
import io.holdfast.identity.TrustedIssuers;
import io.holdfast.keyring.BuiltInVaultService;
import io.holdfast.keyring.Keyring;
import io.holdfast.keyring.KeyringEnvironment;
import io.holdfast.keyring.KeyringScheduler;
import io.holdfast.keyring.KeyringSettings;
import io.holdfast.keyvault.AuditPlace;
import io.holdfast.keyvault.KeyVaultApi;
import io.holdfast.keyvault.KeyVaultProvider;
import io.holdfast.keyvault.VaultService;
import io.holdfast.keyvault.VaultSettings;
import io.holdfast.keyvault.VaultTimer;
import io.holdfast.loganalytics.LogAnalytics;
import io.holdfast.loganalytics.LogAnalyticsParts;
import io.holdfast.loganalytics.LogAnalyticsSettings;
import io.holdfast.logstore.LogStoreSettings;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordSpace;
import io.holdfast.rest.Api;
import io.holdfast.rest.ApiDispatcher;
import io.holdfast.sentinel.SentinelParts;
import io.holdfast.sentinel.SentinelProvider;
import io.holdfast.sentinel.SentinelStores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// All modules put together by their constructors, in the order of the dependency arrows.
///
/// Everything opened here is closed by [#close], last opened first.
final class Composition implements AutoCloseable {

    /// Asynchronous operations begin this late, so that clients see one running.
    private static final Duration OPERATION_DELAY = Duration.ofMillis(50);

    private final Endpoint endpoint;
    private final Platform platform;
    private final ServerConfig config;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private final RecordSpace records;
    private final ArmState arm;
    private final Identity identity;
    private final VaultService vaults;
    private final Keyring keyring;
    private final SentinelStores sentinel;
    private final LogAnalytics logAnalytics;

    private Composition(Endpoint endpoint, Platform platform, ServerConfig config) {
        this.endpoint = endpoint;
        this.platform = platform;
        this.config = config;
        try {
            records = openRecords();
            arm = closedAtEnd(ArmState.open(records, platform.clock(), platform.random(), OPERATION_DELAY));
            identity = Identity.open(records, arm.providers(), identitySettings(), platform.clock(),
                    platform.random());
            vaults = openVaults();
            identity.roles().onChange(vaults::roleAssignmentsChanged);
            keyring = openKeyring();
            sentinel = closedAtEnd(SentinelStores.open(records, keyring, platform.folder().documentDatabase(),
                    platform.clock(), platform.random()));
            logAnalytics = closedAtEnd(LogAnalytics.open(logAnalyticsSettings(), logAnalyticsParts()));
        } catch (RuntimeException e) {
            Closing.after(e, opened);
            throw e;
        }
    }

    /// Opens everything that is kept; nothing runs yet.
    ///
    /// @param endpoint with the port that will be opened
    /// @param config how the server is started
    static Composition open(Endpoint endpoint, Platform platform, ServerConfig config) {
        return new Composition(endpoint, platform, config);
    }

    /// Brings the stores to light whose keys may be used, and goes on with what a restart interrupted.
    void start() {
        vaults.start(closedAtEnd(VaultTimer.system()));
        keyring.start();
        arm.operations().recover();
        logAnalytics.startDelivery();
    }

    /// All APIs. What matches no route is answered as the management API does.
    ///
    /// @throws StartException if an outside issuer cannot be trusted as configured
    ApiDispatcher dispatcher(TrustedIssuers trusted) {
        try {
            return new ApiDispatcher(apis(),
                    identity.verifier(trusted, platform.clock(), platform.random()));
        } catch (IllegalArgumentException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    /// The instance metadata, for an address of its own.
    ApiDispatcher imds() {
        return new ApiDispatcher(List.of(new ImdsApi(identity, identitySettings(), platform.clock())),
                identity.tokens());
    }

    /// All APIs of the HTTPS port.
    List<Api> apis() {
        List<Api> apis = new ArrayList<>();
        apis.add(new ArmApi(
                ArmSettings.forDomain(identity.tenant().tenantId(), identity.tenant().subscriptionId(),
                        endpoint.domain()),
                arm, identity.roles(), providers()));
        apis.add(new IdentityApi(identity, identitySettings(), platform.clock()));
        apis.add(new GraphApi(identity, identitySettings()));
        apis.add(new KeyVaultApi(vaults, endpoint::origin));
        apis.addAll(logAnalytics.apis());
        apis.add(new HealthApi());
        return List.copyOf(apis);
    }

    /// The first application's credentials, to the first who asks after the records were new.
    Optional<BootstrapCredentials> takeBootstrapCredentials() {
        return identity.takeBootstrapCredentials();
    }

    private List<ArmProvider> providers() {
        List<ArmProvider> providers = new ArrayList<>();
        providers.add(new RoleAssignmentProvider(identity, platform.clock()));
        providers.add(new KeyVaultProvider(vaults, identity.roles()));
        providers.addAll(logAnalytics.providers());
        providers.add(
                SentinelProvider.of(sentinel, new SentinelParts(logAnalytics.workspaces(), arm.providers(),
                        identity.principals(), identity.roles(), platform.clock())));
        return providers;
    }

    private RecordSpace openRecords() {
        SealingKey key = closedAtEnd(platform.key().sealingKey(Platform.RECORDS));
        RecordDatabase database = closedAtEnd(RecordDatabase.open(platform.folder().platformDatabase()));
        return closedAtEnd(database.openSpace("platform", key));
    }

    private VaultService openVaults() {
        SealingKey key = closedAtEnd(platform.key().sealingKey("vault"));
        VaultSettings settings = new VaultSettings(endpoint.domain(), endpoint::port,
                identity.tenant().tenantId(), new AuditPlace(platform.folder().audit(), config.auditHead()),
                platform.clock());
        return closedAtEnd(VaultService.open(settings, records, key, identity.roles().dataActions(),
                platform.random()));
    }

    private Keyring openKeyring() {
        return closedAtEnd(Keyring.open(records, platform.key().sealingKey("keyring"),
                new BuiltInVaultService(vaults, platform.clock()), keyringSettings(),
                new KeyringEnvironment(KeyringScheduler.system(), platform.clock(), platform.random())));
    }

    private KeyringSettings keyringSettings() {
        return new KeyringSettings(config.pace().pollInterval(), config.pace().grace(),
                KeyringSettings.DEFAULT.answerBound(), KeyringSettings.DEFAULT.listenerBound());
    }

    private IdentitySettings identitySettings() {
        return IdentitySettings.forDomain(endpoint.domain());
    }

    private LogAnalyticsSettings logAnalyticsSettings() {
        return new LogAnalyticsSettings(endpoint.domain(), Set.of(endpoint.domain(), "127.0.0.1", "[::1]"),
                platform.folder().clusters(), this::logStoreSettings);
    }

    private LogStoreSettings logStoreSettings(Path folder) {
        LogStoreSettings small = LogStoreSettings.small(folder);
        return new LogStoreSettings(folder, small.hotBytesBeforeFlush(), config.pace().flushAfter(),
                small.duckDbMemoryBytes(),
                small.duckDbThreads(), small.blockCacheBytes());
    }

    private LogAnalyticsParts logAnalyticsParts() {
        return new LogAnalyticsParts(records, arm.resources(), arm.operations(), identity.roles(),
                identity.tenant(), identity.principals(), keyring, sentinel, platform.clock(),
                platform.random(), new VaultDiagnostics(vaults));
    }

    private <T extends AutoCloseable> T closedAtEnd(T part) {
        opened.push(part);
        return part;
    }

    /// Closes all parts. Running requests must have ended.
    @Override
    public void close() {
        Closing.all(opened);
    }
}
