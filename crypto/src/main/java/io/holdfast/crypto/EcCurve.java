package io.holdfast.crypto;

import java.util.Optional;

/// The elliptic curves in use, by their names in RFC 7518 section 6.2.1.1 and, for the Koblitz curve, in the
/// mirrored vault.
public enum EcCurve {

    /// NIST P-256, FIPS 186-5.
    P256("P-256", "secp256r1", 256),
    /// NIST P-384, FIPS 186-5.
    P384("P-384", "secp384r1", 384),
    /// NIST P-521, FIPS 186-5.
    P521("P-521", "secp521r1", 521),
    /// SEC 2 secp256k1, which RFC 8812 calls `secp256k1` and the mirrored vault `P-256K`.
    P256K("P-256K", "secp256k1", 256);

    private final String vaultName;
    private final String standardName;
    private final int sizeBits;

    EcCurve(String vaultName, String standardName, int sizeBits) {
        this.vaultName = vaultName;
        this.standardName = standardName;
        this.sizeBits = sizeBits;
    }

    /// The curve by its `crv`, case-sensitively.
    public static Optional<EcCurve> named(String crv) {
        for (EcCurve curve : values()) {
            if (curve.vaultName.equals(crv)) {
                return Optional.of(curve);
            }
        }
        return Optional.empty();
    }

    /// As in `crv`, such as `P-256K`.
    public String vaultName() {
        return vaultName;
    }

    /// The name in SEC 2, such as `secp256k1`.
    public String standardName() {
        return standardName;
    }

    /// The length of the field in bits.
    public int sizeBits() {
        return sizeBits;
    }

    /// The length of a coordinate, and of half a signature, in bytes.
    public int sizeBytes() {
        return (sizeBits + Byte.SIZE - 1) / Byte.SIZE;
    }
}
