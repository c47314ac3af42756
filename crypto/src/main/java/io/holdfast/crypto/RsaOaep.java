package io.holdfast.crypto;

import java.security.GeneralSecurityException;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/// RSAES-OAEP, RFC 8017 section 7.1, with an empty label and the same hash for label and mask.
public enum RsaOaep {

    /// SHA-1 for label and MGF1: `RSA-OAEP` of RFC 7518 section 4.3.
    SHA1("SHA-1", 20),
    /// SHA-256 for label and MGF1: `RSA-OAEP-256` of RFC 7518 section 4.3.
    SHA256("SHA-256", 32);

    private final String hash;
    private final int hashBytes;

    RsaOaep(String hash, int hashBytes) {
        this.hash = hash;
        this.hashBytes = hashBytes;
    }

    /// The longest plaintext that fits, in bytes: the modulus less two hashes and two.
    public int maxPlaintextBytes(RsaPublicKey key) {
        return key.sizeBytes() - 2 * hashBytes - 2;
    }

    /// Encrypts; the answer is as long as the modulus.
    ///
    /// @throws IllegalArgumentException if the plaintext is longer than [#maxPlaintextBytes]
    public byte[] encrypt(RsaPublicKey key, byte[] plaintext) {
        if (plaintext.length > maxPlaintextBytes(key)) {
            throw new IllegalArgumentException("Invalid plaintext length: " + plaintext.length
                    + " bytes (must be at most " + maxPlaintextBytes(key) + ")");
        }
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key.jca(), parameters());
            return cipher.doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("A checked plaintext encrypts under a checked key", e);
        }
    }

    /// Decrypts; the answer is the caller's to clear.
    ///
    /// @throws UnwrapException if the ciphertext was not made by [#encrypt] under this key's public half
    public byte[] decrypt(RsaPrivateKey key, byte[] ciphertext) {
        if (ciphertext.length != key.sizeBytes()) {
            throw new UnwrapException("The ciphertext does not decrypt");
        }
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.DECRYPT_MODE, key.jca(), parameters());
            return cipher.doFinal(ciphertext);
        } catch (GeneralSecurityException e) {
            throw new UnwrapException("The ciphertext does not decrypt", e);
        }
    }

    /// The JCA's own default for the mask is SHA-1 whatever the hash, so both are named.
    private OAEPParameterSpec parameters() {
        return new OAEPParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), PSource.PSpecified.DEFAULT);
    }
}
