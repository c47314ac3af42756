package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.arm.ArmApi;
import io.holdfast.arm.ArmProvider;
import io.holdfast.arm.ArmSettings;
import io.holdfast.arm.ArmState;
import io.holdfast.arm.Guids;
import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.externaldata.ExternalData;
import io.holdfast.identity.BootstrapCredentials;
import io.holdfast.identity.BuiltInRoles;
import io.holdfast.identity.Identity;
import io.holdfast.identity.IdentitySettings;
import io.holdfast.identity.RoleAssignmentProvider;
import io.holdfast.identity.RoleDefinition;
import io.holdfast.keyring.AvailabilityListener;
import io.holdfast.keyring.BuiltInVaultService;
import io.holdfast.keyring.Darkness;
import io.holdfast.keyring.Keyring;
import io.holdfast.keyring.KeyringEnvironment;
import io.holdfast.keyring.KeyringScheduler;
import io.holdfast.keyring.KeyringSettings;
import io.holdfast.keyring.StorageResource;
import io.holdfast.keyvault.AuditPlace;
import io.holdfast.keyvault.KeyVaultApi;
import io.holdfast.keyvault.KeyVaultProvider;
import io.holdfast.keyvault.VaultService;
import io.holdfast.keyvault.VaultSettings;
import io.holdfast.logstore.MemoryBudget;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordSpace;
import io.holdfast.rest.Api;
import io.holdfast.rest.ApiDispatcher;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.Caller;
import io.holdfast.rest.Headers;
import io.holdfast.rest.TokenProblem;
import io.holdfast.rest.TokenVerifier;
import io.holdfast.sealedingest.SealedIngest;
import io.holdfast.testkit.Canaries;
import io.holdfast.testkit.MovableClock;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// All modules below and this one, put together over a folder, and a client that speaks to them through the
/// dispatcher.
///
/// Tokens are `{objectId} {audience}` in plain; those of the object id `expired` have expired. It can be
/// restarted. Tests of one class share it, each in
/// its own [World].
final class Fixture implements AutoCloseable {

    private static final String ARM = "https://management.azure.com";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final MovableClock clock = new MovableClock(Instant.parse("2026-03-01T12:00:00Z"));
    final FakeGate gate = new FakeGate();
    Duration operationDelay;
    /// Done when a key has gone dark, before anybody is told.
    Runnable beforeDark = () -> {};
    private final ExternalData external;
    private final Path folder;
    private final LogAnalyticsLimits limits;
    private final MemoryBudget memory;
    private final SecureRandom random = new SecureRandom();
    private final SealingKey platformKey = SealingKey.generate(random);
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private BootstrapCredentials owner;
    private final AtomicInteger worlds = new AtomicInteger();
    ApiDispatcher dispatcher;
    private String ownerId;
    Identity identity;
    Keyring keyring;
    VaultService vaults;
    RecordSpace space;
    SealedIngest sealed;
    LogAnalytics module;

    Fixture(Path folder) {
        this(folder, Duration.ZERO);
    }

    /// @param delay how late operations begin
    Fixture(Path folder, Duration delay) {
        this(folder, delay, LogAnalyticsLimits.NONE);
    }

    Fixture(Path folder, Duration delay, LogAnalyticsLimits limits) {
        this(folder, delay, limits, ExternalData.off(), MemoryBudget.UNBOUNDED);
    }

    /// @param memory of all log stores
    Fixture(Path folder, MemoryBudget memory) {
        this(folder, Duration.ZERO, LogAnalyticsLimits.NONE, ExternalData.off(), memory);
    }

    /// @param external what queries may read outside
    Fixture(Path folder, ExternalData external) {
        this(folder, Duration.ZERO, LogAnalyticsLimits.NONE, external, MemoryBudget.UNBOUNDED);
    }

