package io.holdfast.crypto;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;

/// A key that seals byte strings one by one, and from which keys for narrower purposes derive.
///
/// Sealed layout: format version (1 byte, 0x01), salt (32 bytes, random), ciphertext, tag (16 bytes). Each
/// sealing uses its own AES-256 key, derived from this key and the salt with HKDF-SHA256 (RFC 5869), once,
/// with an all-zero nonce: a (key, nonce) pair could repeat only if 256 random bits did, so the number of
/// sealings is not bounded. The [Aad] must be given again to open. Thread-safe; closing zeroes the key and
/// refuses further use.
public final class SealingKey implements AutoCloseable {

    /// Bytes that sealing adds.
    public static final int OVERHEAD_BYTES = 1 + 32 + Ciphers.GCM_TAG_BYTES;

    private static final int KEY_BYTES = 32;
    private static final int SALT_BYTES = 32;
    private static final byte FORMAT = 0x01;
    private static final byte[] SEAL_INFO = Aad.of("holdfast/seal/v1").bytes();

    private final SecretBytes key;
    private final SecureRandom random;
    private final OneTimeGcm gcm = new OneTimeGcm();

    private SealingKey(SecretBytes key, SecureRandom random) {
        this.key = key;
        this.random = random;
    }

    /// Takes a secret of 32 bytes and closes it with itself.
    ///
    /// @throws IllegalArgumentException if the length is another
    public static SealingKey takeOwnership(SecretBytes key, SecureRandom random) {
        if (key.length() != KEY_BYTES) {
            throw new IllegalArgumentException("Invalid key length: " + key.length() + " bytes (must be 32)");
        }
        return new SealingKey(key, random);
    }

    /// A fresh random key.
    public static SealingKey generate(SecureRandom random) {
        return new SealingKey(SecretBytes.random(random, KEY_BYTES), random);
    }

    /// A key for a narrower purpose; it says nothing about this one. To be closed on its own.
    public SealingKey derive(Aad purpose) {
        return new SealingKey(deriveSecret(purpose, KEY_BYTES), random);
    }

    /// Secret bytes for a purpose, 1 to 8160 of them.
    public SecretBytes deriveSecret(Aad purpose, int length) {
        byte[] info = Aad.of("holdfast/derive/v1").with(purpose.bytes()).bytes();
        return SecretBytes.takeOwnership(key.insecureUse(k -> Ciphers.hkdf(k, new byte[0], info, length)));
    }

    /// Seals `plaintext`; the array stays the caller's.
    public byte[] seal(byte[] plaintext, Aad aad) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] once = onceKey(salt);
        try {
            byte[] sealed = gcm.seal(once, aad, plaintext, 1 + SALT_BYTES);
            ByteBuffer.wrap(sealed).put(FORMAT).put(salt);
            return sealed;
        } finally {
            Arrays.fill(once, (byte) 0);
        }
    }

    /// Opens what [#seal] made under the same key and [Aad].
    ///
    /// @throws UnsealException if it was not, or was altered, cut or extended
    public byte[] open(byte[] sealed, Aad aad) {
        if (sealed.length < OVERHEAD_BYTES || sealed[0] != FORMAT) {
            throw new UnsealException("The sealed bytes do not open");
        }
        byte[] once = onceKey(Arrays.copyOfRange(sealed, 1, 1 + SALT_BYTES));
        try {
            return gcm.open(once, aad, sealed, 1 + SALT_BYTES);
        } finally {
            Arrays.fill(once, (byte) 0);
        }
    }

    /// Seals another key under this one, so that it can be kept outside of memory; [#unwrap] opens it.
    public byte[] wrap(SealingKey other, Aad aad) {
        return other.key.insecureUse(bytes -> seal(bytes, aad));
    }

    /// The key that [#wrap] sealed under this key and [Aad]. To be closed on its own.
    ///
    /// @throws UnsealException if it was not, or was altered
    public SealingKey unwrap(byte[] wrapped, Aad aad) {
        byte[] bytes = open(wrapped, aad);
        if (bytes.length != KEY_BYTES) {
            Arrays.fill(bytes, (byte) 0);
            throw new UnsealException("The sealed bytes are no key");
        }
        return new SealingKey(SecretBytes.takeOwnership(bytes), random);
    }

    private byte[] onceKey(byte[] salt) {
        return key.insecureUse(k -> Ciphers.hkdf(k, salt, SEAL_INFO));
    }

    @Override
    public void close() {
        key.close();
        gcm.forget();
    }
}
