package io.holdfast.sentinel;

import io.holdfast.arm.ResourceId;
import io.holdfast.crypto.SealingKey;
import io.holdfast.keyring.Keyring;
import io.holdfast.loganalytics.LogAnalytics;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Headers;
import io.holdfast.rest.Json;
import io.holdfast.testkit.MovableClock;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Calls to a [SentinelProcess], and the steps of the set-up, each as a user takes it.
final class SentinelFixture implements AutoCloseable {

    static final String ADMIN = "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa";
    static final String OPERATOR = "bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb";
    private static final int PORT = SentinelProcess.PORT;
    private static final Map<String, String> VERSIONS = Map.of("microsoft.managedidentity", "2023-01-31",
            "microsoft.keyvault", "2023-07-01",
            "microsoft.operationalinsights", "2022-10-01", "microsoft.securityinsights", "2022-11-01");

    private final Path folder;
    private final SealingKey platformKey;
    private final MovableClock clock = new MovableClock(SentinelProcess.NOW);
    private PlaybookSettings playbooks = PlaybookSettings.NONE;
    private SentinelProcess process;

    SentinelFixture(Path folder) {
        this(folder, SealingKey.generate(new SecureRandom()));
        call("PUT " + group(), "{'location':'westeurope'}");
    }

    private SentinelFixture(Path folder, SealingKey platformKey) {
        this.folder = folder;
        this.platformKey = platformKey;
        this.process = new SentinelProcess(folder, platformKey, clock, false, playbooks);
    }

    /// Another process over a copy of what this one, which must be closed, left behind.
    SentinelFixture copyTo(Path target) throws IOException {
        copyFilesTo(target);
        return openAt(target);
    }

