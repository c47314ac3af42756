package io.holdfast.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Set;

/// The private half of an RSA key, with the primes (CRT form). To be closed as soon as it was used.
///
/// Closing clears the encoding. The numbers that the JCA made of it are left to the garbage collector: it
/// offers no way to clear them. Thread-safe.
public final class RsaPrivateKey implements AutoCloseable {

    private static final Set<Integer> SIZES_BITS = Set.of(2048, 3072, 4096);
    /// A composite number passes with a chance of 2^-64 at most.
    private static final int PRIME_CERTAINTY = 64;

    private final SecretBytes pkcs8;
    private final RSAPrivateCrtKey key;

    private RsaPrivateKey(SecretBytes pkcs8, RSAPrivateCrtKey key) {
        this.pkcs8 = pkcs8;
        this.key = key;
    }

    /// A fresh key with exponent 65537. Cost: some tenths of a second, for 4096 bits some seconds.
    ///
    /// @param sizeBits 2048, 3072 or 4096
    /// @throws InvalidKeyException if it is another size
    public static RsaPrivateKey generate(int sizeBits, SecureRandom random) {
        if (!SIZES_BITS.contains(sizeBits)) {
            throw new InvalidKeyException(
                    "Invalid RSA key size: " + sizeBits + " bits (must be 2048, 3072 or 4096)");
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(new RSAKeyGenParameterSpec(sizeBits, RSAKeyGenParameterSpec.F4), random);
            KeyPair pair = generator.generateKeyPair();
            return takeOwnership(SecretBytes.takeOwnership(pair.getPrivate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("RSA is part of every JDK", e);
        }
    }

    /// Reads an encoded key and closes the encoding with itself, also when it is refused.
    ///
    /// @param pkcs8 `PrivateKeyInfo` of RFC 5208 section 5 with an `RSAPrivateKey` of RFC 8017 appendix A.1.2
    /// @throws InvalidKeyException if it is none, without primes, or not of 2048 to 4096 bits
    public static RsaPrivateKey takeOwnership(SecretBytes pkcs8) {
        try {
            PrivateKey parsed = pkcs8.insecureUse(RsaPrivateKey::parsed);
            if (parsed instanceof RSAPrivateCrtKey key) {
                RsaPublicKey.checkSize(key.getModulus());
                return new RsaPrivateKey(pkcs8, key);
            }
            throw new InvalidKeyException("The RSA private key lacks its primes");
        } catch (InvalidKeyException e) {
            pkcs8.close();
            throw e;
        }
    }

    private static PrivateKey parsed(byte[] pkcs8) {
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException("The RSA private key is malformed", e);
        }
    }

    /// The numbers of a key, RFC 8017 section 3.2, unsigned big endian: what RFC 7518 section 6.3.2 calls
    /// `n`,
    /// `e`, `d`, `p`, `q`, `dp`, `dq` and `qi`. The arrays stay the caller's to clear.
    public record Components(byte[] modulus, byte[] publicExponent, byte[] privateExponent, byte[] prime1,
            byte[] prime2, byte[] exponent1, byte[] exponent2, byte[] coefficient) {}

    /// A key of its numbers, which are checked against each other. Cost: some hundredths of a second.
    ///
    /// @throws InvalidKeyException if they are not those of one key of 2048, 3072 or 4096 bits
    public static RsaPrivateKey of(Components components) {
        RSAPrivateCrtKeySpec spec = new RSAPrivateCrtKeySpec(number(components.modulus()),
                number(components.publicExponent()), number(components.privateExponent()),
                number(components.prime1()), number(components.prime2()), number(components.exponent1()),
                number(components.exponent2()), number(components.coefficient()));
        RsaPublicKey.of(spec.getModulus(), spec.getPublicExponent());
        if (!SIZES_BITS.contains(spec.getModulus().bitLength()) || !isOneKey(spec)) {
            throw new InvalidKeyException(
                    "The numbers are not those of one RSA key of 2048, 3072 or 4096 bits");
        }
        try {
            return takeOwnership(SecretBytes
                    .takeOwnership(KeyFactory.getInstance("RSA").generatePrivate(spec).getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException("The RSA private key is malformed", e);
        }
    }

    private static BigInteger number(byte[] unsigned) {
        return new BigInteger(1, unsigned);
    }

    /// RFC 8017 section 3.2: the second representation, and d as of the first.
    private static boolean isOneKey(RSAPrivateCrtKeySpec key) {
        BigInteger p = key.getPrimeP();
        BigInteger q = key.getPrimeQ();
        boolean primes = p.multiply(q).equals(key.getModulus()) && !p.equals(q)
                && p.isProbablePrime(PRIME_CERTAINTY) && q.isProbablePrime(PRIME_CERTAINTY);
        return primes && matches(key, p, key.getPrimeExponentP()) && matches(key, q, key.getPrimeExponentQ())
                && key.getCrtCoefficient().compareTo(p) < 0
                && key.getCrtCoefficient().multiply(q).mod(p).equals(BigInteger.ONE);
    }

    private static boolean matches(RSAPrivateCrtKeySpec key, BigInteger prime, BigInteger exponent) {
        BigInteger order = prime.subtract(BigInteger.ONE);
        return exponent.equals(key.getPrivateExponent().mod(order))
                && exponent.multiply(key.getPublicExponent()).mod(order).equals(BigInteger.ONE)
                && key.getPrivateExponent().compareTo(key.getModulus()) < 0;
    }

    /// The public half.
    public RsaPublicKey publicKey() {
        return RsaPublicKey.of(key.getModulus(), key.getPublicExponent());
    }

    /// The length of a ciphertext in bytes.
    public int sizeBytes() {
        return RsaPublicKey.sizeBytes(key.getModulus());
    }

    /// The PKCS#8 encoding, to be closed on its own.
    public SecretBytes encoded() {
        return pkcs8.copy();
    }

    /// @throws IllegalStateException if closed
    PrivateKey jca() {
        if (pkcs8.isClosed()) {
            throw new IllegalStateException("The private key was closed");
        }
        return key;
    }

    @Override
    public void close() {
        pkcs8.close();
    }
}
