package io.holdfast.crypto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A client's trust in the authorities of one file and no other.
public final class TrustedAuthority {

    private TrustedAuthority() {}

    /// A TLS context for clients that trusts what an authority in this file signed.
    ///
    /// @param certificateFile one or more certificates, PEM (RFC 7468) or DER
    /// @throws TlsFilesException if the file holds no certificate
    public static SSLContext sslContext(Path certificateFile, SecureRandom random) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate certificate : certificates(certificateFile)) {
                trusted.setCertificateEntry("authority-" + trusted.size(), certificate);
            }
            if (trusted.size() == 0) {
                throw new CertificateException("The file is empty");
            }
            TrustManagerFactory factory = TrustManagerFactory
                    .getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), random);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new TlsFilesException("No certificate can be read from " + certificateFile, e);
        }
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
    }
}
