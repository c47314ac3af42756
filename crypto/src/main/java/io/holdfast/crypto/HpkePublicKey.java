package io.holdfast.crypto;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KEM;

/// The public half of a key by which anybody may seal and only [HpkePrivateKey] opens: an X25519 key.
/// Immutable.
///
/// Sealed layout: encapsulated key (32 bytes), ciphertext, tag (16 bytes): RFC 9180 in base mode,
/// single-shot, with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM. Each sealing has an ephemeral
/// key of its own.
public final class HpkePublicKey {

    /// Length of the key in bytes.
    public static final int KEY_BYTES = 32;

    /// Bytes that sealing adds.
    public static final int OVERHEAD_BYTES = KEY_BYTES + Ciphers.GCM_TAG_BYTES;

    private final byte[] u;

    private HpkePublicKey(byte[] u) {
        this.u = u;
    }

    /// The key with this u-coordinate, little endian as RFC 7748 has it.
    ///
    /// @throws InvalidKeyException if the length is another than 32
    public static HpkePublicKey of(byte[] u) {
        if (u.length != KEY_BYTES) {
            throw new InvalidKeyException("An X25519 key has 32 bytes");
        }
        return new HpkePublicKey(u.clone());
    }

    /// Seals `plaintext`.
    ///
    /// @param info what this use of the key is
    /// @param aad as for [SealingKey#seal]
    public byte[] seal(byte[] plaintext, Aad info, Aad aad, SecureRandom random) {
        try {
            KEM.Encapsulated encapsulated = KEM.getInstance("DHKEM").newEncapsulator(key(), null, random)
                    .encapsulate();
            byte[] shared = encapsulated.key().getEncoded();
            try {
                byte[] sealed = Hpke.AES_256_GCM.seal(shared, info.bytes(), aad.bytes(), plaintext);
                return ByteBuffer.allocate(KEY_BYTES + sealed.length).put(encapsulated.encapsulation())
                        .put(sealed).array();
            } finally {
                Arrays.fill(shared, (byte) 0);
            }
        } catch (GeneralSecurityException | ProviderException e) {
            throw new InvalidKeyException("The X25519 key is none that can be sealed to", e);
        }
    }

    private PublicKey key() throws GeneralSecurityException {
        byte[] bigEndian = new byte[KEY_BYTES];
        for (int i = 0; i < KEY_BYTES; i++) {
            bigEndian[i] = u[KEY_BYTES - 1 - i];
        }
        return KeyFactory.getInstance("X25519").generatePublic(
                new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, bigEndian)));
    }

    /// The u-coordinate, 32 bytes.
    public byte[] toBytes() {
        return u.clone();
    }

    /// SHA-256 of the key, in hexadecimal.
    public String fingerprint() {
        return HexFormat.of().formatHex(Digests.sha256(u));
    }
}
