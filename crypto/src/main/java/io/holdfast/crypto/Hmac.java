package io.holdfast.crypto;

import java.security.MessageDigest;

/// HMAC, RFC 2104: `HS256` to `HS512` of RFC 7518 section 3.2.
public final class Hmac {

    private Hmac() {}

    /// The code of a message, as long as the hash.
    public static byte[] mac(SecretBytes key, HashAlgorithm hash, byte[] message) {
        return key.insecureUse(k -> Ciphers.hmac(hash, k, message));
    }

    /// Whether a code is the one of this message; a shortened one is not. In time that depends on lengths
    /// only.
    public static boolean verify(SecretBytes key, HashAlgorithm hash, byte[] message, byte[] code) {
        return MessageDigest.isEqual(mac(key, hash, message), code);
    }
}
