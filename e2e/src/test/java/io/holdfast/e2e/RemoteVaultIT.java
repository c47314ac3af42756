package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.ArmClient.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Two servers: the store's keys are in the vault of the other, whose owner revokes there.
class RemoteVaultIT {

    private static final String NAME = "remote-story";
    private static final String TABLE = "Remote_CL";
    /// Far above the poll interval and a second, so that a busy machine fails no test.
    private static final Duration PROMPTLY = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void theStoreFollowsTheVaultOfAnotherServerAndOutlivesItsOutage() {
        try (RemoteVaults vaults = new RemoteVaults(folder.resolve("vault"), NAME);
                StoreSide store = new StoreSide(folder.resolve("store"), vaults)) {
            store.setUp();
            assertThat(
                    vaults.arm().call("GET", store.azure().cluster() + "?api-version=2022-10-01", "")
                            .status())
                    .as("the server of the vaults has no clusters").isEqualTo(404);

            vaults.azure().withdraw(vaults.logs().objectId());
            store.awaitQuery(403, "CustomerManagedKeyRevoked");
            assertThat(store.incident().status()).as("the documents have a principal of their own")
                    .isEqualTo(200);
            vaults.azure().grant(vaults.logs().objectId());
            store.awaitQuery(200, "");

            vaults.setEnabled(false);
            store.awaitQuery(403, "CustomerManagedKeyRevoked");
            Await.until("the documents are dark", PROMPTLY, () -> store.incident().status() == 403);
            vaults.setEnabled(true);
            store.awaitQuery(200, "");
            Await.until("the documents are back", PROMPTLY, () -> store.incident().status() == 200);

            vaults.kill();
            Await.until("the outage is noticed", PROMPTLY, () -> store.keyState().equals("Unreachable"));
            store.ingest();
            assertThat(store.count()).as("work goes on within the grace").isEqualTo(2);
            store.restart();
            store.awaitQuery(503, "CustomerManagedKeyUnreachable");

            vaults.restart();
            store.awaitQuery(200, "");
            assertThat(store.count()).isEqualTo(2);
            assertThat(store.keyState()).isEqualTo("Available");
        }
    }

    /// The server with the store.
    private static final class StoreSide implements AutoCloseable {

        private final RemoteVaults vaults;
        private final TestServer.Options options;
        private TestServer server;
        private String workspace = "";
        private String rule = "";

        StoreSide(Path data, RemoteVaults vaults) {
            this.vaults = vaults;
            this.options = new TestServer.Options(List.of(),
                    List.of("--poll-interval", "1s", "--remote-vault", vaults.option()));
            this.server = TestServer.start(data, options);
        }

        CmkEnvironment azure() {
            return new CmkEnvironment(server.arm(), server.credentials(), NAME);
        }

        void setUp() {
            azure().createGroup();
            vaults.letSignIn(server, azure().createCluster(), vaults.logs());
            azure().setKey(vaults.vaultUri(), "kek", vaults.version());
            workspace = azure().createLinkedWorkspace();
            vaults.letSignIn(server, azure().registerCosmosProvider(), vaults.documents());
            azure().onboard();
            rule = azure().createTable(TABLE);
            ingest();
            assertThat(count()).isEqualTo(1);
            server.arm().succeed("PUT", azure().incident("one"), CmkEnvironment.incidentBody("Found it"));
        }

        void restart() {
            server.kill();
            server = server.restart(options);
        }

        void ingest() {
            Answer answer = server.arm().call("POST",
                    "/dataCollectionRules/" + rule + "/streams/Custom-" + TABLE + "?api-version=2023-01-01",
                    Json.of("[{'TimeGenerated':'2026-05-01T10:00:00Z','Message':'m','Count':1}]"),
                    "https://monitor.azure.com");
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(204);
        }

        void awaitQuery(int status, String code) {
            Await.until("queries answer " + status, PROMPTLY, () -> query().status() == status);
            assertThat(query().errorCode()).isEqualTo(code);
        }

        long count() {
            return query().body().path("tables").path(0).path("rows").path(0).path(0).longValue();
        }

        Answer incident() {
            return server.arm().call("GET", azure().incident("one"), "");
        }

        /// How the key of the logs stands.
        String keyState() {
            for (JsonNode health : server.arm()
                    .succeed("GET", azure().cluster() + "/keyHealth?api-version=2022-10-01", "")
                    .path("value")) {
                if (health.path("storageResource").stringValue().equals("LOG_STORE")) {
                    return health.path("state").stringValue();
                }
            }
            return "";
        }

        private Answer query() {
            return server.arm().call("POST", "/v1/workspaces/" + workspace + "/query",
                    "{\"query\":\"" + TABLE + " | summarize n = count()\"}", "https://api.loganalytics.io");
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
