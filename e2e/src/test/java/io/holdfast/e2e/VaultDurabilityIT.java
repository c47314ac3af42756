package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.ArmClient.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A server that is killed again and again while keys of its vault are written: each key is found in its last
/// acknowledged state or the one that was being written, the audit log is sound, and a workspace has each
/// audit event once.
class VaultDurabilityIT {

    private static final int KILLS = 2;
    private static final int WRITERS = 4;
    private static final int WRITES_BEFORE_A_KILL = 12;
    private static final String NAME = "durable";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void whatWasAcknowledgedOutlivesEachKillAndIsToldOfOnce() {
        Story story = new Story(TestServer.start(folder.resolve("data")));
        try {
            story.setUp();
            for (int kill = 0; kill < KILLS; kill++) {
                story.writeAndKill();
                story.readBack();
            }
            story.auditIsSound();
            story.workspaceHasEachEventOnce();
        } finally {
            story.server.close();
        }
    }

    /// One run; `server` changes with each kill.
    private static final class Story {

        private TestServer server;
        private String token = "";
        private String workspace = "";
        private final Map<Integer, Integer> tried = new ConcurrentHashMap<>();
        private final Map<Integer, Integer> acknowledged = new ConcurrentHashMap<>();

        Story(TestServer server) {
            this.server = server;
        }

        void setUp() {
            CmkEnvironment azure = new CmkEnvironment(server.arm(), server.credentials(), NAME);
            azure.createVault();
            azure.createCluster();
            workspace = azure.createLinkedWorkspace();
            server.arm().succeed("PUT", azure.vault()
                    + "/providers/Microsoft.Insights/diagnosticSettings/toSoc?api-version=2021-05-01-preview",
                    Json.of("{'properties':{'workspaceId':'" + azure.workspace()
                            + "','logs':[{'category':'AuditEvent','enabled':true}]}}"));
            signIn();
            for (int key = 0; key < WRITERS; key++) {
                assertThat(
                        vault("POST", "/keys/k" + key + "/create", "{'kty':'RSA','key_size':2048}").status())
                        .isEqualTo(200);
            }
        }

        private void signIn() {
            token = server.arm().token("https://vault.localhost");
        }

        private Answer vault(String method, String path, String body) {
            return server.arm().callWith(token, method, path + "?api-version=7.4",
                    body.isEmpty() ? "" : Json.of(body));
        }

        /// Each writer numbers the tag of its key upwards until the server is gone.
        void writeAndKill() {
            AtomicInteger writes = new AtomicInteger();
            TestServer running = server;
            List<Thread> writers = new ArrayList<>();
            for (int key = 0; key < WRITERS; key++) {
                int mine = key;
                writers.add(Thread.ofVirtual().start(() -> write(running.arm(), mine, writes)));
            }
            Await.until("keys are being written", PATIENCE, () -> writes.get() >= WRITES_BEFORE_A_KILL);
            server = server.killAndRestart();
            writers.forEach(Story::join);
            signIn();
        }

        private void write(ArmClient arm, int key, AtomicInteger writes) {
            try {
                while (true) {
                    int next = tried.merge(key, 1, Integer::sum);
                    Answer answer = arm.callWith(token, "PATCH", "/keys/k" + key + "?api-version=7.4",
                            Json.of("{'tags':{'n':'" + next + "'}}"));
                    if (answer.status() != 200) {
                        return;
                    }
                    acknowledged.put(key, next);
                    writes.incrementAndGet();
                }
            } catch (AssertionError gone) {
                // The server was killed under this call: it counts as tried.
                assertThat(gone).hasMessageContaining("failed");
            }
        }

        private static void join(Thread thread) {
            try {
                thread.join(PATIENCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }

        void readBack() {
            for (int key = 0; key < WRITERS; key++) {
                Answer answer = vault("GET", "/keys/k" + key, "");
                assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
                int found = Integer.parseInt(answer.body().path("tags").path("n").asString("0"));
                assertThat(found).as("state of key " + key).isBetween(acknowledged.getOrDefault(key, 0),
                        tried.getOrDefault(key, 0));
                tried.put(key, Math.max(found, tried.getOrDefault(key, 0)));
            }
        }

        void auditIsSound() {
            audit("--verify").ended(0).says("sound: events 1 to ");
            audit("--verify", "--head", "1:" + "0".repeat(64)).ended(1).says("NOT SOUND",
                    "REPLACED after event 0");
        }

        private CommandRun audit(String... options) {
            List<String> arguments = new ArrayList<>(
                    List.of("vault", "audit", "--url", server.origin().toString(),
                            "--ca", server.authority().toString()));
            arguments.addAll(List.of(options));
            Credentials credentials = server.credentials();
            return CommandRun.of(arguments,
                    Map.of("AZURE_TENANT_ID", credentials.tenantId(), "AZURE_CLIENT_ID",
                            credentials.clientId(), "AZURE_CLIENT_SECRET", credentials.clientSecret(),
                            "AZURE_SUBSCRIPTION_ID", credentials.subscriptionId()),
                    "");
        }

        void workspaceHasEachEventOnce() {
            long told = audit("--operation", "KeyUpdate", "--json").ended(0).output().lines()
                    .filter(line -> line.contains("\"operationName\":\"KeyUpdate\"")).count();
            int all = acknowledged.values().stream().mapToInt(Integer::intValue).sum();
            assertThat(told).as("each acknowledged write is an event")
                    .isGreaterThanOrEqualTo(all - KILLS * WRITERS);
            String query = "AzureDiagnostics | where OperationName == 'KeyUpdate' | count";
            Await.until("all events are in the workspace", PATIENCE,
                    () -> row(query).path(0).asLong(0) >= told);
            assertThat(row(query).path(0).asLong(0)).isEqualTo(told);
            assertThat(row("AzureDiagnostics | where OperationName == 'KeyUpdate' | distinct _ItemId | count")
                    .path(0).asLong(0)).isEqualTo(told);
        }

        private JsonNode row(String kql) {
            Answer answer = server.arm().call("POST", "/v1/workspaces/" + workspace + "/query",
                    "{\"query\":\"" + kql + "\"}", "https://api.loganalytics.io");
            return answer.body().path("tables").path(0).path("rows").path(0);
        }
    }
}
