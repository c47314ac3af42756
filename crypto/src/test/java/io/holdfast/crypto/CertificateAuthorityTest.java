package io.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {

    private static final SubjectNames NAMES = new SubjectNames(List.of("localhost", "*.vault.localhost"),
            List.of("127.0.0.1", "::1"));

    @TempDir
    Path folder;

    private final SecureRandom random = new SecureRandom();
    private final SealingKey sealing = SealingKey.generate(random);
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private final InstantSource clock = () -> now;

    @AfterEach
    void close() {
        sealing.close();
    }

    @Test
    void theAuthorityIsMadeOnceAndItsKeyIsSealedForItsOwnerOnly() throws IOException {
        String first = open().certificatePem();

        assertThat(open().certificatePem()).isEqualTo(first);
        assertThat(Files.readString(open().certificateFile())).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("ca.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void theServerCertificateNamesWhatWasAskedForAndIsSignedByTheAuthority() throws Exception {
        CertificateAuthority authority = open();
        TlsFiles.Identity server = ServerIdentity.open(authority, NAMES).current();

        server.certificate().verify(authority.certificate().getPublicKey());
        assertThat(server.certificate().getSubjectAlternativeNames().stream()
                .map(name -> String.valueOf(name.get(1))).toList())
                .containsExactly("localhost", "*.vault.localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("server.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void theServerCertificateIsKeptWhileItsNamesStayAndReissuedWhenTheyChange() {
        CertificateAuthority authority = open();
        TlsFiles.Identity first = ServerIdentity.open(authority, NAMES).current();

        assertThat(ServerIdentity.open(open(), NAMES).current().certificate()).isEqualTo(first.certificate());
        SubjectNames others = new SubjectNames(List.of("siem.example.test"), List.of("127.0.0.1"));
        assertThat(ServerIdentity.open(open(), others).current().certificate())
                .isNotEqualTo(first.certificate());
    }

    @Test
    void aRunningServerRenewsItsCertificateBeforeItsEnd() {
        ServerIdentity server = ServerIdentity.open(open(), NAMES);
        TlsFiles.Identity first = server.current();
        now = now.plus(Duration.ofDays(360));
        assertThat(server.current()).isSameAs(first);

        now = now.plus(Duration.ofDays(10));
        assertThat(server.current().certificate().getNotAfter())
                .isAfter(first.certificate().getNotAfter());
    }

    @Test
    void anAuthorityWithoutItsKeyOrWithAnotherPlatformKeyIsRefused() throws IOException {
        open();
        try (SealingKey other = SealingKey.generate(random)) {
            assertThatThrownBy(() -> CertificateAuthority.openOrCreate(folder, other, clock, random))
                    .isInstanceOf(TlsFilesException.class).hasMessageContaining("another platform key");
        }
        Files.delete(folder.resolve("ca.key"));
        assertThatThrownBy(this::open).isInstanceOf(TlsFilesException.class);
    }

    @Test
    void anExpiredAuthorityIsRefused() {
        open();
        now = now.plus(Duration.ofDays(3651));

        assertThatThrownBy(this::open).isInstanceOf(TlsFilesException.class)
                .hasMessageContaining("has expired");
    }

    @Test
    void aDamagedServerCertificateIsReplaced() throws IOException {
        ServerIdentity.open(open(), NAMES);
        Files.writeString(folder.resolve("server.pem"), "damaged");

        assertThat(ServerIdentity.open(open(), NAMES).validUntil()).isAfter(now);
    }

    @Test
    void aCertificateThatIsNotTheOneOfTheKeyIsNotUsed() throws IOException {
        ServerIdentity first = ServerIdentity.open(open(), NAMES);
        alterSignature("server");
        TlsFiles.Identity second = ServerIdentity.open(open(), NAMES).current();
        assertThat(second.certificate()).isNotEqualTo(first.current().certificate());

        alterSignature("ca");
        assertThatThrownBy(this::open).isInstanceOf(TlsFilesException.class).hasMessageContaining("damaged");
    }

    @Test
    void aServerCertificateOfAnotherAuthorityIsReplaced() throws Exception {
        TlsFiles.Identity first = ServerIdentity.open(open(), NAMES).current();
        Files.delete(folder.resolve("ca.pem"));
        CertificateAuthority other = open();

        TlsFiles.Identity second = ServerIdentity.open(other, NAMES).current();
        assertThat(second.certificate()).isNotEqualTo(first.certificate());
        second.certificate().verify(other.certificate().getPublicKey());
    }

    /// The certificate can still be read: the signature is at its end.
    private void alterSignature(String name) throws IOException {
        Path file = folder.resolve(name + ".pem");
        String[] lines = Files.readString(file).split("\n");
        byte[] end = Base64.getDecoder().decode(lines[lines.length - 2]);
        end[end.length - 1] ^= 1;
        lines[lines.length - 2] = Base64.getEncoder().encodeToString(end);
        Files.writeString(file, String.join("\n", lines) + "\n");
    }

    private CertificateAuthority open() {
        return CertificateAuthority.openOrCreate(folder, sealing, clock, random);
    }
}
