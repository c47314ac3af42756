package io.holdfast.crypto;

/// Unkeyed hashes.
public final class Digests {

    private Digests() {}

    /// SHA-256, FIPS 180-4: 32 bytes.
    public static byte[] sha256(byte[] bytes) {
        return Ciphers.sha256().digest(bytes);
    }

    /// The SHA-1 thumbprint of a certificate in DER, by which clients name it (`x5t`, RFC 7515, section 4.1.7): 20
    /// bytes. It is a name only: whoever finds a certificate by it verifies a signature with it.
    public static byte[] certificateThumbprint(byte[] der) {
        return Ciphers.sha1().digest(der);
    }
}
