package io.holdfast.crypto;

/// A key for HMAC-SHA256 alone, for keyed look-ups and set hashes where many are computed. Thread-safe.
public final class MacKey implements AutoCloseable {

    private final SecretBytes key;

    private MacKey(SecretBytes key) {
        this.key = key;
    }

    /// Derives the key from `parent` for one purpose.
    public static MacKey derive(SealingKey parent, Aad purpose) {
        return new MacKey(parent.deriveSecret(Aad.of("holdfast/mac-key/v1").with(purpose.bytes()), 32));
    }

    /// 32 bytes.
    public byte[] mac(Aad message) {
        return key.insecureUse(k -> Ciphers.hmacSha256(k, message.bytes()));
    }

    @Override
    public void close() {
        key.close();
    }
}