    @SuppressWarnings("NullAway.Init")
    private Fixture(Path folder, Duration delay, LogAnalyticsLimits limits, ExternalData external,
            MemoryBudget memory) {
        this.folder = folder;
        this.memory = memory;
        this.external = external;
        this.limits = limits;
        this.operationDelay = delay;
        open();
        owner = identity.takeBootstrapCredentials().orElseThrow();
        ownerId = identity.principals().findByAppId(owner.clientId()).orElseThrow().objectId();
        call("PUT", group() + "?api-version=2021-04-01", "{\"location\":\"westeurope\"}");
        assign(BuiltInRoles.MONITORING_METRICS_PUBLISHER, ownerId);
    }

    private void open() {
        RecordDatabase database = kept(RecordDatabase.open(folder.resolve("platform.db")));
        space = kept(database.openSpace("platform", platformKey));
        ArmState arm = kept(ArmState.open(space, clock, random, operationDelay));
        identity = Identity.open(space, arm.providers(), IdentitySettings.forDomain("localhost"), clock,
                random);
        vaults = kept(VaultService.open(new VaultSettings("localhost", () -> 8443,
                identity.tenant().tenantId(), AuditPlace.of(folder.resolve("audit")), clock), space,
                platformKey,
                identity.roles(),
                random));
        keyring = kept(Keyring.open(space, platformKey.derive(Aad.of("keyring")),
                new BuiltInVaultService(vaults, clock),
                KeyringSettings.DEFAULT, new KeyringEnvironment(KeyringScheduler.system(), clock, random)));
        keyring.addListener(new AvailabilityListener() {
            @Override
            public void dark(StorageResource resource, Darkness reason) {
                beforeDark.run();
            }

            @Override
            public void light(StorageResource resource) {
                // Of no interest.
            }
        });
        sealed = kept(SealedIngest.open(space, platformKey, clusters(), random));
        module = kept(
                LogAnalytics.open(settings(),
                        new LogAnalyticsParts(space, arm.resources(), arm.operations(), identity.roles(),
                                identity.tenant(),
                                identity.principals(), keyring, gate, clock, random,
                                new VaultLog(vaults), arm.activity(), sealed, clock::nanos, external)));
        keyring.start();
        arm.operations().recover();
        List<ArmProvider> providers = new ArrayList<>(module.providers());
        providers.add(new KeyVaultProvider(vaults, identity.roles()));
        providers.add(new RoleAssignmentProvider(identity, clock));
        List<Api> apis = new ArrayList<>(List.of(
                new ArmApi(ArmSettings.forDomain(identity.tenant().tenantId(),
                        identity.tenant().subscriptionId(), "localhost"), arm, identity.roles(), providers),
                new KeyVaultApi(vaults, () -> URI.create("https://localhost:8443"))));
        apis.addAll(module.apis());
        dispatcher = new ApiDispatcher(apis, token -> {
            if (token.startsWith("expired ")) {
                throw new TokenVerifier.InvalidTokenException(new TokenProblem(TokenProblem.Kind.EXPIRED,
                        "The access token expired at 2026-01-01T00:00:00Z."));
            }
            String[] parts = token.split(" ", 2);
            return new Caller(identity.tenant().tenantId(), parts[0], "app-of-" + parts[0], parts[1],
                    "issuer");
        });
    }

    private LogAnalyticsSettings settings() {
        LogAnalyticsSettings usual = LogAnalyticsSettings.forDomain("localhost", folder.resolve("clusters"));
        return new LogAnalyticsSettings(usual.domain(), usual.hosts(), usual.clusters(), usual.stores(),
                memory, limits);
    }

    private <T extends AutoCloseable> T kept(T part) {
        opened.push(part);
        return part;
    }

