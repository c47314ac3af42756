package io.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.SecretBytes;
import io.holdfast.crypto.TrustedAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoldfastServerTest {

    @TempDir
    Path folder;

    @Test
    void aClientThatTrustsTheAuthorityReachesTheServer() throws Exception {
        try (HoldfastServer server = start()) {
            HttpResponse<String> answer = get(server, server.origin().resolve("/health"));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"status\":\"ok\"}");
        }
    }

    @Test
    void theServerAnswersAtTheLoopbackAddressToo() throws Exception {
        try (HoldfastServer server = start()) {
            URI address = URI.create("https://127.0.0.1:" + server.origin().getPort() + "/health");

            assertThat(get(server, address).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aRestartKeepsTheAuthority() {
        String first;
        try (HoldfastServer server = start()) {
            first = server.caCertificatePem();
        }
        try (HoldfastServer server = start()) {
            assertThat(server.caCertificatePem()).isEqualTo(first);
            assertThat(server.caCertificateFile()).hasContent(first);
        }
    }

    @Test
    void everyKeyFileIsForItsOwnerOnly() throws IOException {
        start().close();

        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            List<Path> keys = files.filter(file -> file.toString().endsWith(".key")).toList();
            assertThat(keys).extracting(file -> file.getFileName().toString())
                    .contains("platform.key", "ca.key", "server.key");
            assertThat(keys).allSatisfy(file -> assertThat(
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data"))))
                .isEqualTo("rwx------");
    }

    @Test
    void aSecondServerOnTheSameFolderIsRefused() {
        try (HoldfastServer server = start()) {
            assertThat(server.origin().getPort()).isPositive();
            assertThatThrownBy(this::start).isInstanceOf(StartException.class)
                    .hasMessageContaining("Another server is running");
        }
        start().close();
    }

    @Test
    void aTakenPortIsRefusedAndLeavesNothingLocked() {
        try (HoldfastServer server = start()) {
            ServerConfig same = ServerConfig.onLoopback(folder.resolve("other"), server.origin().getPort());
            assertThatThrownBy(() -> HoldfastServer.start(same)).isInstanceOf(StartException.class)
                    .hasMessageContaining("could not be opened");
        }
        HoldfastServer.start(ServerConfig.onLoopback(folder.resolve("other"), 0)).close();
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
    void anInvalidPortOrDomainIsRefused() {
        assertThatThrownBy(() -> ServerConfig.onLoopback(folder, 65_536))
                .hasMessage("Invalid port: 65536 (must be 0 to 65535)");
        for (String domain : List.of("", "Localhost", "a..b", "-a", "a b", "*.a")) {
            assertThatThrownBy(() -> new Endpoint(InetAddress.getLoopbackAddress(), 0, domain))
                    .hasMessageContaining("Invalid domain");
        }
    }

    private HoldfastServer start() {
        return HoldfastServer.start(ServerConfig.onLoopback(folder.resolve("data"), 0));
    }

    private ServerConfig withPassphrase(String passphrase) {
        return new ServerConfig(folder.resolve("data"), Endpoint.onLoopback(0),
                Optional.of(SecretBytes.takeOwnership(passphrase.getBytes(StandardCharsets.UTF_8))),
                ServerConfig.DEFAULT_FLUSH_AFTER);
    }

    private static HttpResponse<String> get(HoldfastServer server, URI uri) throws Exception {
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(TrustedAuthority.sslContext(server.caCertificateFile(), new SecureRandom()))
                .build()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
