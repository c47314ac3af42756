package io.holdfast.crypto;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A client's trust in one authority and no other.
public final class TrustedAuthority {

    private TrustedAuthority() {}

    /// A TLS context for clients that trusts what the authority in this file signed.
    ///
    /// @param certificateFile PEM (RFC 7468) or DER
    /// @throws TlsFilesException if the file holds no certificate
    public static SSLContext sslContext(Path certificateFile, SecureRandom random) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", TlsFiles.readCertificate(certificateFile));
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
}
