package io.holdfast.identity;

import io.holdfast.crypto.Digests;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/// A certificate with which an application signs in: it signs an assertion with the private key, which stays its own.
///
/// Nobody vouches for the certificate but who registered it, so only its key and its time count.
///
/// @param id a GUID
public record RegisteredCertificate(String id, String displayName, X509Certificate certificate) {

    /// The longest certificate that is taken, DER.
    static final int MAX_BYTES = 16 * 1024;

    private static final int MIN_KEY_BITS = 2048;
    private static final int MAX_KEY_BITS = 8192;

    /// Reads an X.509 certificate, DER or PEM (RFC 7468).
    ///
    /// @throws IllegalArgumentException if it is none, or not of an RSA key of 2048 to 8192 bits
    static X509Certificate parse(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("The certificate is longer than " + MAX_BYTES + " bytes");
        }
        try {
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(bytes));
            if (!(certificate.getPublicKey() instanceof RSAPublicKey key)
                    || key.getModulus().bitLength() < MIN_KEY_BITS
                    || key.getModulus().bitLength() > MAX_KEY_BITS) {
                throw new IllegalArgumentException("The certificate must be of an RSA key of " + MIN_KEY_BITS
                        + " to " + MAX_KEY_BITS + " bits");
            }
            return certificate;
        } catch (CertificateException e) {
            throw new IllegalArgumentException("This is no X.509 certificate in DER or PEM", e);
        }
    }

    /// DER.
    byte[] encoded() {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("The registered certificate " + id + " has no encoding", e);
        }
    }

    RSAPublicKey publicKey() {
        return (RSAPublicKey) certificate.getPublicKey();
    }

    Instant notBefore() {
        return certificate.getNotBefore().toInstant();
    }

    Instant notAfter() {
        return certificate.getNotAfter().toInstant();
    }

    /// Its SHA-1 thumbprint, 20 bytes.
    byte[] thumbprint() {
        return Digests.certificateThumbprint(encoded());
    }

    /// Whether a header of an assertion names it: `x5t` (SHA-1) or `x5t#S256`, in base64 of either alphabet, with or
    /// without padding, as clients differ.
    boolean isNamed(String base64Thumbprint) {
        try {
            byte[] named = Base64.getUrlDecoder()
                    .decode(base64Thumbprint.replace('+', '-').replace('/', '_').replaceAll("=+$", ""));
            return Arrays.equals(named, thumbprint()) || Arrays.equals(named, Digests.sha256(encoded()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
