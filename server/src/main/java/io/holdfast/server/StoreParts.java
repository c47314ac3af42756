package io.holdfast.server;

import com.sun.management.OperatingSystemMXBean;
import io.holdfast.arm.ArmProvider;
import io.holdfast.arm.ArmState;
import io.holdfast.arm.ResourceId;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.TlsFilesException;
import io.holdfast.externaldata.ExternalData;
import io.holdfast.externaldata.ExternalLimits;
import io.holdfast.identity.Identity;
import io.holdfast.keyring.BuiltInVaultService;
import io.holdfast.keyring.Keyring;
import io.holdfast.keyring.KeyringEnvironment;
import io.holdfast.keyring.KeyringSettings;
import io.holdfast.keyvault.VaultService;
import io.holdfast.loganalytics.LogAnalytics;
import io.holdfast.loganalytics.LogAnalyticsLimits;
import io.holdfast.loganalytics.LogAnalyticsParts;
import io.holdfast.loganalytics.LogAnalyticsSettings;
import io.holdfast.loganalytics.RowIntake;
import io.holdfast.logstore.LogStoreSettings;
import io.holdfast.logstore.MemoryBudget;
import io.holdfast.records.RecordSpace;
import io.holdfast.remotevault.RemoteCredentialProvider;
import io.holdfast.remotevault.RemoteCredentials;
import io.holdfast.remotevault.RemoteVaultService;
import io.holdfast.remotevault.RemoteVaultSettings;
import io.holdfast.remotevault.VaultRouter;
import io.holdfast.rest.Api;
import io.holdfast.sealedingest.SealedIngest;
import io.holdfast.sentinel.DetectionEngine;
import io.holdfast.sentinel.IndicatorRefresh;
import io.holdfast.sentinel.PlaybookDelivery;
import io.holdfast.sentinel.PlaybookSettings;
import io.holdfast.sentinel.SentinelParts;
import io.holdfast.sentinel.SentinelProvider;
import io.holdfast.sentinel.SentinelStores;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/// The role [Role#STORE] put together: account keys, logs, Sentinel.
///
/// Everything opened here is closed by [#close], last opened first.
final class StoreParts implements AutoCloseable {

    /// What the store stands on. Each stays its opener's.
    record Base(RecordSpace records, ArmState arm, Identity identity, VaultService vaults) {}

    private final Endpoint endpoint;
    private final Platform platform;
    private final ServerConfig config;
    private final Base base;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private final RemoteCredentials credentials;
    private final Keyring keyring;
    private final SentinelStores sentinel;
    private final LogAnalytics logAnalytics;
    private final DetectionEngine detection;
    private final IndicatorRefresh indicators;
    private final PlaybookSettings playbooks;
    private final PlaybookDelivery playbookDelivery;

    private StoreParts(Endpoint endpoint, Platform platform, ServerConfig config, Base base) {
        this.endpoint = endpoint;
        this.platform = platform;
        this.config = config;
        this.base = base;
        try {
            credentials = closedAtEnd(new RemoteCredentials(base.records(),
                    platform.key().sealingKey("remote-vault"), platform.clock()));
            keyring = openKeyring();
            sentinel = closedAtEnd(SentinelStores.open(base.records(), keyring,
                    DocumentDatabase.open(platform.folder().documentDatabase(), config.parts().documents(),
                            base.records()),
                    platform.clock(), platform.random()));
            logAnalytics = closedAtEnd(LogAnalytics.open(logAnalyticsSettings(), logAnalyticsParts()));
            detection = closedAtEnd(
                    new DetectionEngine(sentinel, logAnalytics.detectionQueries(), platform.clock(),
                            platform.random()));
            indicators = closedAtEnd(new IndicatorRefresh(sentinel, platform.clock()));
            playbooks = closedAtEnd(config.parts().playbooks().map(this::read).orElse(PlaybookSettings.NONE));
            playbookDelivery = closedAtEnd(new PlaybookDelivery(sentinel, playbooks, platform.clock(),
                    platform.random()));
        } catch (RuntimeException e) {
            Closing.after(e, opened);
            throw e;
        }
    }

