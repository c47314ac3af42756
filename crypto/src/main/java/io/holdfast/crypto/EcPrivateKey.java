package io.holdfast.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;

/// The private half of a key on an elliptic curve. To be closed as soon as it was used.
///
/// Closing clears the scalar. The numbers that the libraries made of it are left to the garbage collector.
/// Thread-safe.
public final class EcPrivateKey implements AutoCloseable {

    private final EcPublicKey open;
    private final SecretBytes scalar;

    private EcPrivateKey(EcPublicKey open, SecretBytes scalar) {
        this.open = open;
        this.scalar = scalar;
    }

    /// A fresh key, FIPS 186-5 appendix A.2.
    public static EcPrivateKey generate(EcCurve curve, SecureRandom random) {
        return switch (curve) {
            case P256, P384, P521 -> generateByJdk(curve, random);
            case P256K -> generateKoblitz(curve, random);
        };
    }

    private static EcPrivateKey generateByJdk(EcCurve curve, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve.standardName()), random);
            KeyPair pair = generator.generateKeyPair();
            if (pair.getPublic() instanceof ECPublicKey open
                    && pair.getPrivate() instanceof ECPrivateKey key) {
                return of(EcPublicKey.of(curve, open.getW().getAffineX(), open.getW().getAffineY()),
                        key.getS());
            }
            throw new AssertionError("The JDK makes EC keys of its own interfaces");
        } catch (GeneralSecurityException e) {
            throw new AssertionError("The NIST curves are part of every JDK", e);
        }
    }

    private static EcPrivateKey generateKoblitz(EcCurve curve, SecureRandom random) {
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(EcDomain.of(curve).parameters(), random));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        if (pair.getPublic() instanceof ECPublicKeyParameters open
                && pair.getPrivate() instanceof ECPrivateKeyParameters key) {
            return of(EcPublicKey.of(curve, open.getQ().getAffineXCoord().toBigInteger(),
                    open.getQ().getAffineYCoord().toBigInteger()), key.getD());
        }
        throw new AssertionError("Bouncy Castle makes EC keys of its own types");
    }

    private static EcPrivateKey of(EcPublicKey open, BigInteger scalar) {
        return new EcPrivateKey(open, SecretBytes.takeOwnership(
                EcPublicKey.fixed(scalar, open.curve().sizeBytes())));
    }

    /// A key of its parts, and closes the scalar with itself, also when it is refused. That the two belong
    /// together is not checked: see [Ecdsa#arePair].
    ///
    /// @param scalar unsigned big endian, as long as the field
    /// @throws InvalidKeyException if the scalar has another length or is out of range
    public static EcPrivateKey takeOwnership(EcPublicKey open, SecretBytes scalar) {
        boolean inRange = scalar.length() == open.curve().sizeBytes()
                && scalar.insecureUse(
                        bytes -> EcDomain.of(open.curve()).allowsScalar(new BigInteger(1, bytes)));
        if (!inRange) {
            scalar.close();
            throw new InvalidKeyException("The EC private key is out of range");
        }
        return new EcPrivateKey(open, scalar);
    }

    /// The public half.
    public EcPublicKey publicKey() {
        return open;
    }

    /// The scalar, unsigned big endian and as long as the field, to be closed on its own.
    public SecretBytes scalar() {
        return scalar.copy();
    }

    /// @throws IllegalStateException if closed
    BigInteger number() {
        return scalar.insecureUse(bytes -> new BigInteger(1, bytes));
    }

    @Override
    public void close() {
        scalar.close();
    }
}
