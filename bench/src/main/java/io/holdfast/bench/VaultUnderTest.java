package io.holdfast.bench;

import io.holdfast.crypto.TrustedAuthority;
import io.holdfast.identity.BootstrapCredentials;
import io.holdfast.rest.Json;
import io.holdfast.server.HoldfastServer;
import io.holdfast.server.ServerConfig;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
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

    private static final String VERSION = "?api-version=7.4";

    private final AzureApi api;
    private final SSLContext tls;

    private VaultUnderTest(HoldfastServer server, BootstrapCredentials owner) {
        this.api = new AzureApi(server, owner);
        this.tls = TrustedAuthority.sslContext(server.caCertificateFile(), new SecureRandom());
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
        String group = "/subscriptions/" + owner().subscriptionId() + "/resourceGroups/bench";
        api.succeed("PUT", group + "?api-version=2021-04-01", "{'location':'westeurope'}");
        api.succeed("PUT", group + "/providers/Microsoft.KeyVault/vaults/bench?api-version=2023-07-01", """
                {'location':'westeurope','properties':{'tenantId':'%s',
                 'sku':{'family':'A','name':'standard'},'accessPolicies':[{'tenantId':'%s',
                 'objectId':'%s','permissions':{'keys':['all']}}]}}"""
                .formatted(owner().tenantId(), owner().tenantId(), api.principal()));
    }

    BootstrapCredentials owner() {
        return api.owner();
    }

    /// How clients reach it, now or after it was started again.
    Address address() {
        return new Address(tls, api.server().origin());
    }

    /// Where a server is, and what its certificate is verified with.
    record Address(SSLContext tls, URI origin) {

        /// A connection of one's own.
        LeanClient connect() throws IOException {
            return new LeanClient(tls, origin);
        }
    }

    /// A connection of one's own.
    LeanClient connect() throws IOException {
        return address().connect();
    }

    /// Makes a key; answers the path of its version.
    String createKey(String name, String body) {
        JsonNode key = AzureApi.require(
                api.send("POST", "/keys/" + name + "/create" + VERSION, AzureApi.VAULT, body), "key");
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
            AzureApi.require(api.send("PUT", "/keys/" + name + VERSION, AzureApi.VAULT,
                    new String(Json.bytes(body), StandardCharsets.UTF_8)), "key");
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
        return api.token(AzureApi.VAULT);
    }

    /// A wrapKey or unwrapKey call, ready to be sent.
    byte[] cryptoRequest(String keyPath, String operation, String algorithm, byte[] value) {
        return LeanClient.request("POST", keyPath + "/" + operation + VERSION,
                "bench.vault.localhost:" + api.server().origin().getPort(), vaultToken(),
                "{\"alg\":\"" + algorithm + "\",\"value\":\""
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(value) + "\"}");
    }

    /// A GET, ready to be sent.
    byte[] getRequest(String target) {
        return LeanClient.request("GET", target, "bench.vault.localhost:" + api.server().origin().getPort(),
                vaultToken(), "");
    }

    @Override
    public void close() {
        api.close();
    }
}
