package io.holdfast.keyvault;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.SecretBytes;
import java.util.Locale;

/// Seals the secret parts of keys, each bound to its vault, key and version. Thread-safe.
///
/// Plaintext: for RSA the PKCS#8 encoding, for a symmetric key its bytes.
final class MaterialSeal {

    private final SealingKey key;

    /// @param key the caller's, to outlive this
    MaterialSeal(SealingKey key) {
        this.key = key;
    }

    byte[] seal(Vault vault, String keyName, String version, SecretBytes secret) {
        return secret.insecureUse(bytes -> key.seal(bytes, aad(vault, keyName, version)));
    }

    /// @throws io.holdfast.crypto.UnsealException if the bytes are not of this version of this key of this
    ///     vault
    SecretBytes open(Vault vault, String keyName, KeyVersion version) {
        return SecretBytes
                .takeOwnership(key.open(version.material(), aad(vault, keyName, version.version())));
    }

    private static Aad aad(Vault vault, String keyName, String version) {
        return Aad.of("holdfast/vault-key/v1").with(vault.generation()).with(keyName.toLowerCase(Locale.ROOT))
                .with(version);
    }
}
