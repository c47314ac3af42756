package io.holdfast.remotevault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.remotevault.RemoteCredential.Certificate;
import io.holdfast.remotevault.RemoteCredential.FederatedToken;
import io.holdfast.remotevault.RemoteCredential.Proof;
import io.holdfast.remotevault.RemoteCredential.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteCredentialsTest {

    private static final String ONE = "11111111-1111-1111-1111-111111111111";
    private static final String OTHER = "AAAAAAAA-1111-1111-1111-111111111111";
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String PEM = """
            -----BEGIN CERTIFICATE-----
            MII=
            -----END CERTIFICATE-----
            -----BEGIN PRIVATE KEY-----
            MII=
            -----END PRIVATE KEY-----
            """;

    private static final AtomicInteger SPACES = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static RecordDatabase database;

    private final SecureRandom random = new SecureRandom();
    private RecordSpace space;
    private RemoteCredentials credentials;

    @BeforeAll
    static void openDatabase() {
        database = RecordDatabase.open(folder.resolve("records.db"));
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @BeforeEach
    void open() {
        space = database.openSpace("platform " + SPACES.incrementAndGet(), SealingKey.generate(random));
        credentials = new RemoteCredentials(space, SealingKey.generate(random), () -> NOW);
    }

    @AfterEach
    void close() {
        credentials.close();
        space.close();
    }

    static Stream<Proof> proofs() {
        return Stream.of(new Secret("hunter2"), new Certificate(PEM),
                new FederatedToken(Path.of("/run/secrets/token")));
    }

    @ParameterizedTest
    @MethodSource("proofs")
    void aCredentialComesBackAsItWasSet(Proof proof) {
        credentials.put(OTHER, credential(proof));

        assertThat(credentials.find(OTHER))
                .contains(new StoredCredential(OTHER.toLowerCase(Locale.ROOT), credential(proof), NOW));
        assertThat(credentials.list()).singleElement()
                .satisfies(stored -> assertThat(stored.credential().proof()).isEqualTo(proof));
        assertThat(credentials.find(ONE)).isEmpty();
    }

    @Test
    void aRemovedCredentialIsGone() {
        credentials.put(ONE, credential(new Secret("hunter2")));

        assertThat(credentials.delete(ONE)).isTrue();
        assertThat(credentials.delete(ONE)).isFalse();
        assertThat(credentials.find(ONE)).isEmpty();
    }

    @Test
    void aCredentialOpensInItsPrincipalsPlaceOnly() {
        credentials.put(ONE, credential(new Secret("hunter2")));
        byte[] body = space.find(RecordRef.of("remotevault/credential", ONE)).orElseThrow().body();
        space.transact(tx -> tx.put(RecordRef.of("remotevault/credential", OTHER.toLowerCase(Locale.ROOT)),
                body));

        assertThatThrownBy(() -> credentials.find(OTHER)).isInstanceOf(RemoteVaultException.class)
                .hasMessageContaining("is not as written");
    }

    @Test
    void noSecretIsReadableInTheFilesOrInText() throws IOException {
        RemoteCredential credential = credential(new Secret("hunter2"));
        credentials.put(ONE, credential);

        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("hunter2");
            }
        }
        assertThat(credential.toString()).doesNotContain("hunter2");
        assertThat(credential(new Certificate(PEM)).toString()).doesNotContain("PRIVATE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://login.example", "login.example", "https://", "https://u@login.example",
            "https://login.example?x"})
    void anAuthorityMustBeAnHttpsOrigin(String authority) {
        assertThatThrownBy(
                () -> new RemoteCredential(URI.create(authority), "tenant", "client", new Secret("s")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aProofMustBeOne() {
        assertThatThrownBy(() -> new Secret(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Secret("x".repeat(RemoteCredential.MAX_PROOF_LENGTH + 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Certificate("-----BEGIN CERTIFICATE-----"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Certificate(PEM.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FederatedToken(Path.of("token")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static RemoteCredential credential(Proof proof) {
        return new RemoteCredential(URI.create("https://login.example:8443"), "tenant.example", ONE, proof);
    }
}
