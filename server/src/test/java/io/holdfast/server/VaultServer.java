package io.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.Answer;
import io.holdfast.client.RestClient;
import io.holdfast.identity.BootstrapCredentials;
import io.holdfast.rest.Json;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/// A server with the role of the vault alone, and its owner, who acts over HTTPS.
///
/// There are two vaults, `first` and `second`, both recoverable; the first also answers at the plain host.
final class VaultServer implements AutoCloseable {

    private static final String KEYS = "?api-version=7.4";
    private static final String VAULTS = "?api-version=2023-07-01";

    private final HoldfastServer server;
    private final BootstrapCredentials owner;
    private final RestClient rest;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final String ownerId;

    /// An application that a store's principal signs in as.
    record Application(String objectId, String clientId, String secret) {}

    private VaultServer(HoldfastServer server) {
        this.server = server;
        this.owner = server.takeBootstrapCredentials().orElseThrow();
        this.rest = RestClient.trusting(Optional.of(server.caCertificateFile()));
        this.ownerId = graph("GET", "/v1.0/servicePrincipals(appId='" + owner.clientId() + "')", "{}")
                .path("id").stringValue();
        manage("PUT", "/subscriptions/" + owner.subscriptionId()
                + "/resourceGroups/group?api-version=2021-04-01", "{'location':'westeurope'}");
        createVault("first", true);
        createVault("second", true);
    }

    static VaultServer start(Path folder) {
        return new VaultServer(HoldfastServer
                .start(ServerConfig.onLoopback(folder, 0).with(ServerParts.VAULT_ONLY)));
    }

    HoldfastServer process() {
        return server;
    }

    int port() {
        return server.origin().getPort();
    }

    String tenantId() {
        return owner.tenantId();
    }

    String vaultUri(String vault) {
        return "https://" + vault + ".vault.localhost:" + port();
    }

    void createVault(String vault, boolean purgeProtection) {
        manage("PUT", vaultPath(vault),
                """
                        {'location':'westeurope','properties':{'tenantId':'%s','sku':{'family':'A','name':'standard'},
                         'enableSoftDelete':true,'softDeleteRetentionInDays':90%s,'accessPolicies':[{'tenantId':'%s',
                         'objectId':'%s','permissions':{'keys':['get','list','create','update','delete','recover',
                         'rotate','encrypt','setrotationpolicy']}}]}}
                        """
                        .formatted(tenantId(), purgeProtection ? ",'enablePurgeProtection':true" : "",
                                tenantId(), ownerId));
    }

    void deleteVault(String vault) {
        manage("DELETE", vaultPath(vault), "{}");
    }

    void recoverVault(String vault) {
        manage("PUT", vaultPath(vault),
                ("{'location':'westeurope','properties':{'createMode':'recover','tenantId':'%s',"
                        + "'sku':{'family':'A','name':'standard'}}}").formatted(tenantId()));
    }

    Application createApplication(String name) {
        JsonNode made = graph("POST", "/v1.0/applications", "{'displayName':'" + name + "'}");
        String id = made.path("id").stringValue();
        return new Application(id, made.path("appId").stringValue(),
                graph("POST", "/v1.0/applications/" + id + "/addPassword", "{}").path("secretText")
                        .stringValue());
    }

    /// Lets a principal use the keys as a store does.
    void grant(String vault, String objectId) {
        policies("add", vault, objectId);
    }

    void withdraw(String vault, String objectId) {
        policies("remove", vault, objectId);
    }

    private void policies(String verb, String vault, String objectId) {
        manage("PUT", vaultPath(vault).replace("?", "/accessPolicies/" + verb + "?"),
                ("{'properties':{'accessPolicies':[{'tenantId':'%s','objectId':'%s','permissions':"
                        + "{'keys':['get','wrapKey','unwrapKey']}}]}}").formatted(tenantId(), objectId));
    }

    /// Makes a key; answers its version.
    String createKey(String vault, String key) {
        return versionOf(key("POST", vault, key + "/create", "{'kty':'RSA','key_size':2048}"));
    }

    String rotateKey(String vault, String key) {
        return versionOf(key("POST", vault, key + "/rotate", "{}"));
    }

    void setAttributes(String vault, String key, String version, String attributes) {
        key("PATCH", vault, key + "/" + version, "{'attributes':{" + attributes + "}}");
    }

    void deleteKey(String vault, String key) {
        key("DELETE", vault, key, "{}");
    }

    void recoverKey(String vault, String key) {
        succeeded(rest.send("POST",
                URI.create(vaultUri(vault) + "/deletedkeys/" + key + "/recover" + KEYS),
                token("https://vault.localhost")));
    }

    /// Calls the data plane; `path` begins with the name of a key.
    JsonNode key(String method, String vault, String path, String body) {
        return call(method, vaultUri(vault) + "/keys/" + path + KEYS, "https://vault.localhost", body);
    }

    private static String versionOf(JsonNode key) {
        String id = key.path("key").path("kid").stringValue();
        return id.substring(id.lastIndexOf('/') + 1);
    }

    String ownerId() {
        return ownerId;
    }

    String vaultPath(String vault) {
        return "/subscriptions/" + owner.subscriptionId()
                + "/resourceGroups/group/providers/Microsoft.KeyVault/vaults/" + vault + VAULTS;
    }

    void manage(String method, String path, String body) {
        call(method, server.origin() + path, "https://management.azure.com", body);
    }

    private JsonNode graph(String method, String path, String body) {
        return call(method, server.origin() + path, "https://graph.microsoft.com", body);
    }

    private JsonNode call(String method, String uri, String audience, String body) {
        String token = token(audience);
        return succeeded(method.equals("GET") || method.equals("DELETE")
                ? rest.send(method, URI.create(uri), token)
                : rest.send(method, URI.create(uri), token, Json
                        .parse(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8))));
    }

    private static JsonNode succeeded(Answer answer) {
        assertThat(answer.succeeded()).as(answer.errorText()).isTrue();
        return answer.body();
    }

    private String token(String audience) {
        return tokens.computeIfAbsent(audience, wanted -> succeeded(rest.postForm(
                server.origin().resolve("/" + tenantId() + "/oauth2/v2.0/token"),
                "grant_type=client_credentials&client_id=" + owner.clientId() + "&client_secret="
                        + URLEncoder.encode(owner.clientSecret(), StandardCharsets.UTF_8) + "&scope="
                        + URLEncoder.encode(wanted + "/.default", StandardCharsets.UTF_8)))
                .path("access_token").stringValue());
    }

    @Override
    public void close() {
        rest.close();
        server.close();
    }
}
