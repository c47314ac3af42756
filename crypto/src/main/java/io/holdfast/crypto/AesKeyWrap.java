package io.holdfast.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/// AES key wrap, NIST SP 800-38F.
public enum AesKeyWrap {

    /// Without padding, RFC 3394 (`A128KW`, `A192KW`, `A256KW` of RFC 7518 section 4.4): 16 to 4096 bytes, a
    /// multiple of 8.
    PLAIN("AES/KW/NoPadding", 16),
    /// With padding, RFC 5649: 1 to 4096 bytes.
    PADDED("AES/KWP/NoPadding", 1);

    /// Bytes that wrapping adds, besides padding.
    public static final int OVERHEAD_BYTES = 8;

    private static final int BLOCK_BYTES = 8;
    /// Far above every key that is wrapped.
    private static final int MAX_BYTES = 4096;

    private final String transformation;
    private final int minBytes;

    AesKeyWrap(String transformation, int minBytes) {
        this.transformation = transformation;
        this.minBytes = minBytes;
    }

    /// Whether a plaintext of this length can be wrapped.
    public boolean wraps(int lengthBytes) {
        return lengthBytes >= minBytes && lengthBytes <= MAX_BYTES
                && (this == PADDED || lengthBytes % BLOCK_BYTES == 0);
    }

    /// Wraps a key under `kek`, which has 16, 24 or 32 bytes.
    ///
    /// @throws IllegalArgumentException if it cannot be wrapped for its length
    public byte[] wrap(SecretBytes kek, byte[] plaintext) {
        if (!wraps(plaintext.length)) {
            throw new IllegalArgumentException("Invalid plaintext length: " + plaintext.length
                    + " bytes (must be " + minBytes + " to " + MAX_BYTES
                    + (this == PLAIN ? " and a multiple of 8)" : ")"));
        }
        try {
            return cipher(Cipher.ENCRYPT_MODE, kek).doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("AES key wrap is part of JDK 25", e);
        }
    }

    /// Unwraps; the answer is the caller's to clear.
    ///
    /// @throws UnwrapException if the bytes were not wrapped under this key, or were altered
    public byte[] unwrap(SecretBytes kek, byte[] wrapped) {
        int length = wrapped.length - OVERHEAD_BYTES;
        if (length % BLOCK_BYTES != 0 || length < Math.max(minBytes, BLOCK_BYTES) || length > MAX_BYTES) {
            throw new UnwrapException("The wrapped key does not unwrap");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, kek).doFinal(wrapped);
        } catch (GeneralSecurityException e) {
            throw new UnwrapException("The wrapped key does not unwrap", e);
        }
    }

    private Cipher cipher(int mode, SecretBytes kek) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(transformation);
        SecretKeySpec key = kek.insecureUse(k -> new SecretKeySpec(k, "AES"));
        cipher.init(mode, key);
        return cipher;
    }
}