    /// Ends the process and starts it anew on the same folder.
    void restart() {
        close();
        open();
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    /// Fresh names for a test.
    World world() {
        return new World(this, worlds.incrementAndGet());
    }

    String tenantId() {
        return owner.tenantId();
    }

    String group() {
        return "/subscriptions/" + owner.subscriptionId() + "/resourceGroups/rg1";
    }

    /// A management call of the owner; the api-version is added where the path has none.
    Answer call(String method, String path, String body) {
        return send(ownerId, ARM, "localhost", method, path, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    Answer get(String path) {
        return call("GET", path, "");
    }

    /// A management call of somebody else.
    Answer callAs(String objectId, String method, String path, String body) {
        return send(objectId, ARM, "localhost", method, path, body.getBytes(StandardCharsets.UTF_8),
                Map.of());
    }

    /// A data plane call of a vault.
    Answer vault(String host, String method, String path, String body) {
        return send(ownerId, "https://vault.localhost", host, method, path + "?api-version=7.4",
                body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /// A call of the ingestion API.
    Answer ingest(String rule, String stream, byte[] body, Map<String, String> headers) {
        return send(ownerId, "https://monitor.azure.com/", "localhost", "POST",
                "/dataCollectionRules/" + rule + "/streams/" + stream + "?api-version=2023-01-01", body,
                headers);
    }

    Answer ingest(String rule, String stream, String body) {
        return ingest(rule, stream, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    Answer send(String objectId, String audience, String host, String method, String path, byte[] body,
            Map<String, String> headers) {
        return send(objectId, audience, host, method, path, () -> body, headers);
    }

    /// The same with a body that is made when it is read.
    Answer send(String objectId, String audience, String host, String method, String path,
            Supplier<byte[]> content, Map<String, String> headers) {
        URI uri = URI.create("https://" + host + ":8443" + path.replace(" ", "%20"));
        Map<String, String> query = new TreeMap<>();
        if (uri.getRawQuery() != null) {
            for (String pair : uri.getRawQuery().split("&", -1)) {
                String[] parts = pair.split("=", 2);
                query.put(parts[0].toLowerCase(Locale.ROOT),
                        URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        } else if (audience.equals(ARM)) {
            query.put("api-version", path.contains("Microsoft.KeyVault")
                    ? "2023-07-01"
                    : path.contains("Microsoft.ManagedIdentity")
                            ? "2023-01-31"
                            : path.contains("Microsoft.Insights")
                                    ? "2022-06-01"
                                    : path.contains("/providers/") ? "2022-10-01" : "2021-04-01");
        }
        Map<String, String> all = new TreeMap<>(headers);
        all.putIfAbsent("Authorization", "Bearer " + objectId + " " + audience);
        return Answer
                .of(dispatcher.dispatch(new ApiRequest(method, List.of(uri.getPath().substring(1).split("/")),
                        query, Headers.of(all), limit -> {
                            byte[] body = content.get();
                            if (body.length > limit) {
                                throw new ApiException(413, "RequestEntityTooLarge", "too long");
                            }
                            return body;
                        }, URI.create("https://" + host + ":8443"), "request-1", "127.0.0.1")));
    }

    /// Requires that nothing readable is in any file of the folder, a word of the test's least of all.
    void requireUnreadable(String word) {
        try {
            Canaries.requireUnreadable(List.of(word), folder);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Gives a principal a role on the group.
    void assign(RoleDefinition role, String principalId) {
        assignOn(group(), role, principalId);
    }

    /// The same on another scope.
    void assignOn(String scope, RoleDefinition role, String principalId) {
        Answer answer = call("PUT", scope + "/providers/Microsoft.Authorization/roleAssignments/"
                + Guids.random(random) + "?api-version=2022-04-01",
                """
                        {"properties":{"principalId":"%s","roleDefinitionId":
                         "/providers/Microsoft.Authorization/roleDefinitions/%s"}}""".formatted(principalId,
                        role.id()));
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(201);
    }

    /// Polls what an answer announced until it has ended; answers the last status.
    Answer ended(Answer started) {
        assertThat(started.headers()).as(started.json().toString()).containsKey("Azure-AsyncOperation");
        URI status = URI.create(started.header("Azure-AsyncOperation").orElseThrow());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Answer answer = get(status.getPath() + "?" + status.getQuery());
        while (answer.text("status").equals("InProgress")) {
            assertThat(System.nanoTime()).as("the operation ends in time").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
            answer = get(status.getPath() + "?" + status.getQuery());
        }
        return answer;
    }

    String ownerId() {
        return ownerId;
    }

    Path clusters() {
        return folder.resolve("clusters");
    }
}