    /// Copies the files as they are now.
    void copyFilesTo(Path target) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Path copy = target.resolve(folder.relativize(file).toString());
                if (!Files.isDirectory(file)) {
                    Files.copy(file, copy);
                } else if (!Files.exists(copy)) {
                    Files.createDirectory(copy);
                }
            }
        }
    }

    /// Another process over a copy of the files.
    SentinelFixture openAt(Path copy) {
        return new SentinelFixture(copy, platformKey);
    }

    /// Ends the process and starts it anew.
    void restart() {
        restart(false);
    }

    /// The same.
    ///
    /// @param confirms whether the new one confirms onboardings by itself
    void restart(boolean confirms) {
        process.close();
        process = new SentinelProcess(folder, platformKey, clock, confirms, playbooks);
    }

    /// What all processes go by.
    MovableClock clock() {
        return clock;
    }

    /// Ends the process and starts it anew with playbooks.
    void restart(PlaybookSettings others) {
        playbooks = others;
        restart();
    }

    Keyring keyring() {
        return process.keyring;
    }

    LogAnalytics logs() {
        return process.logs;
    }

    SentinelStores stores() {
        return process.stores;
    }

    /// An answer with its body read; a missing body is an empty object.
    record Answer(int status, Map<String, String> headers, JsonNode json) {

        /// Status and code of an error.
        String error() {
            return status + " " + json.at("/error/code").asString("");
        }

        String text(String pointer) {
            return json.at(pointer).asString("");
        }
    }

    String group() {
        return "/subscriptions/" + process.identity.tenant().subscriptionId() + "/resourceGroups/rg1";
    }

    String workspace(String name) {
        return group() + "/providers/Microsoft.OperationalInsights/workspaces/" + name;
    }

    String cluster(String name) {
        return group() + "/providers/Microsoft.OperationalInsights/clusters/" + name;
    }

    String state(String workspace) {
        return workspace(workspace) + "/providers/Microsoft.SecurityInsights/onboardingStates/default";
    }

    String incident(String workspace, String name) {
        return workspace(workspace) + "/providers/Microsoft.SecurityInsights/incidents/" + name;
    }

    /// A path below the provider, such as `bookmarks/b1`.
    String sentinel(String workspace, String path) {
        return workspace(workspace) + "/providers/Microsoft.SecurityInsights/" + path;
    }

    /// A workspace that is onboarded without a customer-managed key.
    void makeOnboarded(String workspace) {
        makeWorkspace(workspace);
        expect(201, call("PUT " + state(workspace), "{}"));
    }

    /// The rows that wait for a table, oldest first.
    List<JsonNode> outbox(String workspace, String table) {
        OnboardingState state = stores().find(ResourceId.parse(workspace(workspace))).orElseThrow();
        return stores().documents(state, store -> store.list("outbox/" + table, "")).stream()
                .map(stored -> (JsonNode) stored.body()).toList();
    }

    String vault() {
        return group() + "/providers/Microsoft.KeyVault/vaults/kv1";
    }

    /// A management call as [#ADMIN]; single quotes in the body stand for double ones.
    Answer call(String methodAndPath, String body) {
        return callAs(ADMIN, methodAndPath, body);
    }

    Answer call(String methodAndPath) {
        return call(methodAndPath, "");
    }

    Answer callAs(String objectId, String methodAndPath, String body) {
        String[] parts = methodAndPath.split(" ", 2);
        return send(parts[0], "https://localhost:" + PORT + parts[1],
                objectId + "@https://management.azure.com", body);
    }

    /// A data-plane call to the vault as [#ADMIN].
    Answer key(String methodAndPath, String body) {
        String[] parts = methodAndPath.split(" ", 2);
        return send(parts[0], "https://kv1.vault.localhost:" + PORT + parts[1] + "?api-version=7.4",
                ADMIN + "@https://vault.localhost", body);
    }

    Answer send(String method, String url, String token, String body) {
        String[] parts = url.split("\\?", 2);
        URI uri = URI.create(parts[0]);
        List<String> segments = Arrays.stream(uri.getPath().substring(1).split("/", -1)).toList();
        Map<String, String> query = new LinkedHashMap<>();
        query.put("api-version", version(uri.getPath()));
        Arrays.stream(parts.length > 1 ? parts[1].split("&", -1) : new String[0])
                .map(pair -> pair.split("=", 2))
                .forEach(pair -> query.put(pair[0].toLowerCase(Locale.ROOT),
                        URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ApiResponse response = process.dispatcher.dispatch(new ApiRequest(method, segments, query,
                Headers.of(Map.of("Authorization", "Bearer " + token)), limit -> bytes,
                URI.create("https://" + uri.getRawAuthority()), "request-1", "127.0.0.1"));
        return new Answer(response.status(), response.headers(),
                response.body().length == 0 ? Json.object() : Json.parse(response.body()));
    }

    private static String version(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        int provider = lower.lastIndexOf("/providers/");
        String namespace = provider < 0 ? "" : lower.substring(provider + 11).split("/", 2)[0];
        return lower.endsWith("/register") ? "2022-09-01" : VERSIONS.getOrDefault(namespace, "2022-09-01");
    }

    void makeVaultAndKey() {
        expect(201, call("PUT " + vault(), """
                {'location':'westeurope','properties':{'tenantId':'%s','sku':{'family':'A','name':'standard'},
                 'enablePurgeProtection':true,'accessPolicies':[{'tenantId':'%s','objectId':'%s',
                 'permissions':{'keys':['all']}}]}}""".formatted(process.identity.tenant().tenantId(),
                process.identity.tenant().tenantId(), ADMIN)));
        expect(200, key("POST /keys/cmk/create", "{'kty':'RSA','key_size':2048}"));
    }

    void access(String addOrRemove, String objectId) {
        Answer answer = call("PUT " + vault() + "/accessPolicies/" + addOrRemove,
                """
                        {'properties':{'accessPolicies':[{'tenantId':'%s','objectId':'%s',
                         'permissions':{'keys':['get','wrapKey','unwrapKey']}}]}}""".formatted(
                        process.identity.tenant().tenantId(),
                        objectId));
        if (answer.status() >= 300) {
            throw new AssertionError(answer.json());
        }
    }

    void enableKey(boolean enabled) {
        expect(200, key("PATCH /keys/cmk/", "{'attributes':{'enabled':" + enabled + "}}"));
    }

    void makeCluster(String name, int gbPerDay) {
        call("PUT " + cluster(name), "{'location':'westeurope','identity':{'type':'SystemAssigned'},"
                + "'sku':{'name':'CapacityReservation','capacity':" + gbPerDay + "}}");
        awaitSucceeded(cluster(name));
    }

    String principal(String cluster) {
        return call("GET " + cluster(cluster)).text("/identity/principalId");
    }

    void setKey(String cluster) {
        access("add", principal(cluster));
        expect(200, call("PATCH " + cluster(cluster), "{'properties':{'keyVaultProperties':{'keyVaultUri':"
                + "'https://kv1.vault.localhost:8443','keyName':'cmk','keyVersion':''}}}"));
        awaitSucceeded(cluster(cluster));
    }

    void makeWorkspace(String name) {
        expect(201, call("PUT " + workspace(name), "{'location':'westeurope'}"));
    }

    void link(String workspace, String cluster) {
        String link = workspace(workspace) + "/linkedServices/cluster";
        expect(200,
                call("PUT " + link, "{'properties':{'writeAccessResourceId':'" + cluster(cluster) + "'}}"));
        awaitSucceeded(link);
    }

    String registerDocumentDb() {
        expect(200, call("POST /subscriptions/" + process.identity.tenant().subscriptionId()
                + "/providers/Microsoft.DocumentDB/register"));
        return process.identity.principals().findByAppId("a232010e-820c-4083-83bb-3ace5fc29d0b").orElseThrow()
                .objectId();
    }

    /// A workspace on a cluster under the key, with everything that onboarding asks for; answers the object
    /// id of the Azure Cosmos DB principal.
    String prepare(String workspace, String cluster) {
        makeVaultAndKey();
        makeCluster(cluster, 500);
        setKey(cluster);
        makeWorkspace(workspace);
        link(workspace, cluster);
        String cosmosDb = registerDocumentDb();
        access("add", cosmosDb);
        return cosmosDb;
    }

    void onboard(String workspace) {
        expect(201, call("PUT " + state(workspace), "{'properties':{'customerManagedKey':true}}"));
        expect(200, callAs(OPERATOR, "POST " + state(workspace) + "/confirm", ""));
    }

    private void awaitSucceeded(String path) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        Answer answer = call("GET " + path);
        while (!answer.text("/properties/provisioningState").equals("Succeeded")) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not Succeeded in time: " + answer.json());
            }
            Thread.onSpinWait();
            answer = call("GET " + path);
        }
    }

    private static void expect(int status, Answer answer) {
        if (answer.status() != status) {
            throw new AssertionError("Expected " + status + ": " + answer.status() + " " + answer.json());
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
