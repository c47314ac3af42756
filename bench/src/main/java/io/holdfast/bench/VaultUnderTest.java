package io.holdfast.bench;

import io.holdfast.crypto.TrustedAuthority;
import io.holdfast.identity.BootstrapCredentials;
import io.holdfast.rest.Json;
import io.holdfast.server.HoldfastServer;
import io.holdfast.server.ServerConfig;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A server in this process with one vault, reached as any client reaches it. Thread-safe.
final class VaultUnderTest implements AutoCloseable {

    private static final String MANAGEMENT = "https://management.azure.com";
    private static final String VERSION = "?api-version=7.4";

    private final HoldfastServer server;
    private final SSLContext tls;
    private final HttpClient http;
    private final BootstrapCredentials owner;
    private final String vaultToken;

    private VaultUnderTest(HoldfastServer server, BootstrapCredentials owner) {
        this.server = server;
        this.owner = owner;
        this.tls = TrustedAuthority.sslContext(server.caCertificateFile(), new SecureRandom());
        this.http = HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).build();
        this.vaultToken = token("https://vault.azure.net");
    }

    /// Starts a server on a new folder and makes the vault `bench`.
    static VaultUnderTest create(Path folder) {
        HoldfastServer server = HoldfastServer.start(ServerConfig.onLoopback(folder, 0));
        VaultUnderTest made = new VaultUnderTest(server, server.takeBootstrapCredentials().orElseThrow());
        made.setUp();
        return made;
    }

    /// Starts a server on the folder of another one that was closed.
    static VaultUnderTest reopen(Path folder, BootstrapCredentials owner) {
        return new VaultUnderTest(HoldfastServer.start(ServerConfig.onLoopback(folder, 0)), owner);
    }

    private void setUp() {
        String group = "/subscriptions/" + owner.subscriptionId() + "/resourceGroups/bench";
        String token = token(MANAGEMENT);
        send("PUT", server.origin().resolve(group + "?api-version=2021-04-01"), token,
                "{\"location\":\"westeurope\"}");
        JsonNode me = send("GET", server.origin().resolve("/v1.0/servicePrincipals(appId='" + owner.clientId()
                + "')"), token("https://graph.microsoft.com"), "");
        send("PUT", server.origin()
                .resolve(group + "/providers/Microsoft.KeyVault/vaults/bench?api-version=2023-07-01"), token,
                """
                        {"location":"westeurope","properties":{"tenantId":"%s",
                         "sku":{"family":"A","name":"standard"},"accessPolicies":[{"tenantId":"%s",
                         "objectId":"%s","permissions":{"keys":["all"]}}]}}"""
                        .formatted(owner.tenantId(), owner.tenantId(), me.path("id").stringValue()));
    }

    BootstrapCredentials owner() {
        return owner;
    }

    /// A connection of one's own.
    LeanClient connect() throws IOException {
        return new LeanClient(tls, server.origin());
    }

    /// Makes a key; answers the path of its version.
    String createKey(String name, String body) {
        JsonNode key = send("POST", server.origin().resolve("/keys/" + name + "/create" + VERSION),
                vaultToken(),
                body);
        return URI.create(key.path("key").path("kid").stringValue()).getPath();
    }

    /// Makes an RSA key of 2048 bits here and imports it.
    void importRsaKey(String name) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            RSAPrivateCrtKey key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
            ObjectNode body = Json.object();
            ObjectNode jwk = body.putObject("key").put("kty", "RSA");
            Map.of("n", key.getModulus(), "e", key.getPublicExponent(), "d", key.getPrivateExponent(), "p",
                    key.getPrimeP(), "q", key.getPrimeQ(), "dp", key.getPrimeExponentP(), "dq",
                    key.getPrimeExponentQ(),
                    "qi", key.getCrtCoefficient())
                    .forEach((member, number) -> jwk.put(member,
                            Base64.getUrlEncoder().withoutPadding().encodeToString(unsigned(number))));
            send("PUT", server.origin().resolve("/keys/" + name + VERSION), vaultToken(),
                    new String(Json.bytes(body), StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("There is no RSA here", e);
        }
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    /// A token for the vault, got once.
    String vaultToken() {
        return vaultToken;
    }

    /// A wrapKey or unwrapKey call, ready to be sent.
    byte[] cryptoRequest(String keyPath, String operation, String algorithm, byte[] value) {
        return LeanClient.request("POST", keyPath + "/" + operation + VERSION,
                "bench.vault.localhost:" + server.origin().getPort(), vaultToken(),
                "{\"alg\":\"" + algorithm + "\",\"value\":\""
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(value) + "\"}");
    }

    /// A GET, ready to be sent.
    byte[] getRequest(String target) {
        return LeanClient.request("GET", target, "bench.vault.localhost:" + server.origin().getPort(),
                vaultToken(), "");
    }

    private String token(String audience) {
        String form = "grant_type=client_credentials&client_id=" + owner.clientId() + "&client_secret="
                + URLEncoder.encode(owner.clientSecret(), StandardCharsets.UTF_8) + "&scope="
                + URLEncoder.encode(audience + "/.default", StandardCharsets.UTF_8);
        return answer(HttpRequest.newBuilder(server.origin().resolve("/" + owner.tenantId()
                + "/oauth2/v2.0/token")).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)).build()).path("access_token").stringValue();
    }

    private JsonNode send(String method, URI uri, String token, String body) {
        return answer(HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)).build());
    }

    private JsonNode answer(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() / 100 != 2) {
                throw new IllegalStateException(request.method() + " " + request.uri().getPath() + ": "
                        + response.statusCode());
            }
            return response.body().length == 0 ? Json.object() : Json.parse(response.body());
        } catch (IOException e) {
            throw new IllegalStateException("The server does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    @Override
    public void close() {
        http.close();
        server.close();
    }
}
