package io.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.TrustedAuthority;
import io.holdfast.identity.BootstrapCredentials;
import io.holdfast.rest.Json;
import io.holdfast.server.IdentityOptions.Imds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// The instance metadata on its own address, and how options about identities are checked.
class IdentityOptionsTest {

    private static final String TOKEN = "/metadata/identity/oauth2/token?api-version=2018-02-01"
            + "&resource=https://vault.azure.net";

    @TempDir
    Path folder;

    @Test
    void theInstanceMetadataAnswersOnItsOwnAddressOnly() throws Exception {
        try (HoldfastServer server = start(new IdentityOptions(Optional.empty(),
                Optional.of(new Imds(InetAddress.ofLiteral("127.0.0.53"), 0))));
                HttpClient client = HttpClient.newBuilder()
                        .sslContext(
                                TrustedAuthority.sslContext(server.caCertificateFile(), new SecureRandom()))
                        .build()) {
            URI imds = server.imdsOrigin().orElseThrow();
            assertThat(imds.getHost()).isEqualTo("127.0.0.53");
            assertThat(send(client, metadata(imds.resolve(TOKEN))).statusCode()).isEqualTo(400);
            createIdentity(client, server);

            HttpResponse<String> answer = send(client, metadata(imds.resolve(TOKEN)));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("access_token");
            assertThat(send(client, HttpRequest.newBuilder(imds.resolve(TOKEN)).build()).statusCode())
                    .isEqualTo(400);
            assertThat(send(client, metadata(server.origin().resolve(TOKEN))).statusCode()).isEqualTo(404);
            for (String path : new String[]{"/msi/token", "/health",
                    "/subscriptions?api-version=2022-12-01"}) {
                assertThat(send(client, metadata(imds.resolve(path))).statusCode()).isEqualTo(404);
            }
        }
    }

    @Test
    void theInstanceMetadataIsOffUnlessSwitchedOn() {
        try (HoldfastServer server = start(IdentityOptions.NONE)) {
            assertThat(server.imdsOrigin()).isEmpty();
        }
    }

    @Test
    void anAddressThatOthersReachOrThatTheServerHasIsRefused() throws IOException {
        assertThatThrownBy(() -> new Imds(InetAddress.ofLiteral("10.0.0.1"), 80))
                .hasMessageContaining("must be a loopback address");
        assertThatThrownBy(() -> new Imds(InetAddress.ofLiteral("0.0.0.0"), 80))
                .hasMessageContaining("must be a loopback address");
        assertThatThrownBy(() -> new Imds(InetAddress.ofLiteral("127.0.0.53"), 65_536))
                .hasMessageContaining("Invalid port");
        Imds same = new Imds(InetAddress.getLoopbackAddress(), 0);
        assertThatThrownBy(() -> start(new IdentityOptions(Optional.empty(), Optional.of(same))))
                .hasMessageContaining("address of its own");
    }

    @Test
    void issuersThatCannotBeTrustedAsConfiguredKeepTheServerFromStarting() throws IOException {
        Path file = Files.writeString(folder.resolve("issuers.json"), "{\"v\":1,\"issuers\":[{}]}");

        assertThatThrownBy(() -> start(new IdentityOptions(Optional.of(file), Optional.empty())))
                .isInstanceOf(StartException.class).hasMessageContaining("issuers.json");
        assertThatThrownBy(
                () -> start(new IdentityOptions(Optional.of(folder.resolve("absent")), Optional.empty())))
                .isInstanceOf(StartException.class);
    }

    private HoldfastServer start(IdentityOptions options) {
        return HoldfastServer.start(ServerConfig.onLoopback(folder.resolve("data"), 0), options);
    }

    private static HttpRequest metadata(URI uri) {
        return HttpRequest.newBuilder(uri).header("Metadata", "true").timeout(Duration.ofSeconds(30)).build();
    }

    private static void createIdentity(HttpClient client, HoldfastServer server) throws Exception {
        BootstrapCredentials owner = server.takeBootstrapCredentials().orElseThrow();
        String form = "grant_type=client_credentials&scope=https://graph.microsoft.com/.default&client_id="
                + owner.clientId() + "&client_secret="
                + URLEncoder.encode(owner.clientSecret(), StandardCharsets.UTF_8);
        ObjectNode token = Json.parseObject(send(client, HttpRequest
                .newBuilder(server.origin().resolve("/" + owner.tenantId() + "/oauth2/v2.0/token"))
                .POST(HttpRequest.BodyPublishers.ofString(form)).build()).body()
                .getBytes(StandardCharsets.UTF_8));
        assertThat(send(client, HttpRequest.newBuilder(server.origin().resolve("/v1.0/workloadIdentities"))
                .header("Authorization", "Bearer " + token.path("access_token").asString())
                .POST(HttpRequest.BodyPublishers.ofString("{\"displayName\":\"agent\",\"onImds\":true}"))
                .build())
                .statusCode()).isEqualTo(201);
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest request) throws Exception {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
