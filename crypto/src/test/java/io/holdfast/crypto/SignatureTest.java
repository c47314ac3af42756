package io.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Signatures over digests, with the JDK's signatures over messages as oracle.
class SignatureTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final RsaPrivateKey RSA = RsaPrivateKey.generate(2048, RANDOM);
    private static final byte[] MESSAGE = "what is signed".getBytes(StandardCharsets.US_ASCII);

    private static byte[] digest(HashAlgorithm hash) {
        return Ciphers.digest(hash).digest(MESSAGE);
    }

    private static byte[] altered(byte[] bytes, int at) {
        byte[] other = bytes.clone();
        other[at] ^= 1;
        return other;
    }

    @ParameterizedTest
    @EnumSource(HashAlgorithm.class)
    void pkcs1SignaturesAreThoseOfTheJdk(HashAlgorithm hash) throws GeneralSecurityException {
        byte[] signature = RsaPkcs1.sign(RSA, hash, digest(hash));
        Signature jdk = Signature.getInstance("SHA" + hash.sizeBytes() * 8 + "withRSA");
        jdk.initSign(RSA.jca());
        jdk.update(MESSAGE);

        assertThat(signature).isEqualTo(jdk.sign());
        assertThat(RsaPkcs1.verify(RSA.publicKey(), hash, digest(hash), signature)).isTrue();
        assertThat(RsaPkcs1.verify(RSA.publicKey(), hash, altered(digest(hash), 0), signature)).isFalse();
        assertThat(RsaPkcs1.verify(RSA.publicKey(), hash, digest(hash), altered(signature, 100))).isFalse();
        assertThat(RsaPkcs1.verify(RSA.publicKey(), hash, digest(hash), new byte[255])).isFalse();
    }

    @ParameterizedTest
    @EnumSource(HashAlgorithm.class)
    void pssSignaturesAndTheJdksVerifyEachOther(HashAlgorithm hash) throws GeneralSecurityException {
        byte[] signature = RsaPss.sign(RSA, hash, digest(hash), RANDOM);
        Signature jdk = Signature.getInstance("RSASSA-PSS");
        jdk.setParameter(new PSSParameterSpec(hash.jcaName(), "MGF1",
                new MGF1ParameterSpec(hash.jcaName()), hash.sizeBytes(), 1));
        jdk.initVerify(RSA.publicKey().jca());
        jdk.update(MESSAGE);
        assertThat(jdk.verify(signature)).isTrue();
        jdk.initSign(KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(RSA.encoded().insecureCopy())));
        jdk.update(MESSAGE);
        byte[] theirs = jdk.sign();

        assertThat(RsaPss.verify(RSA.publicKey(), hash, digest(hash), theirs)).isTrue();
        assertThat(RsaPss.verify(RSA.publicKey(), hash, digest(hash), altered(theirs, 7))).isFalse();
        assertThat(RsaPss.verify(RSA.publicKey(), hash, altered(digest(hash), 3), theirs)).isFalse();
        assertThat(RsaPss.sign(RSA, hash, digest(hash), RANDOM)).isNotEqualTo(signature);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33, 48})
    void aDigestOfAnotherLengthIsRefused(int length) {
        byte[] digest = new byte[length];

        assertThatThrownBy(() -> RsaPkcs1.sign(RSA, HashAlgorithm.SHA256, digest))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RsaPss.sign(RSA, HashAlgorithm.SHA256, digest, RANDOM))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                () -> RsaPss.verify(RSA.publicKey(), HashAlgorithm.SHA256, digest, new byte[256]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bareContentIsSignedUpToItsLimit() {
        byte[] most = new byte[RsaPkcs1.maxBytes(RSA.publicKey())];

        assertThat(RsaPkcs1.verifyBare(RSA.publicKey(), most, RsaPkcs1.signBare(RSA, most))).isTrue();
        assertThat(RsaPkcs1.verifyBare(RSA.publicKey(), altered(most, 0), RsaPkcs1.signBare(RSA, most)))
                .isFalse();
        assertThatThrownBy(() -> RsaPkcs1.signBare(RSA, new byte[most.length + 1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RsaPkcs1.signBare(RSA, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(EcCurve.class)
    void ecSignaturesVerifyUnderTheirKeyAndDigestOnly(EcCurve curve) {
        byte[] digest = digest(HashAlgorithm.SHA256);
        try (EcPrivateKey key = EcPrivateKey.generate(curve, RANDOM);
                EcPrivateKey other = EcPrivateKey.generate(curve, RANDOM)) {
            byte[] signature = Ecdsa.sign(key, digest, RANDOM);

            assertThat(signature).hasSize(2 * curve.sizeBytes());
            assertThat(Ecdsa.verify(key.publicKey(), digest, signature)).isTrue();
            assertThat(Ecdsa.verify(other.publicKey(), digest, signature)).isFalse();
            assertThat(Ecdsa.verify(key.publicKey(), altered(digest, 0), signature)).isFalse();
            assertThat(Ecdsa.verify(key.publicKey(), digest, altered(signature, 5))).isFalse();
            assertThat(Ecdsa.verify(key.publicKey(), digest, new byte[signature.length])).isFalse();
            assertThat(Ecdsa.verify(key.publicKey(), digest, new byte[signature.length - 1])).isFalse();
            assertThat(Ecdsa.arePair(key, RANDOM)).isTrue();
            EcPrivateKey mixed = EcPrivateKey.takeOwnership(other.publicKey(), key.scalar());
            assertThat(Ecdsa.arePair(mixed, RANDOM)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(EcCurve.class)
    void anEcKeyIsMadeAgainOfItsParts(EcCurve curve) {
        try (EcPrivateKey key = EcPrivateKey.generate(curve, RANDOM)) {
            EcPublicKey open = EcPublicKey.of(curve, key.publicKey().x(), key.publicKey().y());

            assertThat(open.x()).hasSize(curve.sizeBytes());
            assertThat(Ecdsa.arePair(EcPrivateKey.takeOwnership(open, key.scalar()), RANDOM)).isTrue();
            assertThatThrownBy(
                    () -> EcPublicKey.of(curve, open.x(), altered(open.y(), curve.sizeBytes() - 1)))
                    .isInstanceOf(InvalidKeyException.class);
            assertThatThrownBy(() -> EcPublicKey.of(curve, new byte[1], new byte[1]))
                    .isInstanceOf(InvalidKeyException.class);
            refused(open, SecretBytes.takeOwnership(new byte[curve.sizeBytes()]));
            refused(open, SecretBytes.takeOwnership(new byte[curve.sizeBytes() - 1]));
            refused(open, SecretBytes.takeOwnership(
                    EcPublicKey.fixed(EcDomain.of(curve).order(), curve.sizeBytes())));
        }
    }

    private static void refused(EcPublicKey open, SecretBytes scalar) {
        assertThatThrownBy(() -> EcPrivateKey.takeOwnership(open, scalar))
                .isInstanceOf(InvalidKeyException.class);
        assertThat(scalar.isClosed()).isTrue();
    }

    /// RFC 6979 appendix A.2.5: the public half of a private one.
    @Test
    void theHalvesOfThePublishedKeyBelongTogether() {
        HexFormat hex = HexFormat.of();
        EcPublicKey open = EcPublicKey.of(EcCurve.P256,
                hex.parseHex("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"),
                hex.parseHex("7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"));
        SecretBytes scalar = SecretBytes.takeOwnership(
                hex.parseHex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"));

        assertThat(Ecdsa.arePair(EcPrivateKey.takeOwnership(open, scalar), RANDOM)).isTrue();
    }

    @Test
    void anRsaKeyIsMadeOfItsNumbersIfTheyFitEachOther() {
        RsaPrivateKey.Components right = components();
        byte[] two = {2};

        assertThat(RsaPrivateKey.of(right).publicKey()).isEqualTo(RSA.publicKey());
        assertThat(RsaPrivateKey.of(right).encoded().constantTimeEquals(RSA.encoded())).isTrue();
        refused(new RsaPrivateKey.Components(right.modulus(), right.publicExponent(),
                altered(right.privateExponent(), 200), right.prime1(), right.prime2(), right.exponent1(),
                right.exponent2(), right.coefficient()));
        refused(new RsaPrivateKey.Components(right.modulus(), right.publicExponent(), right.privateExponent(),
                right.prime2(), right.prime1(), right.exponent1(), right.exponent2(), right.coefficient()));
        refused(new RsaPrivateKey.Components(right.modulus(), right.publicExponent(), right.privateExponent(),
                right.modulus(), new byte[]{1}, right.exponent1(), right.exponent2(), right.coefficient()));
        refused(new RsaPrivateKey.Components(right.modulus(), right.publicExponent(), right.privateExponent(),
                right.prime1(), right.prime2(), right.exponent1(), right.exponent2(), two));
        refused(new RsaPrivateKey.Components(right.modulus(), right.publicExponent(), right.privateExponent(),
                right.prime1(), right.prime2(), two, right.exponent2(), right.coefficient()));
        refused(new RsaPrivateKey.Components(right.prime1(), right.publicExponent(), right.privateExponent(),
                right.prime1(), right.prime2(), right.exponent1(), right.exponent2(), right.coefficient()));
    }

    private static void refused(RsaPrivateKey.Components components) {
        assertThatThrownBy(() -> RsaPrivateKey.of(components)).isInstanceOf(InvalidKeyException.class);
    }

    private static RsaPrivateKey.Components components() {
        if (RSA.jca() instanceof RSAPrivateCrtKey key) {
            return new RsaPrivateKey.Components(bytes(key.getModulus()), bytes(key.getPublicExponent()),
                    bytes(key.getPrivateExponent()), bytes(key.getPrimeP()), bytes(key.getPrimeQ()),
                    bytes(key.getPrimeExponentP()), bytes(key.getPrimeExponentQ()),
                    bytes(key.getCrtCoefficient()));
        }
        throw new AssertionError("The key has its primes");
    }

    private static byte[] bytes(BigInteger number) {
        return number.toByteArray();
    }
}
