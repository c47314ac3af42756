package io.holdfast.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/// AES key wrap without padding, RFC 3394 (`A128KW`, `A192KW`, `A256KW` of RFC 7518 section 4.4).
public final class AesKeyWrap {

    /// Bytes that wrapping adds.
    public static final int OVERHEAD_BYTES = 8;

    private static final int BLOCK_BYTES = 8;
    private static final int MIN_BYTES = 16;
    /// Far above every key that is wrapped.
    private static final int MAX_BYTES = 4096;

    private AesKeyWrap() {}

    /// Whether a plaintext of this length can be wrapped: 16 to 4096 bytes, a multiple of 8.
    public static boolean wraps(int lengthBytes) {
        return lengthBytes >= MIN_BYTES && lengthBytes <= MAX_BYTES && lengthBytes % BLOCK_BYTES == 0;
    }

    /// Wraps a key under `kek`, which has 16, 24 or 32 bytes.
    ///
    /// @throws IllegalArgumentException if it cannot be wrapped for its length
    public static byte[] wrap(SecretBytes kek, byte[] plaintext) {
        if (!wraps(plaintext.length)) {
            throw new IllegalArgumentException("Invalid plaintext length: " + plaintext.length
                    + " bytes (must be 16 to 4096 and a multiple of 8)");
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
    public static byte[] unwrap(SecretBytes kek, byte[] wrapped) {
        if (!wraps(wrapped.length - OVERHEAD_BYTES)) {
            throw new UnwrapException("The wrapped key does not unwrap");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, kek).doFinal(wrapped);
        } catch (GeneralSecurityException e) {
            throw new UnwrapException("The wrapped key does not unwrap", e);
        }
    }

    private static Cipher cipher(int mode, SecretBytes kek) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/KW/NoPadding");
        SecretKeySpec key = kek.insecureUse(k -> new SecretKeySpec(k, "AES"));
        cipher.init(mode, key);
        return cipher;
    }
}
