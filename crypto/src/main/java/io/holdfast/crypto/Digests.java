package io.holdfast.crypto;

/// Unkeyed hashes.
public final class Digests {

    private Digests() {}

    /// SHA-256, FIPS 180-4: 32 bytes.
    public static byte[] sha256(byte[] bytes) {
        return Ciphers.sha256().digest(bytes);
    }
}
