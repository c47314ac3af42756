package io.holdfast.crypto;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECDSASigner;

/// ECDSA over digests, FIPS 186-5 section 6; signatures are r and s, each as long as the field (RFC 7518
/// section 3.4). The NIST curves by the JDK, secp256k1 by Bouncy Castle.
public final class Ecdsa {

    private static final String RAW = "NONEwithECDSAinP1363Format";

    private Ecdsa() {}

    /// Signs a digest.
    public static byte[] sign(EcPrivateKey key, byte[] digest, SecureRandom random) {
        return key.publicKey().curve() == EcCurve.P256K
                ? signKoblitz(key, digest, random)
                : signByJdk(key, digest, random);
    }

    /// Whether a signature is one of this digest; one of another length is none.
    public static boolean verify(EcPublicKey key, byte[] digest, byte[] signature) {
        if (signature.length != 2 * key.curve().sizeBytes()) {
            return false;
        }
        return key.curve() == EcCurve.P256K
                ? verifyKoblitz(key, digest, signature)
                : verifyByJdk(key, digest, signature);
    }

    /// Whether the halves of a key belong together.
    public static boolean arePair(EcPrivateKey key, SecureRandom random) {
        byte[] digest = new byte[HashAlgorithm.SHA256.sizeBytes()];
        random.nextBytes(digest);
        return verify(key.publicKey(), digest, sign(key, digest, random));
    }

    /// The key as the JDK has it, for the curves that it knows.
    static PrivateKey jca(EcPrivateKey key) {
        try {
            return KeyFactory.getInstance("EC").generatePrivate(
                    new ECPrivateKeySpec(key.number(), Jdk.spec(key.publicKey().curve())));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("A checked key is one", e);
        }
    }

    /// The key as the JDK has it, for the curves that it knows.
    static PublicKey jca(EcPublicKey key) {
        try {
            return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(
                    new ECPoint(key.xNumber(), key.yNumber()), Jdk.spec(key.curve())));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("A checked key is one", e);
        }
    }

    private static byte[] signByJdk(EcPrivateKey key, byte[] digest, SecureRandom random) {
        try {
            Signature signature = Signature.getInstance(RAW);
            signature.initSign(jca(key), random);
            signature.update(digest);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("A checked key signs a digest", e);
        }
    }

    private static boolean verifyByJdk(EcPublicKey key, byte[] digest, byte[] value) {
        try {
            Signature signature = Signature.getInstance(RAW);
            signature.initVerify(jca(key));
            signature.update(digest);
            return signature.verify(value);
        } catch (SignatureException _) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("A checked key verifies", e);
        }
    }

    private static byte[] signKoblitz(EcPrivateKey key, byte[] digest, SecureRandom random) {
        ECDSASigner signer = new ECDSASigner();
        signer.init(true, new ParametersWithRandom(new ECPrivateKeyParameters(key.number(),
                EcDomain.of(key.publicKey().curve()).parameters()), random));
        BigInteger[] numbers = signer.generateSignature(digest);
        int half = key.publicKey().curve().sizeBytes();
        byte[] signature = Arrays.copyOf(EcPublicKey.fixed(numbers[0], half), 2 * half);
        System.arraycopy(EcPublicKey.fixed(numbers[1], half), 0, signature, half, half);
        return signature;
    }

    private static boolean verifyKoblitz(EcPublicKey key, byte[] digest, byte[] value) {
        EcDomain domain = EcDomain.of(key.curve());
        int half = key.curve().sizeBytes();
        ECDSASigner signer = new ECDSASigner();
        signer.init(false, new ECPublicKeyParameters(domain.parameters().getCurve()
                .createPoint(key.xNumber(), key.yNumber()), domain.parameters()));
        return signer.verifySignature(digest, new BigInteger(1, Arrays.copyOf(value, half)),
                new BigInteger(1, Arrays.copyOfRange(value, half, 2 * half)));
    }

    /// The JDK's numbers of the curves that it knows.
    private static final class Jdk {

        private static final ECParameterSpec P256 = find(EcCurve.P256);
        private static final ECParameterSpec P384 = find(EcCurve.P384);
        private static final ECParameterSpec P521 = find(EcCurve.P521);

        static ECParameterSpec spec(EcCurve curve) {
            return switch (curve) {
                case P256 -> P256;
                case P384 -> P384;
                case P521 -> P521;
                case P256K -> throw new IllegalArgumentException("The JDK does not know " + curve);
            };
        }

        private static ECParameterSpec find(EcCurve curve) {
            try {
                AlgorithmParameters parameters = AlgorithmParameters
                        .getInstance("EC");
                parameters.init(new ECGenParameterSpec(curve.standardName()));
                return parameters.getParameterSpec(ECParameterSpec.class);
            } catch (GeneralSecurityException e) {
                throw new AssertionError("The NIST curves are part of every JDK", e);
            }
        }
    }
}
