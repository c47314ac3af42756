package io.holdfast.e2e;

import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyOperation;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;

/// Fresh keys on the client's side, as JSON Web Keys of the SDK.
final class LocalKeys {

    private static final Provider EC = Security.getProvider("SunEC");

    private LocalKeys() {}

    static JsonWebKey rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return JsonWebKey.fromRsa(generator.generateKeyPair(),
                    List.of(KeyOperation.ENCRYPT, KeyOperation.DECRYPT, KeyOperation.SIGN,
                            KeyOperation.VERIFY, KeyOperation.WRAP_KEY, KeyOperation.UNWRAP_KEY));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// @param curve such as `secp256r1`
    static JsonWebKey ec(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", EC);
            generator.initialize(new ECGenParameterSpec(curve));
            KeyPair pair = generator.generateKeyPair();
            return JsonWebKey.fromEc(pair, EC, List.of(KeyOperation.SIGN, KeyOperation.VERIFY));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static JsonWebKey aes(int bytes) {
        byte[] key = new byte[bytes];
        new SecureRandom().nextBytes(key);
        return JsonWebKey.fromAes(new SecretKeySpec(key, "AES"), List.of(KeyOperation.ENCRYPT,
                KeyOperation.DECRYPT, KeyOperation.WRAP_KEY, KeyOperation.UNWRAP_KEY));
    }
}
