package io.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.SecretBytes;
import io.holdfast.crypto.TrustedAuthority;
import io.holdfast.identity.BootstrapCredentials;
import io.holdfast.rest.Json;
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
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoldfastServerTest {

    @TempDir
    private static Path shared;

    private static HoldfastServer running;

    @TempDir
    Path folder;

    @BeforeAll
    static void startOne() {
        running = HoldfastServer.start(ServerConfig.onLoopback(shared.resolve("data"), 0));
    }

    @AfterAll
    static void stopIt() {
        running.close();
    }

    @Test
    void aClientThatTrustsTheAuthorityReachesTheServer() throws Exception {
        HttpResponse<String> answer = get(running, running.origin().resolve("/health"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"ok\"}");
    }

    @Test
    void theServerAnswersAtTheLoopbackAddressToo() throws Exception {
        URI address = URI.create("https://127.0.0.1:" + running.origin().getPort() + "/health");

        assertThat(get(running, address).statusCode()).isEqualTo(200);
    }

    @Test
    void anApiWithoutATokenIsRefusedInItsOwnWords() throws Exception {
        assertThat(get(running, running.origin().resolve("/subscriptions?api-version=2022-12-01")))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(401))
                .satisfies(answer -> assertThat(answer.body()).contains("AuthenticationFailed"));
        assertThat(get(running, running.origin().resolve("/keys/k?api-version=7.4")).headers()
                .firstValue("WWW-Authenticate").orElse(""))
                .contains("authorization=\"" + running.origin() + "/");
    }

    @Test
    void everyKeyFileIsForItsOwnerOnly() throws IOException {
        try (Stream<Path> files = Files.walk(shared.resolve("data"))) {
            List<Path> keys = files.filter(file -> file.toString().endsWith(".key")).toList();
            assertThat(keys).extracting(file -> file.getFileName().toString())
                    .contains("platform.key", "ca.key", "server.key");
            assertThat(keys).allSatisfy(file -> assertThat(
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared.resolve("data"))))
                .isEqualTo("rwx------");
    }

    @Test
    void aSecondServerOnTheSameFolderIsRefused() {
        assertThatThrownBy(() -> HoldfastServer.start(ServerConfig.onLoopback(shared.resolve("data"), 0)))
                .isInstanceOf(StartException.class).hasMessageContaining("Another server is running");
    }

    @Test
    void aRestartKeepsTheAuthorityAndTheFirstCredentialsWhichAreGivenOnce() throws Exception {
        BootstrapCredentials first;
        String authority;
        try (HoldfastServer server = start()) {
            authority = server.caCertificatePem();
            first = server.takeBootstrapCredentials().orElseThrow();
            assertThat(server.takeBootstrapCredentials()).isEmpty();
        }
        try (HoldfastServer server = start()) {
            assertThat(server.caCertificatePem()).isEqualTo(authority);
            assertThat(server.caCertificateFile()).hasContent(authority);
            assertThat(server.takeBootstrapCredentials()).isEmpty();
            HttpResponse<String> subscriptions = send(server, HttpRequest
                    .newBuilder(server.origin().resolve("/subscriptions?api-version=2022-12-01"))
                    .header("Authorization", "Bearer " + token(server, first)).build());
            assertThat(subscriptions.statusCode()).isEqualTo(200);
            assertThat(subscriptions.body()).contains(first.subscriptionId());
        }
    }

    @Test
    void aTakenPortIsRefusedAndLeavesNothingLocked() {
        ServerConfig taken = ServerConfig.onLoopback(folder.resolve("data"), running.origin().getPort());
        assertThatThrownBy(() -> HoldfastServer.start(taken)).isInstanceOf(StartException.class)
                .hasMessageContaining("could not be opened");

        start().close();
    }

    @Test
    void theDataFolderOpensWithItsPassphraseOnly() {
        HoldfastServer.start(withPassphrase("correct horse")).close();

        assertThatThrownBy(() -> HoldfastServer.start(withPassphrase("battery staple")))
                .isInstanceOf(StartException.class).hasMessageContaining("passphrase does not open");
        assertThatThrownBy(this::start).isInstanceOf(StartException.class)
                .hasMessageContaining("none was given");
        HoldfastServer.start(withPassphrase("correct horse")).close();
    }

    @Test
    void lostCredentialsAreReplacedOffline() throws Exception {
        BootstrapCredentials lost;
        try (HoldfastServer server = start()) {
            lost = server.takeBootstrapCredentials().orElseThrow();
            assertThatThrownBy(() -> LostCredentials.renew(folder.resolve("data"), Optional.empty()))
                    .isInstanceOf(StartException.class).hasMessageContaining("Another server is running");
        }
        BootstrapCredentials renewed = LostCredentials.renew(folder.resolve("data"), Optional.empty());
        try (HoldfastServer server = start()) {
            assertThat(token(server, lost)).isEmpty();
            assertThat(token(server, renewed)).isNotEmpty();
            assertThat(renewed.subscriptionId()).isEqualTo(lost.subscriptionId());
        }
    }

    @Test
    void newCredentialsTakeThePassphrase() {
        HoldfastServer.start(withPassphrase("correct horse")).close();

        assertThatThrownBy(() -> LostCredentials.renew(folder.resolve("data"), Optional.empty()))
                .isInstanceOf(StartException.class).hasMessageContaining("none was given");
        assertThatThrownBy(() -> LostCredentials.renew(folder.resolve("data"), secret("battery staple")))
                .isInstanceOf(StartException.class).hasMessageContaining("passphrase does not open");
        assertThat(LostCredentials.renew(folder.resolve("data"), secret("correct horse")).clientSecret())
                .isNotEmpty();
    }

    @Test
    void aFolderWithoutAServersDataGetsNoCredentialsAndNoFiles() {
        assertThatThrownBy(() -> LostCredentials.renew(folder.resolve("typo"), Optional.empty()))
                .isInstanceOf(StartException.class).hasMessageContaining("No server was ever started");
        assertThat(folder.resolve("typo")).doesNotExist();
    }

    @Test
    void paceOutsideItsBoundsIsRefusedAndAtTheirEdgesTaken() {
        Duration second = Duration.ofSeconds(1);
        new ServerPace(second, second, Duration.ZERO);
        new ServerPace(Duration.ofHours(1), Duration.ofSeconds(60), Duration.ofHours(24));

        assertThatThrownBy(() -> new ServerPace(Duration.ZERO, second, second))
                .hasMessage("Invalid age of rows before a flush: 0s (must be 1s to 3600s)");
        assertThatThrownBy(() -> new ServerPace(second, Duration.ofSeconds(61), second))
                .hasMessage("Invalid poll interval: 61s (must be 1s to 60s)");
        assertThatThrownBy(() -> new ServerPace(second, second, second, Duration.ofSeconds(3601)))
                .hasMessage("Invalid operation time: 3601s (must be 0s to 3600s)");
        assertThatThrownBy(() -> new ServerRules(0, false, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ServerPace(second, second, Duration.ofSeconds(86_401)))
                .hasMessage("Invalid grace: 86401s (must be 0s to 86400s)");
    }

    @Test
    void anInvalidPortOrDomainIsRefused() {
        assertThatThrownBy(() -> ServerConfig.onLoopback(folder, 65_536))
                .hasMessage("Invalid port: 65536 (must be 0 to 65535)");
        for (String domain : List.of("", "Localhost", "a..b", "-a", "a b", "*.a")) {
            assertThatThrownBy(() -> new Endpoint(InetAddress.getLoopbackAddress(), 0, domain))
                    .hasMessageContaining("Invalid domain");
        }
    }

    @Test
    void theAuditHeadIsKeptOutsideTheDataFolderAndRefusesOlderData() throws Exception {
        Path data = folder.resolve("data");
        assertThatThrownBy(() -> withHead(data.resolve("state").resolve("head")))
                .hasMessageContaining("outside the data folder");
        Path head = folder.resolve("head");
        HoldfastServer.start(withHead(head)).close();
        String early = Files.readString(head);
        HoldfastServer.start(withHead(head)).close();
        assertThat(head).exists();

        Path saved = folder.resolve("saved");
        copy(data, saved);
        try (HoldfastServer server = HoldfastServer.start(withHead(head))) {
            assertThat(send(server, HttpRequest.newBuilder(server.origin().resolve("/keys?api-version=7.4"))
                    .GET().build()).statusCode()).isEqualTo(401);
        }
        assertThat(Files.readString(head)).isNotEqualTo(early);
        DataFolder.delete(data);
        Files.move(saved, data);
        assertThatThrownBy(() -> HoldfastServer.start(withHead(head))).isInstanceOf(StartException.class)
                .hasMessageContaining("put back to an earlier state");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private ServerConfig withHead(Path head) {
        return new ServerConfig(folder.resolve("data"), Endpoint.onLoopback(0), Optional.empty(),
                Optional.of(head), ServerPace.DEFAULT, ServerParts.ALL);
    }

    private HoldfastServer start() {
        return HoldfastServer.start(ServerConfig.onLoopback(folder.resolve("data"), 0));
    }

    private ServerConfig withPassphrase(String passphrase) {
        return new ServerConfig(folder.resolve("data"), Endpoint.onLoopback(0),
                secret(passphrase), Optional.empty(), ServerPace.DEFAULT, ServerParts.ALL);
    }

    private static Optional<SecretBytes> secret(String passphrase) {
        return Optional.of(SecretBytes.takeOwnership(passphrase.getBytes(StandardCharsets.UTF_8)));
    }

    private static String token(HoldfastServer server, BootstrapCredentials credentials) throws Exception {
        String form = "grant_type=client_credentials&scope=https://management.azure.com/.default&client_id="
                + credentials.clientId() + "&client_secret="
                + URLEncoder.encode(credentials.clientSecret(), StandardCharsets.UTF_8);
        HttpResponse<String> answer = send(server, HttpRequest
                .newBuilder(server.origin().resolve("/" + credentials.tenantId() + "/oauth2/v2.0/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)).build());
        return Json.parseObject(answer.body().getBytes(StandardCharsets.UTF_8)).path("access_token")
                .asString();
    }

    private static HttpResponse<String> get(HoldfastServer server, URI uri) throws Exception {
        return send(server, HttpRequest.newBuilder(uri).build());
    }

    private static HttpResponse<String> send(HoldfastServer server, HttpRequest request) throws Exception {
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(TrustedAuthority.sslContext(server.caCertificateFile(), new SecureRandom()))
                .build()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
