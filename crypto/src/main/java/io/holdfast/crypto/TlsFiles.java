package io.holdfast.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/// A folder of certificates (`NAME.pem`, public) and their private keys (`NAME.key`, mode 0600, sealed).
///
/// A key file holds the PKCS #8 form of the key, sealed under the given key and bound to its name and to its whole
/// certificate, which is authentic where the key opens; format in `docs/formats/tls-files.md`. A key is written
/// before its certificate, so a certificate without a key is damage and a key without a certificate is not.
final class TlsFiles {

    private static final String KEY_ALGORITHM = "EC";
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final int PEM_LINE = 64;

    private final Path folder;
    private final SealingKey sealing;

    /// The folder is made where there is none; the sealing key stays the caller's.
    TlsFiles(Path folder, SealingKey sealing) {
        this.folder = folder;
        this.sealing = sealing;
        try {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
        } catch (IOException e) {
            throw new UncheckedIOException("The folder of the certificates could not be made: " + folder, e);
        }
    }

    Path certificateFile(String name) {
        return folder.resolve(name + ".pem");
    }

    /// The certificate and its key; empty if there is no certificate of that name.
    ///
    /// @throws TlsFilesException if its key is missing, or either is damaged
    Optional<Identity> find(String name) {
        Path file = certificateFile(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            X509Certificate certificate = readCertificate(file);
            byte[] sealed = Files.readAllBytes(keyFile(name));
            byte[] pkcs8 = sealing.open(sealed, aad(name, certificate));
            try {
                PrivateKey key = KeyFactory.getInstance(KEY_ALGORITHM)
                        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
                return Optional.of(new Identity(certificate, key));
            } finally {
                Arrays.fill(pkcs8, (byte) 0);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new TlsFilesException("The certificate or its key cannot be read: " + file, e);
        } catch (UnsealException e) {
            throw new TlsFilesException("The key of the certificate does not open: " + keyFile(name)
                    + " (it or the certificate is damaged, or of another platform key)", e);
        }
    }

    /// Writes key and certificate, replacing what was there.
    void write(String name, Identity identity) {
        byte[] pkcs8 = identity.key().getEncoded();
        try {
            DurableFile.replace(keyFile(name), sealing.seal(pkcs8, aad(name, identity.certificate())),
                    DurableFile.OWNER_ONLY);
            DurableFile.replace(certificateFile(name),
                    pem(identity.certificate()).getBytes(StandardCharsets.US_ASCII),
                    READABLE);
        } catch (IOException e) {
            throw new UncheckedIOException("The certificate could not be written: " + certificateFile(name),
                    e);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    /// RFC 7468, section 5.
    static String pem(X509Certificate certificate) {
        try {
            String base64 = Base64.getMimeEncoder(PEM_LINE, new byte[]{'\n'})
                    .encodeToString(certificate.getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A certificate cannot be encoded", e);
        }
    }

    static X509Certificate readCertificate(Path file) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private Path keyFile(String name) {
        return folder.resolve(name + ".key");
    }

    private static Aad aad(String name, X509Certificate certificate) {
        try {
            return Aad.of("holdfast/tls-private-key/v2").with(name).with(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A certificate cannot be encoded", e);
        }
    }

    /// A certificate with its private key.
    record Identity(X509Certificate certificate, PrivateKey key) {}
}
