package io.holdfast.keyring;

import java.util.Optional;

/// A key as a cluster names it (`keyVaultProperties`).
///
/// @param vaultUri such as `https://kv1.vault.localhost:8443`
/// @param keyName the key's name in the vault
/// @param version 32 hexadecimal digits; empty for the newest version, followed on its own (auto-rotation)
public record KeyReference(String vaultUri, String keyName, Optional<String> version) {

    /// Checks that the parts are there.
    public KeyReference {
        if (vaultUri.isBlank() || keyName.isBlank() || version.filter(String::isBlank).isPresent()) {
            throw new IllegalArgumentException(
                    "Invalid key reference: vault '" + vaultUri + "', key '" + keyName
                            + "', version '" + version.orElse("(newest)") + "' (no part may be blank)");
        }
    }

    /// A key whose newest version is followed.
    public static KeyReference newest(String vaultUri, String keyName) {
        return new KeyReference(vaultUri, keyName, Optional.empty());
    }

    /// One version of a key.
    public static KeyReference pinned(String vaultUri, String keyName, String version) {
        return new KeyReference(vaultUri, keyName, Optional.of(version));
    }

    /// Whether both name the same key, whatever the version. Both must be canonical.
    boolean sameKey(KeyReference other) {
        return vaultUri.equals(other.vaultUri) && keyName.equalsIgnoreCase(other.keyName);
    }
}
