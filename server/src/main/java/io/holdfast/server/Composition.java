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
import io.holdfast.keyvault.AuditPlace;
import io.holdfast.keyvault.KeyVaultApi;
import io.holdfast.keyvault.KeyVaultProvider;
import io.holdfast.keyvault.VaultService;
import io.holdfast.keyvault.VaultSettings;
import io.holdfast.loganalytics.RowIntake;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordSpace;
import io.holdfast.rest.Api;
import io.holdfast.rest.ApiDispatcher;
import io.holdfast.sentinel.SentinelStores;
import io.holdfast.syslog.SyslogReceiver;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// All modules put together by their constructors, in the order of the dependency arrows.
///
/// Everything opened here is closed by [#close], last opened first.
final class Composition implements AutoCloseable {

    private final Endpoint endpoint;
    private final Platform platform;
    private final ServerConfig config;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private final RecordDatabase database;
    private final RecordSpace records;
    private final ArmState arm;
    private final Identity identity;
    private final VaultService vaults;
    // Null without the role.
    private final @Nullable StoreParts store;
    private final List<Api> apis;

    private Composition(Endpoint endpoint, Platform platform, ServerConfig config) {
        this.endpoint = endpoint;
        this.platform = platform;
        this.config = config;
        try {
            database = closedAtEnd(RecordDatabase.open(platform.folder().platformDatabase()));
            records = openRecords();
            arm = closedAtEnd(ArmState.open(records, platform.clock(), platform.random(),
                    config.pace().operationTime()));
            identity = Identity.open(records, arm.providers(), identitySettings(), platform.clock(),
                    platform.random());
            vaults = openVaults();
            identity.roles().onChange(vaults::roleAssignmentsChanged);
            vaults.onDeletion(identity.roles()::revokeWithin);
            store = config.parts().roles().contains(Role.STORE)
                    ? closedAtEnd(StoreParts.open(endpoint, platform, config,
                            new StoreParts.Base(records, arm, identity, vaults)))
                    : null;
            // Before interrupted operations go on: the APIs say what operations do.
            apis = openApis();
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
        vaults.start(closedAtEnd(platform.timers().vaults().get()));
        if (store != null) {
            store.start();
        }
        arm.operations().recover();
        if (store != null) {
            store.startWork();
        }
    }

    /// All APIs. What matches no route is answered as the management API does.
    ///
    /// @throws StartException if an outside issuer cannot be trusted as configured
    ApiDispatcher dispatcher(TrustedIssuers trusted) {
        try {
            return new ApiDispatcher(apis,
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

    /// Opens the addresses that take syslog; whoever calls this closes them before this.
    ///
    /// @throws StartException if an address cannot be used
    SyslogReceiver openSyslog(SyslogPlace place, SSLContext tls) {
        RowIntake rows = Objects.requireNonNull(store, "the role store").rows();
        try {
            return SyslogReceiver.open(place.settings(),
                    (table, json) -> rows.append(place.workspace(), table, json), tls, platform.clock());
        } catch (IOException e) {
            throw new StartException("Syslog cannot be taken at " + place.settings() + ": " + e.getMessage(),
                    e);
        }
    }

    /// All APIs of the HTTPS port.
    List<Api> apis() {
        return apis;
    }

    private List<Api> openApis() {
        List<Api> all = new ArrayList<>();
        all.add(new ArmApi(
                ArmSettings.forDomain(identity.tenant().tenantId(), identity.tenant().subscriptionId(),
                        endpoint.domain()),
                arm, identity.roles(), providers()));
        all.add(new IdentityApi(identity, identitySettings(), platform.clock()));
        all.add(new GraphApi(identity, identitySettings()));
        all.add(new KeyVaultApi(vaults, endpoint::origin));
        if (store != null) {
            all.addAll(store.apis());
        }
        all.add(new HealthApi());
        return List.copyOf(all);
    }

    /// The first application's credentials, to the first who asks after the records were new.
    Optional<BootstrapCredentials> takeBootstrapCredentials() {
        return identity.takeBootstrapCredentials();
    }

    Identity identity() {
        return identity;
    }

    /// @throws NullPointerException without the role
    SentinelStores sentinel() {
        return Objects.requireNonNull(store, "the role store").sentinel();
    }

    VaultService vaults() {
        return vaults;
    }

    private List<ArmProvider> providers() {
        List<ArmProvider> providers = new ArrayList<>();
        providers.add(new RoleAssignmentProvider(identity, platform.clock()));
        providers.add(new KeyVaultProvider(vaults, identity.roles()));
        if (store != null) {
            providers.addAll(store.providers());
            providers.add(new BackupProvider(new Backups(platform, database, store.keyring().backups(),
                    store.logAnalytics().stores(), store.sentinel()), identity));
        }
        return providers;
    }

    private RecordSpace openRecords() {
        SealingKey key = closedAtEnd(platform.key().sealingKey(Platform.RECORDS));
        return closedAtEnd(database.openSpace("platform", key));
    }

    private VaultService openVaults() {
        SealingKey key = closedAtEnd(platform.key().sealingKey("vault"));
        VaultSettings settings = new VaultSettings(endpoint.domain(), endpoint::port,
                identity.tenant().tenantId(), new AuditPlace(platform.folder().audit(), config.auditHead()),
                platform.clock(),
                config.parts().token().map(token -> closedAtEnd(token.open())));
        return closedAtEnd(VaultService.open(settings, records, key, identity.roles().dataActions(),
                platform.random()));
    }

    private IdentitySettings identitySettings() {
        return IdentitySettings.forDomain(endpoint.domain());
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