    private PlaybookSettings read(Path file) {
        try {
            return PlaybookSettings.read(file, platform.random());
        } catch (IllegalArgumentException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    /// Opens everything that is kept; nothing runs yet.
    static StoreParts open(Endpoint endpoint, Platform platform, ServerConfig config, Base base) {
        return new StoreParts(endpoint, platform, config, base);
    }

    /// Brings the stores to light whose keys may be used.
    void start() {
        keyring.start();
    }

    /// Begins to send logs to workspaces, to delete what is older than its retention, to run alert rules, to
    /// repeat the rows of indicators and to call playbooks, once the operations go on that a restart interrupted.
    void startWork() {
        logAnalytics.startWork();
        detection.start();
        indicators.start();
        playbookDelivery.start();
    }

    Keyring keyring() {
        return keyring;
    }

    SentinelStores sentinel() {
        return sentinel;
    }

    LogAnalytics logAnalytics() {
        return logAnalytics;
    }

    RowIntake rows() {
        return logAnalytics.rows();
    }

    List<Api> apis() {
        return List.copyOf(logAnalytics.apis());
    }

    List<ArmProvider> providers() {
        List<ArmProvider> providers = new ArrayList<>(logAnalytics.providers());
        Identity identity = base.identity();
        providers.add(SentinelProvider.of(sentinel, new SentinelParts(logAnalytics.workspaces(),
                base.arm().providers(), identity.principals(), identity.roles(), platform.clock(),
                config.rules().confirmsOnboarding(), logAnalytics::checkQuery, playbooks,
                platform.random())));
        providers.add(new RemoteCredentialProvider(credentials, identity.roles(),
                ResourceId.subscription(identity.tenant().subscriptionId()), this::actsInThisProcessOnly));
        return providers;
    }

    private boolean actsInThisProcessOnly(String principalId) {
        return base.identity().principals().find(principalId)
                .filter(principal -> !principal.type().holdsTokens()).isPresent();
    }

    private Keyring openKeyring() {
        VaultRouter vaults = new VaultRouter(new BuiltInVaultService(base.vaults(), platform.clock()),
                RemoteVaultService.open(RemoteVaultSettings.of(config.parts().remoteVaults()), credentials,
                        platform.clock()));
        return closedAtEnd(Keyring.open(base.records(), platform.key().sealingKey("keyring"), vaults,
                keyringSettings(),
                new KeyringEnvironment(platform.timers().keyring().get(), platform.clock(),
                        platform.random())));
    }

    private KeyringSettings keyringSettings() {
        return new KeyringSettings(config.pace().pollInterval(), config.pace().grace(),
                KeyringSettings.DEFAULT.answerBound(), KeyringSettings.DEFAULT.listenerBound());
    }

    private LogAnalyticsLimits limits() {
        LogAnalyticsLimits service = LogAnalyticsLimits.SERVICE;
        int deleted = service.clusters() - service.activeClusters();
        return new LogAnalyticsLimits(config.rules().clustersPerRegion(),
                config.rules().clustersPerRegion() + deleted,
                service.workspacesPerCluster(), service.linksPerWorkspace(),
                service.queries().with(config.rules().queriesPerWindow()));
    }

    private LogAnalyticsSettings logAnalyticsSettings() {
        return new LogAnalyticsSettings(endpoint.domain(), Set.of(endpoint.domain(), "127.0.0.1", "[::1]"),
                platform.folder().clusters(), this::logStoreSettings, memory(), limits());
    }

    private LogStoreSettings logStoreSettings(Path folder) {
        return LogStoreSettings.within(folder, config.pace().flushAfter(),
                Runtime.getRuntime().availableProcessors());
    }

    private static MemoryBudget memory() {
        OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return MemoryBudget.ofMachine(machine.getTotalMemorySize(), Runtime.getRuntime().maxMemory());
    }

    private LogAnalyticsParts logAnalyticsParts() {
        Identity identity = base.identity();
        return new LogAnalyticsParts(base.records(), base.arm().resources(), base.arm().operations(),
                identity.roles(), identity.tenant(), identity.principals(), keyring, sentinel,
                platform.clock(), platform.random(), new VaultDiagnostics(base.vaults()),
                base.arm().activity(), sealedIngest(), platform.timers().nanoTime(), externalData());
    }

    private ExternalData externalData() {
        try {
            return ExternalData.open(config.parts().external(), ExternalLimits.DEFAULT, platform.random());
        } catch (IllegalArgumentException | TlsFilesException e) {
            throw new StartException("Queries cannot read outside as configured: " + e.getMessage(), e);
        }
    }

    private SealedIngest sealedIngest() {
        try (SealingKey key = platform.key().sealingKey("sealed-ingest")) {
            return closedAtEnd(SealedIngest.open(base.records(), key, platform.folder().clusters(),
                    platform.random()));
        }
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
