package io.holdfast.keyvault;

import io.holdfast.crypto.SecretBytes;
import java.util.function.Supplier;

/// A stored version of a key, as its provider is given it.
///
/// @param open what is public of it
/// @param data opens the provider's data; what it answers is to be closed right after use
record ProviderKey(Id id, PublicPart open, Supplier<SecretBytes> data) {

    /// Which key. Versions are random, and two keys of one version are a key and its restored backup.
    ///
    /// @param vault lower case
    /// @param key lower case
    record Id(String vault, String key, String version) {

        static Id of(KeyView view) {
            return new Id(VaultRows.lower(view.vault().name()), VaultRows.lower(view.key().name()),
                    view.version().version());
        }

        /// Whether the change is about this key or its vault.
        boolean isTouchedBy(VaultChange change) {
            return vault.equals(change.vaultName()) && change.keyName().map(key::equals).orElse(true);
        }
    }
}
