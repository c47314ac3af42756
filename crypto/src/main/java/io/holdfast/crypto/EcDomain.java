package io.holdfast.crypto;

import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Map;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;

/// The numbers of a curve, SEC 2 section 2.
///
/// @param field the prime
/// @param a of the equation y² = x³ + ax + b
/// @param b of the equation
/// @param parameters the same for Bouncy Castle
record EcDomain(BigInteger field, BigInteger a, BigInteger b, ECDomainParameters parameters) {

    private static final Map<EcCurve, EcDomain> ALL = new EnumMap<>(EcCurve.class);

    static {
        for (EcCurve curve : EcCurve.values()) {
            X9ECParameters numbers = CustomNamedCurves.getByName(curve.standardName());
            ALL.put(curve,
                    new EcDomain(numbers.getCurve().getField().getCharacteristic(),
                            numbers.getCurve().getA().toBigInteger(),
                            numbers.getCurve().getB().toBigInteger(), new ECDomainParameters(numbers)));
        }
    }

    static EcDomain of(EcCurve curve) {
        EcDomain domain = ALL.get(curve);
        if (domain == null) {
            throw new AssertionError("Every curve has its numbers: " + curve);
        }
        return domain;
    }

    /// The number of points.
    BigInteger order() {
        return parameters.getN();
    }

    /// Whether a point is on the curve.
    boolean holds(BigInteger x, BigInteger y) {
        boolean inField = x.signum() >= 0 && y.signum() >= 0 && x.compareTo(field) < 0
                && y.compareTo(field) < 0;
        return inField && y.multiply(y).mod(field)
                .equals(x.pow(2).add(a).multiply(x).add(b).mod(field));
    }

    /// Whether a number may be a private key: 1 to the order less one.
    boolean allowsScalar(BigInteger scalar) {
        return scalar.signum() > 0 && scalar.compareTo(order()) < 0;
    }
}
