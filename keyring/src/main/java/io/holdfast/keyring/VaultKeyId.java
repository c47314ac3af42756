package io.holdfast.keyring;

/// The canonical id of one version of a vault key.
///
/// @param vaultUri the vault's canonical URI, without a trailing slash
/// @param keyName the key's name
/// @param version never empty
public record VaultKeyId(String vaultUri, String keyName, String version) {

    /// Checks that the parts are there.
    public VaultKeyId {
        if (vaultUri.isBlank() || keyName.isBlank() || version.isBlank()) {
            throw new IllegalArgumentException("Invalid key id: vault '" + vaultUri + "', key '" + keyName
                    + "', version '" + version + "' (no part may be blank)");
        }
    }

    /// The `kid` of the Key Vault REST API: `https://{vault}/keys/{name}/{version}`.
    public String uri() {
        return vaultUri + "/keys/" + keyName + "/" + version;
    }

    /// This very version as a reference.
    public KeyReference pinned() {
        return KeyReference.pinned(vaultUri, keyName, version);
    }

    @Override
    public String toString() {
        return uri();
    }
}
