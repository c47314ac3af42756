package io.holdfast.keyvault;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.SecretBytes;
import java.util.Locale;

/// Seals what providers must remember of keys, each bound to its vault, key and version. Thread-safe.
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
    private SecretBytes open(Vault vault, String keyName, KeyVersion version) {
        return SecretBytes
                .takeOwnership(key.open(version.held().material(), aad(vault, keyName, version.version())));
    }

    /// The version as its provider is given it.
    ProviderKey providerKey(KeyView view) {
        return new ProviderKey(ProviderKey.Id.of(view), view.version().publicPart(),
                () -> open(view.vault(), view.key().name(), view.version()));
    }

    private static Aad aad(Vault vault, String keyName, String version) {
        return Aad.of("holdfast/vault-key/v1").with(vault.generation()).with(keyName.toLowerCase(Locale.ROOT))
                .with(version);
    }
}
