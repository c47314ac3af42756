package io.holdfast.crypto;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/// RSASSA-PSS, RFC 8017 section 8.1, with MGF1 of the same hash and a salt as long as the hash: `PS256` to
/// `PS512` of RFC 7518 section 3.5. It signs digests: the JDK signs messages only.
///
/// Keys have lengths that are multiples of eight bits here, so that the encoded message is as long as the
/// modulus and its first bit is zero.
public final class RsaPss {

    private static final byte TRAILER = (byte) 0xbc;
    private static final int ZEROS = 8;

    private RsaPss() {}

    /// Signs a digest; the answer is as long as the modulus.
    ///
    /// @throws IllegalArgumentException if the digest has not the hash's length
    public static byte[] sign(RsaPrivateKey key, HashAlgorithm hash, byte[] digest, SecureRandom random) {
        hash.check(digest);
        byte[] salt = new byte[hash.sizeBytes()];
        random.nextBytes(salt);
        return RawRsa.sign(key, encoded(key.publicKey(), hash, digest, salt));
    }

    /// Whether a signature is one of this digest.
    ///
    /// @throws IllegalArgumentException if the digest has not the hash's length
    public static boolean verify(RsaPublicKey key, HashAlgorithm hash, byte[] digest, byte[] signature) {
        hash.check(digest);
        return RawRsa.open(key, signature).filter(encoded -> matches(encoded, hash, digest)).isPresent();
    }

    /// EMSA-PSS-ENCODE, RFC 8017 section 9.1.1, from step 5 on.
    static byte[] encoded(RsaPublicKey key, HashAlgorithm hash, byte[] digest, byte[] salt) {
        byte[] tag = tag(hash, digest, salt);
        byte[] block = new byte[key.sizeBytes() - tag.length - 1];
        block[block.length - salt.length - 1] = 1;
        System.arraycopy(salt, 0, block, block.length - salt.length, salt.length);
        mask(block, hash, tag);
        block[0] &= 0x7f;
        byte[] encoded = Arrays.copyOf(block, key.sizeBytes());
        System.arraycopy(tag, 0, encoded, block.length, tag.length);
        encoded[encoded.length - 1] = TRAILER;
        return encoded;
    }

    /// EMSA-PSS-VERIFY, RFC 8017 section 9.1.2, from step 4 on.
    private static boolean matches(byte[] encoded, HashAlgorithm hash, byte[] digest) {
        int size = hash.sizeBytes();
        int blockBytes = encoded.length - size - 1;
        if (encoded[encoded.length - 1] != TRAILER || encoded[0] < 0) {
            return false;
        }
        byte[] block = Arrays.copyOf(encoded, blockBytes);
        byte[] tag = Arrays.copyOfRange(encoded, blockBytes, blockBytes + size);
        mask(block, hash, tag);
        block[0] &= 0x7f;
        int separator = blockBytes - size - 1;
        byte[] salt = Arrays.copyOfRange(block, separator + 1, blockBytes);
        byte[] padding = new byte[separator + 1];
        padding[separator] = 1;
        return Arrays.equals(padding, Arrays.copyOf(block, separator + 1))
                && MessageDigest.isEqual(tag, tag(hash, digest, salt));
    }

    private static byte[] tag(HashAlgorithm hash, byte[] digest, byte[] salt) {
        MessageDigest function = Ciphers.digest(hash);
        function.update(new byte[ZEROS]);
        function.update(digest);
        return function.digest(salt);
    }

    /// Applies MGF1, RFC 8017 appendix B.2.1.
    private static void mask(byte[] block, HashAlgorithm hash, byte[] seed) {
        MessageDigest function = Ciphers.digest(hash);
        for (int counter = 0, at = 0; at < block.length; counter++) {
            function.update(seed);
            byte[] mask = function.digest(new byte[]{(byte) (counter >>> 24), (byte) (counter >>> 16),
                    (byte) (counter >>> 8), (byte) counter});
            for (int i = 0; i < mask.length && at < block.length; i++, at++) {
                block[at] ^= mask[i];
            }
        }
    }
}
