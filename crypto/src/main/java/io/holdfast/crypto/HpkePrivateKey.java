package io.holdfast.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.KEM;
import javax.crypto.KeyAgreement;
import javax.crypto.SecretKey;

/// The private half of an [HpkePublicKey], kept outside of memory only under a [SealingKey]. Thread-safe;
/// closing zeroes it.
public final class HpkePrivateKey implements AutoCloseable {

    private static final BigInteger BASE_POINT = BigInteger.valueOf(9);

    private final SecretBytes key;

    private HpkePrivateKey(SecretBytes key) {
        this.key = key;
    }

    /// A fresh key. Any 32 random bytes are one: RFC 7748, section 5.
    public static HpkePrivateKey generate(SecureRandom random) {
        return new HpkePrivateKey(SecretBytes.random(random, HpkePublicKey.KEY_BYTES));
    }

    /// The key of these 32 bytes, which it closes with itself.
    static HpkePrivateKey takeOwnership(SecretBytes key) {
        return new HpkePrivateKey(key);
    }

    /// The public half, computed from this one.
    public HpkePublicKey publicKey() {
        return key.insecureUse(bytes -> {
            try {
                KeyAgreement agreement = KeyAgreement.getInstance("X25519");
                agreement.init(key(bytes));
                agreement.doPhase(KeyFactory.getInstance("X25519").generatePublic(
                        new XECPublicKeySpec(NamedParameterSpec.X25519, BASE_POINT)), true);
                return HpkePublicKey.of(agreement.generateSecret());
            } catch (GeneralSecurityException e) {
                throw new AssertionError("X25519 is part of every JDK", e);
            }
        });
    }

    /// Opens what [HpkePublicKey#seal] made.
    ///
    /// @throws UnsealException if it was not made for this key, this info and this aad, or was altered
    public byte[] open(byte[] sealed, Aad info, Aad aad) {
        if (sealed.length < HpkePublicKey.OVERHEAD_BYTES) {
            throw new UnsealException("The sealed bytes do not open");
        }
        byte[] shared = shared(Arrays.copyOf(sealed, HpkePublicKey.KEY_BYTES));
        try {
            return Hpke.AES_256_GCM.open(shared, info.bytes(), aad.bytes(), sealed,
                    HpkePublicKey.KEY_BYTES);
        } finally {
            Arrays.fill(shared, (byte) 0);
        }
    }

    /// The secret that was encapsulated.
    byte[] shared(byte[] encapsulation) {
        return key.insecureUse(bytes -> {
            try {
                SecretKey shared = KEM.getInstance("DHKEM").newDecapsulator(key(bytes))
                        .decapsulate(encapsulation);
                return shared.getEncoded();
            } catch (GeneralSecurityException e) {
                throw new UnsealException("The sealed bytes do not open", e);
            }
        });
    }

    private static PrivateKey key(byte[] bytes) throws GeneralSecurityException {
        return KeyFactory.getInstance("X25519")
                .generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, bytes));
    }

    /// Seals this key under another, so that it can be kept outside of memory; [#unwrap] opens it.
    public byte[] wrap(SealingKey under, Aad aad) {
        return key.insecureUse(bytes -> under.seal(bytes, aad));
    }

    /// The key that [#wrap] sealed. To be closed.
    ///
    /// @throws UnsealException if it was not, or was altered
    public static HpkePrivateKey unwrap(byte[] wrapped, SealingKey under, Aad aad) {
        byte[] bytes = under.open(wrapped, aad);
        if (bytes.length != HpkePublicKey.KEY_BYTES) {
            Arrays.fill(bytes, (byte) 0);
            throw new UnsealException("The sealed bytes are no key");
        }
        return new HpkePrivateKey(SecretBytes.takeOwnership(bytes));
    }

    @Override
    public void close() {
        key.close();
    }
}
