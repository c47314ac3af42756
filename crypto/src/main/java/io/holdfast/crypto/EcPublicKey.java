package io.holdfast.crypto;

import java.math.BigInteger;
import java.util.Arrays;

/// A point on one of the curves, SEC 1 section 3.2.2: never the point at infinity, always on the curve.
/// As all
/// curves here have cofactor 1, that is all there is to check. Immutable.
public final class EcPublicKey {

    private final EcCurve curve;
    private final BigInteger x;
    private final BigInteger y;

    private EcPublicKey(EcCurve curve, BigInteger x, BigInteger y) {
        this.curve = curve;
        this.x = x;
        this.y = y;
    }

    /// A key of its coordinates, as unsigned big-endian numbers.
    ///
    /// @throws InvalidKeyException if they are no point of the curve
    public static EcPublicKey of(EcCurve curve, byte[] x, byte[] y) {
        return of(curve, new BigInteger(1, x), new BigInteger(1, y));
    }

    static EcPublicKey of(EcCurve curve, BigInteger x, BigInteger y) {
        if (!EcDomain.of(curve).holds(x, y)) {
            throw new InvalidKeyException("The point is not on the curve " + curve.vaultName());
        }
        return new EcPublicKey(curve, x, y);
    }

    /// The curve.
    public EcCurve curve() {
        return curve;
    }

    /// Unsigned big endian, as long as the field.
    public byte[] x() {
        return fixed(x, curve.sizeBytes());
    }

    /// Unsigned big endian, as long as the field.
    public byte[] y() {
        return fixed(y, curve.sizeBytes());
    }

    BigInteger xNumber() {
        return x;
    }

    BigInteger yNumber() {
        return y;
    }

    /// A number that is not negative, unsigned big endian in `length` bytes.
    static byte[] fixed(BigInteger number, int length) {
        byte[] twos = number.toByteArray();
        byte[] fixed = new byte[length];
        int count = Math.min(twos.length, length);
        System.arraycopy(twos, twos.length - count, fixed, length - count, count);
        Arrays.fill(twos, (byte) 0);
        return fixed;
    }
}
