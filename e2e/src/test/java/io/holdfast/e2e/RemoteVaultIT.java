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
        try (VaultSide vaults = new VaultSide(folder.resolve("vault"));
                StoreSide store = new StoreSide(folder.resolve("store"), vaults)) {
            store.setUp();
            assertThat(
                    vaults.server.arm().call("GET", store.azure().cluster() + "?api-version=2022-10-01", "")
                            .status())
                    .as("the server of the vaults has no clusters").isEqualTo(404);

            vaults.azure().withdraw(vaults.logs.objectId());
            store.awaitQuery(403, "CustomerManagedKeyRevoked");
            assertThat(store.incident().status()).as("the documents have a principal of their own")
                    .isEqualTo(200);
            vaults.azure().grant(vaults.logs.objectId());
            store.awaitQuery(200, "");

            vaults.setEnabled(false);
            store.awaitQuery(403, "CustomerManagedKeyRevoked");
            Await.until("the documents are dark", PROMPTLY, () -> store.incident().status() == 403);
            vaults.setEnabled(true);
            store.awaitQuery(200, "");
            Await.until("the documents are back", PROMPTLY, () -> store.incident().status() == 200);

            vaults.server.kill();
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

    /// An application at the vault that a store's principal signs in as.
    ///
    /// @param proof member and value of the credential that proves it
    private record Application(String objectId, String clientId, String proof) {}

    /// The server with the vault, and its owner.
    private static final class VaultSide implements AutoCloseable {

        private static final TestServer.Options OPTIONS = new TestServer.Options(List.of(),
                List.of("--roles", "vault"));

        private TestServer server;
        private final String vaultUri;
        private final String version;
        private final Application logs;
        private final Application documents;

        VaultSide(Path data) {
            server = TestServer.start(data, OPTIONS);
            vaultUri = azure().createVault();
            version = createKey();
            logs = withSecret(createApplication("logs"));
            documents = withCertificate(createApplication("documents"));
        }

        CmkEnvironment azure() {
            return new CmkEnvironment(server.arm(), server.credentials(), NAME);
        }

        /// As `serve --remote-vault` wants it: the plain host is called, the vault's own name is known.
        String option() {
            int port = server.origin().getPort();
            return "localhost:" + port + "," + NAME + ".vault.localhost:" + port + "=" + server.authority();
        }

        void restart() {
            server = server.restart(OPTIONS);
        }

        private String createKey() {
            String id = key("POST", "kek/create", "{'kty':'RSA','key_size':2048}").path("key").path("kid")
                    .stringValue();
            return id.substring(id.lastIndexOf('/') + 1);
        }

        void setEnabled(boolean enabled) {
            key("PATCH", "kek/" + version, "{'attributes':{'enabled':" + enabled + "}}");
        }

        private JsonNode key(String method, String path, String body) {
            return answer(server.arm().call(method, "/keys/" + path + "?api-version=7.4", Json.of(body),
                    "https://vault.localhost"));
        }

        private JsonNode createApplication(String name) {
            JsonNode made = graph("/v1.0/applications", "{'displayName':'" + name + "'}");
            azure().grant(made.path("id").stringValue());
            return made;
        }

        private Application withSecret(JsonNode made) {
            String id = made.path("id").stringValue();
            return new Application(id, made.path("appId").stringValue(), "'clientSecret':'"
                    + graph("/v1.0/applications/" + id + "/addPassword", "{}").path("secretText")
                            .stringValue()
                    + "'");
        }

        private Application withCertificate(JsonNode made) {
            String id = made.path("id").stringValue();
            ClientCertificate certificate = ClientCertificate.generate();
            graph("/v1.0/applications/" + id + "/addKey",
                    "{'keyCredential':{'type':'AsymmetricX509Cert','usage':'Verify','key':'"
                            + certificate.base64() + "'}}");
            return new Application(id, made.path("appId").stringValue(),
                    "'certificatePem':'" + certificate.pem().replace("\n", "\\n") + "'");
        }

        private JsonNode graph(String path, String body) {
            return answer(server.arm().call("POST", path, Json.of(body), "https://graph.microsoft.com"));
        }

        private static JsonNode answer(Answer answer) {
            assertThat(answer.status()).as(answer.body().toString()).isBetween(200, 201);
            return answer.body();
        }

        @Override
        public void close() {
            server.close();
        }
    }

    /// The server with the store.
    private static final class StoreSide implements AutoCloseable {

        private final VaultSide vaults;
        private final TestServer.Options options;
        private TestServer server;
        private String workspace = "";
        private String rule = "";

        StoreSide(Path data, VaultSide vaults) {
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
            signIn(azure().createCluster(), vaults.logs);
            azure().setKey(vaults.vaultUri, "kek", vaults.version);
            workspace = azure().createLinkedWorkspace();
            signIn(azure().registerCosmosProvider(), vaults.documents);
            azure().onboard();
            rule = azure().createTable(TABLE);
            ingest();
            assertThat(count()).isEqualTo(1);
            server.arm().succeed("PUT", azure().incident("one"), CmkEnvironment.incidentBody("Found it"));
        }

        private void signIn(String principal, Application as) {
            Answer set = server.arm().call("PUT",
                    "/providers/Holdfast.Operator/vaultCredentials/" + principal + "?api-version=2026-01-01",
                    Json.of("{'properties':{'authority':'" + vaults.server.origin() + "','tenantId':'"
                            + vaults.server.credentials().tenantId() + "','clientId':'" + as.clientId()
                            + "'," + as.proof() + "}}"));
            assertThat(set.status()).as(set.body().toString()).isEqualTo(200);
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
