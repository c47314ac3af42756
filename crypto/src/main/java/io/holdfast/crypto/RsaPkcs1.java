package io.holdfast.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;

/// RSAES-PKCS1-v1_5 and RSASSA-PKCS1-v1_5, RFC 8017 sections 7.2 and 8.2: `RSA1_5`, `RS256` to `RS512`.
///
/// Decryption with this padding tells whoever may ask often enough about other ciphertexts too
/// (Bleichenbacher,
/// 1998); it is there for clients that still use it.
public final class RsaPkcs1 {

    /// What the padding takes, RFC 8017 section 7.2.1.
    private static final int OVERHEAD_BYTES = 11;

    private RsaPkcs1() {}

    /// The longest plaintext or `DigestInfo` that fits, in bytes.
    public static int maxBytes(RsaPublicKey key) {
        return key.sizeBytes() - OVERHEAD_BYTES;
    }

    /// Encrypts; the answer is as long as the modulus.
    ///
    /// @throws IllegalArgumentException if the plaintext is longer than [#maxBytes]
    public static byte[] encrypt(RsaPublicKey key, byte[] plaintext) {
        if (plaintext.length > maxBytes(key)) {
            throw new IllegalArgumentException("Invalid plaintext length: " + plaintext.length
                    + " bytes (must be at most " + maxBytes(key) + ")");
        }
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
            cipher.init(Cipher.ENCRYPT_MODE, key.jca());
            return cipher.doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("A checked plaintext encrypts under a checked key", e);
        }
    }

    /// Decrypts; the answer is the caller's to clear.
    ///
    /// @throws UnwrapException if the ciphertext was not made by [#encrypt] under this key's public half
    public static byte[] decrypt(RsaPrivateKey key, byte[] ciphertext) {
        if (ciphertext.length != key.sizeBytes()) {
            throw new UnwrapException("The ciphertext does not decrypt");
        }
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
            cipher.init(Cipher.DECRYPT_MODE, key.jca());
            return cipher.doFinal(ciphertext);
        } catch (GeneralSecurityException e) {
            throw new UnwrapException("The ciphertext does not decrypt", e);
        }
    }

    /// Signs a digest; the answer is as long as the modulus.
    ///
    /// @throws IllegalArgumentException if the digest has not the hash's length
    public static byte[] sign(RsaPrivateKey key, HashAlgorithm hash, byte[] digest) {
        return signBare(key, hash.digestInfo(digest));
    }

    /// Whether a signature is one of this digest.
    ///
    /// @throws IllegalArgumentException if the digest has not the hash's length
    public static boolean verify(RsaPublicKey key, HashAlgorithm hash, byte[] digest, byte[] signature) {
        return verifyBare(key, hash.digestInfo(digest), signature);
    }

    /// Signs bytes as they are, without saying which hash they are of, as TLS before 1.2 did.
    ///
    /// @param content 1 to [#maxBytes] bytes
    /// @throws IllegalArgumentException if it has another length
    public static byte[] signBare(RsaPrivateKey key, byte[] content) {
        return RawRsa.sign(key, encoded(key.sizeBytes(), content));
    }

    /// Whether a signature is one of these bytes: the signed encoding is built again and compared as a whole.
    ///
    /// @throws IllegalArgumentException if the content has a length that cannot be signed
    public static boolean verifyBare(RsaPublicKey key, byte[] content, byte[] signature) {
        byte[] expected = encoded(key.sizeBytes(), content);
        return RawRsa.open(key, signature).filter(found -> MessageDigest.isEqual(found, expected))
                .isPresent();
    }

    /// EMSA-PKCS1-v1_5, RFC 8017 section 9.2: 0, 1, at least eight bytes 0xff, 0, content.
    static byte[] encoded(int sizeBytes, byte[] content) {
        if (content.length == 0 || content.length > sizeBytes - OVERHEAD_BYTES) {
            throw new IllegalArgumentException("Invalid length: " + content.length + " bytes (must be 1 to "
                    + (sizeBytes - OVERHEAD_BYTES) + ")");
        }
        byte[] encoded = new byte[sizeBytes];
        int start = sizeBytes - content.length;
        encoded[1] = 1;
        Arrays.fill(encoded, 2, start - 1, (byte) 0xff);
        System.arraycopy(content, 0, encoded, start, content.length);
        return encoded;
    }
}
