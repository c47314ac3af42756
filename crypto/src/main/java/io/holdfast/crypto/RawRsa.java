package io.holdfast.crypto;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.Optional;
import javax.crypto.Cipher;

/// The RSA primitives RSASP1 and RSAVP1, RFC 8017 section 5.2, as the JDK computes them.
final class RawRsa {

    private RawRsa() {}

    /// Applies the private key to an encoded message as long as the modulus and less than it. The JDK checks
    /// the outcome against the public key, so that a fault in the computation does not give the primes away.
    static byte[] sign(RsaPrivateKey key, byte[] encoded) {
        try {
            return apply(Cipher.ENCRYPT_MODE, key.jca(), encoded);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("An encoded message is less than the modulus", e);
        }
    }

    /// Applies the public key to a signature; empty if the signature is not as long as the modulus or not
    /// less than it.
    static Optional<byte[]> open(RsaPublicKey key, byte[] signature) {
        if (signature.length != key.sizeBytes()) {
            return Optional.empty();
        }
        try {
            return Optional.of(apply(Cipher.DECRYPT_MODE, key.jca(), signature));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    private static byte[] apply(int mode, Key key, byte[] number) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
        cipher.init(mode, key);
        return cipher.doFinal(number);
    }
}
