package io.holdfast.loganalytics;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;

/// A fresh RSA key of the client's, to be imported.
final class LocalRsaKey {

    private LocalRsaKey() {}

    /// The body of an import of a new key.
    static String importBody() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            RSAPrivateCrtKey key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
            return """
                    {"key":{"kty":"RSA","key_ops":["wrapKey","unwrapKey"],"n":"%s","e":"%s","d":"%s","p":"%s",
                     "q":"%s","dp":"%s","dq":"%s","qi":"%s"}}""".formatted(number(key.getModulus()),
                    number(key.getPublicExponent()), number(key.getPrivateExponent()),
                    number(key.getPrimeP()),
                    number(key.getPrimeQ()), number(key.getPrimeExponentP()), number(key.getPrimeExponentQ()),
                    number(key.getCrtCoefficient()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] unsigned = bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(unsigned);
    }
}
