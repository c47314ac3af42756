package io.holdfast.server.lifecycle;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// RSA keys made once per run, since making one takes longer than everything else in a step.
///
/// Versions of the vault's keys are imports of these in turn: the same numbers in two versions do no harm, as a
/// version is named by its id.
final class KeyPool {

    private static final int KEYS = 12;
    private static final int BITS = 2048;
    private static final List<String> KEYS_AS_JSON = Stream.generate(KeyPool::generate).limit(KEYS).toList();
    private static final AtomicInteger NEXT = new AtomicInteger();

    private KeyPool() {}

    /// The body of an import, in single quotes.
    static String importBody(boolean enabled) {
        String key = KEYS_AS_JSON.get(Math.floorMod(NEXT.getAndIncrement(), KEYS));
        return "{'key':" + key + ",'attributes':{'enabled':" + enabled + "}}";
    }

    private static String generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            RSAPrivateCrtKey key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
            return "{'kty':'RSA','key_ops':['wrapKey','unwrapKey'],'n':" + number(key.getModulus()) + ",'e':"
                    + number(key.getPublicExponent()) + ",'d':" + number(key.getPrivateExponent()) + ",'p':"
                    + number(key.getPrimeP()) + ",'q':" + number(key.getPrimeQ()) + ",'dp':"
                    + number(key.getPrimeExponentP()) + ",'dq':" + number(key.getPrimeExponentQ()) + ",'qi':"
                    + number(key.getCrtCoefficient()) + "}";
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] unsigned = bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
        return "'" + Base64.getUrlEncoder().withoutPadding().encodeToString(unsigned) + "'";
    }
}
