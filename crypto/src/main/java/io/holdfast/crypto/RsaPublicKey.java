package io.holdfast.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;

/// The public half of an RSA key, RFC 8017 section 3.1. Immutable, compared by modulus and exponent.
public final class RsaPublicKey {

    /// The sizes in use: what the mirrored vault makes and imports.
    private static final int MIN_BITS = 2048;
    private static final int MAX_BITS = 4096;

    private final BigInteger modulus;
    private final BigInteger exponent;
    private final PublicKey key;

    private RsaPublicKey(BigInteger modulus, BigInteger exponent) {
        this.modulus = modulus;
        this.exponent = exponent;
        try {
            this.key = KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException("The RSA public key is malformed", e);
        }
    }

    /// A key of its parts, as unsigned big-endian numbers.
    ///
    /// @throws InvalidKeyException if the modulus has not 2048 to 4096 bits, or the exponent is even or below
    ///     3
    public static RsaPublicKey of(byte[] modulus, byte[] exponent) {
        return of(new BigInteger(1, modulus), new BigInteger(1, exponent));
    }

    static RsaPublicKey of(BigInteger modulus, BigInteger exponent) {
        checkSize(modulus);
        if (!exponent.testBit(0) || exponent.compareTo(BigInteger.TWO) < 0) {
            throw new InvalidKeyException("Invalid RSA exponent (must be odd and 3 or more)");
        }
        return new RsaPublicKey(modulus, exponent);
    }

    /// @throws InvalidKeyException if the modulus has not 2048 to 4096 bits
    static void checkSize(BigInteger modulus) {
        if (modulus.bitLength() < MIN_BITS || modulus.bitLength() > MAX_BITS) {
            throw new InvalidKeyException("Invalid RSA modulus: " + modulus.bitLength()
                    + " bits (must be " + MIN_BITS + " to " + MAX_BITS + ")");
        }
    }

    static int sizeBytes(BigInteger modulus) {
        return (modulus.bitLength() + Byte.SIZE - 1) / Byte.SIZE;
    }

    /// The modulus, unsigned big endian without leading zero.
    public byte[] modulus() {
        return unsigned(modulus);
    }

    /// The exponent, unsigned big endian without leading zero.
    public byte[] exponent() {
        return unsigned(exponent);
    }

    /// The length of the modulus in bits.
    public int sizeBits() {
        return modulus.bitLength();
    }

    /// The length of a ciphertext in bytes.
    public int sizeBytes() {
        return sizeBytes(modulus);
    }

    PublicKey jca() {
        return key;
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] twos = number.toByteArray();
        int sign = twos.length > 1 && twos[0] == 0 ? 1 : 0;
        byte[] bytes = new byte[twos.length - sign];
        System.arraycopy(twos, sign, bytes, 0, bytes.length);
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RsaPublicKey that && modulus.equals(that.modulus)
                && exponent.equals(that.exponent);
    }

    @Override
    public int hashCode() {
        return modulus.hashCode();
    }
}
