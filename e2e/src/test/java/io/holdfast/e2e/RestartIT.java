package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.ArmClient.Answer;
import io.holdfast.testkit.Canaries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a power cut leaves: the process is killed at awkward moments of one story, and each time everything
/// that was acknowledged is there, the key's state included; and nothing in the folder or the log can be
/// read.
class RestartIT {

    private static final String ROW_PROBE = "xylograph-kestrel";
    private static final String TITLE_PROBE = "quixotic-lantern";
    private static final String QUERY_PROBE = "palimpsest-orchid";
    private static final Duration PROMPTLY = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void killedAtAwkwardMomentsTheServerFindsEverythingAsItWas() throws IOException {
        Path data = folder.resolve("data");
        Story story = new Story(TestServer.start(data));
        try {
            story.setUp();
            story.killedRightAfterAnAcknowledgement();
            story.killedRightAfterARotation();
            story.flushedIntoDataFiles(data);
            story.killedWhileBatchesWait();
            story.provokeErrors();
            assertThat(story.server.logged()).doesNotContain(ROW_PROBE, TITLE_PROBE, QUERY_PROBE,
                    story.server.credentials().clientSecret());
        } finally {
            story.server.close();
        }
        Canaries.requireUnreadable(List.of(ROW_PROBE, TITLE_PROBE, QUERY_PROBE), data);
    }

    /// One run; `server` changes with each kill.
    private static final class Story {

        private static final String TABLE = "Crash_CL";
        private static final int SEALED_CALLS = 20;
        private static final int SEALED_ROWS = 3 + 2 * SEALED_CALLS;

        private TestServer server;
        private String vaultUri = "";
        private String version = "";
        private String workspace = "";
        private String rule = "";

        Story(TestServer server) {
            this.server = server;
        }

        void setUp() {
            vaultUri = azure().createVault();
            version = createKey();
            azure().grant(azure().createCluster());
            azure().setKey(vaultUri, "kek", version);
            workspace = azure().createLinkedWorkspace();
            azure().registerCosmos();
            azure().onboard();
            rule = azure().createTable(TABLE);
        }

        void killedRightAfterAnAcknowledgement() {
            assertThat(ingest(5).status()).isEqualTo(204);
            server.arm().succeed("PUT", azure().incident("one"), CmkEnvironment.incidentBody(TITLE_PROBE));
            server = server.killAndRestart();
            awaitLight();
            assertThat(count()).isEqualTo(5);
            assertThat(title()).isEqualTo(TITLE_PROBE);
        }

        void killedRightAfterARotation() {
            String former = version;
            version = versionOf(key("POST", "kek/rotate", ""));
            azure().setKey(vaultUri, "kek", version);
            server = server.killAndRestart();
            awaitLight();
            setEnabled(former, false);
            assertThat(ingest(2).status()).isEqualTo(204);
            assertThat(count()).isEqualTo(7);
            assertThat(title()).isEqualTo(TITLE_PROBE);
        }

        void flushedIntoDataFiles(Path data) {
            Await.until("the rows are in data files", PROMPTLY, () -> dataFiles(data) > 0);
        }

        /// Killed twice while batches wait, the second time as the key comes back.
        void killedWhileBatchesWait() {
            server.arm().succeed("PUT", azure().cluster() + "/sealedIngest?api-version=2022-10-01",
                    Json.of("{'properties':{'enabled':true}}"));
            setEnabled(version, false);
            Await.until("the key is revoked", PROMPTLY, () -> query().status() == 403);
            assertThat(ingest(3).status()).isEqualTo(204);
            server = server.killAndRestart();
            Await.until("the key is found revoked", PROMPTLY, () -> query().status() == 403);
            for (int call = 0; call < SEALED_CALLS; call++) {
                assertThat(ingest(2).status()).isEqualTo(204);
            }
            setEnabled(version, true);
            server = server.killAndRestart();
            awaitLight();
            Await.until("nothing waits", PROMPTLY, () -> server.arm()
                    .succeed("GET", azure().cluster() + "/sealedIngest?api-version=2022-10-01", "")
                    .path("properties").path("waitingBatches").asInt() == 0);
            assertThat(count()).isEqualTo(7 + SEALED_ROWS);
        }

        private static long dataFiles(Path data) {
            try (Stream<Path> files = Files.walk(data.resolve("clusters"))) {
                return files
                        .filter(file -> file.toString().contains("/data/2026-") && Files.isRegularFile(file))
                        .count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// Errors that quote what they were given, where something careless might log it.
        void provokeErrors() {
            assertThat(post("Crash_CL | where Message == '" + QUERY_PROBE + "' | summarise count()").status())
                    .isEqualTo(400);
            assertThat(post("Crash_CL | extend x = tolong(Message) / 0, y = '" + QUERY_PROBE + "'").status())
                    .isEqualTo(200);
            assertThat(upload("[{'TimeGenerated':'yesterday','Message':'" + ROW_PROBE + "','Count':'many'}]")
                    .status()).isEqualTo(204);
            assertThat(upload("[{'Message':'" + ROW_PROBE + "',]").status()).isEqualTo(400);
            assertThat(count()).isEqualTo(8 + SEALED_ROWS);
        }

        private CmkEnvironment azure() {
            return new CmkEnvironment(server.arm(), server.credentials(), "crash-story");
        }

        private String createKey() {
            return versionOf(key("POST", "kek/create", Json.of("{'kty':'RSA','key_size':2048}")));
        }

        private void setEnabled(String keyVersion, boolean enabled) {
            key("PATCH", "kek/" + keyVersion, Json.of("{'attributes':{'enabled':" + enabled + "}}"));
        }

        private Answer key(String method, String path, String body) {
            Answer answer = server.arm().call(method, "/keys/" + path + "?api-version=7.4", body,
                    "https://vault.localhost");
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
            return answer;
        }

        private static String versionOf(Answer key) {
            String id = key.body().path("key").path("kid").stringValue();
            return id.substring(id.lastIndexOf('/') + 1);
        }

        private Answer ingest(int rows) {
            return upload(IntStream.range(0, rows)
                    .mapToObj(i -> "{'TimeGenerated':'2026-05-01T10:00:0" + i + "Z','Message':'" + ROW_PROBE
                            + "','Count':" + i + "}")
                    .collect(Collectors.joining(",", "[", "]")));
        }

        private Answer upload(String body) {
            return server.arm().call("POST",
                    "/dataCollectionRules/" + rule + "/streams/Custom-" + TABLE + "?api-version=2023-01-01",
                    Json.of(body), "https://monitor.azure.com");
        }

        private Answer query() {
            return post(TABLE + " | summarize n = count()");
        }

        private Answer post(String kql) {
            return server.arm().call("POST", "/v1/workspaces/" + workspace + "/query",
                    "{\"query\":\"" + kql + "\"}", "https://api.loganalytics.io");
        }

        private long count() {
            Answer answer = query();
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
            return answer.body().path("tables").path(0).path("rows").path(0).path(0).longValue();
        }

        private String title() {
            return server.arm().succeed("GET", azure().incident("one"), "").path("properties").path("title")
                    .stringValue();
        }

        private void awaitLight() {
            Await.until("both stores are back", PROMPTLY, () -> query().status() == 200
                    && server.arm().call("GET", azure().incident("one"), "").status() == 200);
        }
    }
}
