package io.holdfast.crypto;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES for callers' data: GCM (NIST SP 800-38D) and CBC (SP 800-38A), with keys of 16, 24 or 32 bytes.
public final class AesModes {

    /// The length of a block, and of the initialization vector of CBC.
    public static final int BLOCK_BYTES = 16;

    private AesModes() {}

    /// What encryption made. The arrays are the caller's.
    ///
    /// @param iv 12 bytes for GCM, 16 for CBC
    /// @param tag 16 bytes for GCM, none for CBC
    public record Encrypted(byte[] iv, byte[] ciphertext, byte[] tag) {}

    /// Encrypts with GCM under a random initialization vector, of which one key must not see more than 2^32
    /// (SP 800-38D section 8.3).
    ///
    /// @param aad authenticated with it; may be empty
    public static Encrypted gcmEncrypt(SecretBytes key, byte[] plaintext, byte[] aad, SecureRandom random) {
        byte[] iv = random(random, Ciphers.GCM_NONCE_BYTES);
        byte[] sealed = key.insecureUse(k -> Ciphers.gcmSeal(k, iv, aad, plaintext));
        int end = sealed.length - Ciphers.GCM_TAG_BYTES;
        return new Encrypted(iv, Arrays.copyOf(sealed, end), Arrays.copyOfRange(sealed, end, sealed.length));
    }

    /// Decrypts with GCM; the answer is the caller's to clear.
    ///
    /// @throws UnwrapException if anything was altered, or the initialization vector or the tag is of another
    ///     length
    public static byte[] gcmDecrypt(SecretBytes key, Encrypted encrypted, byte[] aad) {
        byte[] iv = encrypted.iv();
        if (iv.length != Ciphers.GCM_NONCE_BYTES || encrypted.tag().length != Ciphers.GCM_TAG_BYTES) {
            throw new UnwrapException("The ciphertext does not decrypt");
        }
        int length = encrypted.ciphertext().length;
        byte[] sealed = Arrays.copyOf(encrypted.ciphertext(), length + Ciphers.GCM_TAG_BYTES);
        System.arraycopy(encrypted.tag(), 0, sealed, length, Ciphers.GCM_TAG_BYTES);
        try {
            return key.insecureUse(k -> Ciphers.gcmOpen(k, iv, aad, sealed, 0, sealed.length));
        } catch (UnsealException e) {
            throw new UnwrapException("The ciphertext does not decrypt", e);
        }
    }

    /// Encrypts with CBC.
    ///
    /// @param iv 16 bytes; empty for a random one
    /// @param padded whether PKCS#7 fills the last block (RFC 5652 section 6.3)
    /// @throws IllegalArgumentException if the vector has another length, or the plaintext is not whole
    /// blocks
    ///     and is not to be padded
    public static Encrypted cbcEncrypt(SecretBytes key, byte[] plaintext, byte[] iv, boolean padded,
            SecureRandom random) {
        if (iv.length != 0 && iv.length != BLOCK_BYTES) {
            throw new IllegalArgumentException(
                    "Invalid initialization vector: " + iv.length + " bytes (must be " + BLOCK_BYTES + ")");
        }
        if (!padded && (plaintext.length == 0 || plaintext.length % BLOCK_BYTES != 0)) {
            throw new IllegalArgumentException("Invalid plaintext length: " + plaintext.length
                    + " bytes (must be a multiple of " + BLOCK_BYTES + ")");
        }
        byte[] used = iv.length == 0 ? random(random, BLOCK_BYTES) : iv.clone();
        try {
            return new Encrypted(used, cbc(Cipher.ENCRYPT_MODE, key, used, padded).doFinal(plaintext),
                    new byte[0]);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("AES-CBC is part of every JDK", e);
        }
    }

    /// Decrypts with CBC, which authenticates nothing; the answer is the caller's to clear.
    ///
    /// @throws UnwrapException if the ciphertext is not whole blocks, the vector not 16 bytes, or the padding
    ///     wrong
    public static byte[] cbcDecrypt(SecretBytes key, byte[] ciphertext, byte[] iv, boolean padded) {
        if (iv.length != BLOCK_BYTES || ciphertext.length == 0 || ciphertext.length % BLOCK_BYTES != 0) {
            throw new UnwrapException("The ciphertext does not decrypt");
        }
        try {
            return cbc(Cipher.DECRYPT_MODE, key, iv, padded).doFinal(ciphertext);
        } catch (GeneralSecurityException e) {
            throw new UnwrapException("The ciphertext does not decrypt", e);
        }
    }

    private static Cipher cbc(int mode, SecretBytes key, byte[] iv, boolean padded)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(padded ? "AES/CBC/PKCS5Padding" : "AES/CBC/NoPadding");
        cipher.init(mode, key.insecureUse(k -> new SecretKeySpec(k, "AES")), new IvParameterSpec(iv));
        return cipher;
    }

    private static byte[] random(SecureRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
