package io.holdfast.sentinel;

import io.holdfast.arm.ArmApi;
import io.holdfast.arm.ArmProvider;
import io.holdfast.arm.ArmSettings;
import io.holdfast.arm.ArmState;
import io.holdfast.arm.ResourceId;
import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.externaldata.ExternalData;
import io.holdfast.identity.BuiltInRoles;
import io.holdfast.identity.Identity;
import io.holdfast.identity.IdentitySettings;
import io.holdfast.identity.RoleAssignment;
import io.holdfast.identity.RoleAssignments;
import io.holdfast.identity.RoleDefinition;
import io.holdfast.identity.Tenant;
import io.holdfast.keyring.BuiltInVaultService;
import io.holdfast.keyring.Keyring;
import io.holdfast.keyring.KeyringEnvironment;
import io.holdfast.keyring.KeyringSettings;
import io.holdfast.keyvault.AuditPlace;
import io.holdfast.keyvault.KeyVaultApi;
import io.holdfast.keyvault.KeyVaultProvider;
import io.holdfast.keyvault.VaultService;
import io.holdfast.keyvault.VaultSettings;
import io.holdfast.loganalytics.DiagnosticSource;
import io.holdfast.loganalytics.LogAnalytics;
import io.holdfast.loganalytics.LogAnalyticsParts;
import io.holdfast.loganalytics.LogAnalyticsSettings;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordSpace;
import io.holdfast.rest.ApiDispatcher;
import io.holdfast.rest.Caller;
import io.holdfast.rest.TokenVerifier;
import io.holdfast.sealedingest.SealedIngest;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Everything below the web server, put together over a folder, for one life of the process.
///
/// A token is `{objectId}@{audience}`. [SentinelFixture#ADMIN] is Owner, [SentinelFixture#OPERATOR] is
/// Holdfast Operator.
final class SentinelProcess implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final int PORT = 8443;

    private final SecureRandom random = new SecureRandom();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Clock clock;
    private final boolean confirms;
    private final PlaybookSettings playbooks;
    final Identity identity;
    final Keyring keyring;
    final SentinelStores stores;
    final LogAnalytics logs;
    final ApiDispatcher dispatcher;

    SentinelProcess(Path folder, SealingKey platformKey, Clock clock, boolean confirms,
            PlaybookSettings playbooks) {
        this.playbooks = playbooks;
        this.clock = clock;
        this.confirms = confirms;
        RecordDatabase database = closedAtEnd(RecordDatabase.open(folder.resolve("platform.db")));
        RecordSpace platform = closedAtEnd(
                database.openSpace("platform", platformKey.derive(Aad.of("state"))));
        ArmState arm = closedAtEnd(ArmState.open(platform, clock, random, Duration.ZERO));
        identity = Identity.open(platform, arm.providers(), IdentitySettings.forDomain("localhost"), clock,
                random);
        RoleAssignments roles = identity.roles();
        assign(SentinelFixture.ADMIN, BuiltInRoles.OWNER);
        assign(SentinelFixture.OPERATOR, BuiltInRoles.HOLDFAST_OPERATOR);
        VaultService vaults = closedAtEnd(VaultService.open(
                new VaultSettings("localhost", () -> PORT, identity.tenant().tenantId(),
                        AuditPlace.of(folder.resolve("audit")), clock),
                platform, platformKey, roles, random));
        keyring = closedAtEnd(Keyring.open(platform, platformKey.derive(Aad.of("keyring")),
                new BuiltInVaultService(vaults, clock), KeyringSettings.DEFAULT,
                new KeyringEnvironment(new InlineScheduler(), clock, random)));
        stores = closedAtEnd(
                SentinelStores.open(platform, keyring, RecordDatabase.open(folder.resolve("documents.db")),
                        clock, random));
        SealedIngest sealed = closedAtEnd(
                SealedIngest.open(platform, platformKey, folder.resolve("clusters"), random));
        logs = closedAtEnd(LogAnalytics.open(
                LogAnalyticsSettings.forDomain("localhost", folder.resolve("clusters")),
                new LogAnalyticsParts(platform, arm.resources(), arm.operations(), roles, identity.tenant(),
                        identity.principals(), keyring, stores, clock, random,
                        DiagnosticSource.NONE, arm.activity(), sealed, System::nanoTime,
                        ExternalData.off())));
        dispatcher = dispatcher(arm, roles, vaults);
        keyring.start();
        arm.operations().recover();
    }

    private void assign(String objectId, RoleDefinition role) {
        ResourceId scope = ResourceId.subscription(identity.tenant().subscriptionId());
        identity.roles().assign(new RoleAssignment(objectId, scope, role.id(), objectId, objectId, NOW));
    }

    private ApiDispatcher dispatcher(ArmState arm, RoleAssignments roles, VaultService vaults) {
        List<ArmProvider> providers = new ArrayList<>(logs.providers());
        providers.add(new KeyVaultProvider(vaults, roles));
        providers.add(SentinelProvider.of(stores, new SentinelParts(logs.workspaces(), arm.providers(),
                identity.principals(), roles, clock, confirms, logs::checkQuery, playbooks, random)));
        Tenant tenant = identity.tenant();
        ArmApi api = new ArmApi(
                ArmSettings.forDomain(tenant.tenantId(), tenant.subscriptionId(), "localhost"), arm,
                roles, providers);
        TokenVerifier tokens = token -> {
            String[] parts = token.split("@", 2);
            return new Caller(tenant.tenantId(), parts[0], "app", parts[1], "issuer");
        };
        return new ApiDispatcher(
                List.of(api, new KeyVaultApi(vaults, () -> URI.create("https://localhost:" + PORT))), tokens);
    }

    private <T extends AutoCloseable> T closedAtEnd(T part) {
        opened.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                throw new AssertionError("A part did not close", e);
            }
        }
    }
}
