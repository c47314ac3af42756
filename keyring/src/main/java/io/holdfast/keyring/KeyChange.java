package io.holdfast.keyring;

import java.util.Optional;

/// Something about a vault changed that may bear on whether its keys may be used.
///
/// @param vaultUri the vault's canonical URI
/// @param keyName the key that changed; empty if any key may be concerned
public record KeyChange(String vaultUri, Optional<String> keyName) {

    /// Whether it may bear on this key.
    boolean concerns(VaultKeyId keyId) {
        return vaultUri.equals(keyId.vaultUri())
                && keyName.map(keyId.keyName()::equalsIgnoreCase).orElse(true);
    }
}
