package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.ArmClient.Answer;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A server that runs vaults alone, for stores of other servers: one vault with the key `kek`, and two
/// applications that those stores sign in as. Its owner may do everything.
final class RemoteVaults implements AutoCloseable {

    private static final TestServer.Options OPTIONS = new TestServer.Options(List.of(),
            List.of("--roles", "vault"));

    private TestServer server;
    private final String name;
    private final String vaultUri;
    private final String version;
    private final Application logs;
    private final Application documents;

    /// An application at the vault that a store's principal signs in as.
    ///
    /// @param proof member and value of the credential that proves it
    record Application(String objectId, String clientId, String proof) {}

    /// With a recoverable vault that both applications may use.
    RemoteVaults(Path data, String name) {
        this(data, name, true);
    }

    /// @param ready whether the vault is recoverable and the applications may use its keys
    RemoteVaults(Path data, String name, boolean ready) {
        this.server = TestServer.start(data, OPTIONS);
        this.name = name;
        this.vaultUri = ready ? azure().createVault() : azure().createPremiumVault();
        this.version = createKey();
        this.logs = withSecret(createApplication("logs"));
        this.documents = withCertificate(createApplication("documents"));
        if (ready) {
            azure().grant(logs.objectId());
            azure().grant(documents.objectId());
        }
    }

    /// The owner of the vaults.
    CmkEnvironment azure() {
        return new CmkEnvironment(arm(), server.credentials(), name);
    }

    ArmClient arm() {
        return server.arm();
    }

    String vaultUri() {
        return vaultUri;
    }

    /// Of the key.
    String version() {
        return version;
    }

    Application logs() {
        return logs;
    }

    Application documents() {
        return documents;
    }

    /// What follows the names of its vaults in their addresses.
    String suffix() {
        return ".vault.localhost:" + server.origin().getPort();
    }

    /// As `serve --remote-vault` wants it: the plain host is called, the vault's own name is known.
    String option() {
        return "localhost:" + server.origin().getPort() + "," + name + suffix() + "=" + server.authority();
    }

    String tenantId() {
        return server.credentials().tenantId();
    }

    /// Tells a store's server what one of its principals signs in with here.
    void letSignIn(TestServer store, String principal, Application as) {
        Answer set = store.arm().call("PUT",
                "/providers/Holdfast.Operator/vaultCredentials/" + principal + "?api-version=2026-01-01",
                Json.of("{'properties':{'authority':'" + server.origin() + "','tenantId':'"
                        + server.credentials().tenantId() + "','clientId':'" + as.clientId() + "',"
                        + as.proof() + "}}"));
        assertThat(set.status()).as(set.body().toString()).isEqualTo(200);
    }

    void kill() {
        server.kill();
    }

    void restart() {
        server = server.restart(OPTIONS);
    }

    void setEnabled(boolean enabled) {
        key("PATCH", "kek/" + version, "{'attributes':{'enabled':" + enabled + "}}");
    }

    private String createKey() {
        String id = key("POST", "kek/create", "{'kty':'RSA','key_size':2048}").path("key").path("kid")
                .stringValue();
        return id.substring(id.lastIndexOf('/') + 1);
    }

    private JsonNode key(String method, String path, String body) {
        return answer(arm().call(method, "/keys/" + path + "?api-version=7.4", Json.of(body),
                "https://vault.localhost"));
    }

    private JsonNode createApplication(String displayName) {
        return graph("/v1.0/applications", "{'displayName':'" + displayName + "'}");
    }

    private Application withSecret(JsonNode made) {
        String id = made.path("id").stringValue();
        return new Application(id, made.path("appId").stringValue(), "'clientSecret':'"
                + graph("/v1.0/applications/" + id + "/addPassword", "{}").path("secretText").stringValue()
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
        return answer(arm().call("POST", path, Json.of(body), "https://graph.microsoft.com"));
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
