package io.holdfast.keyvault;

import java.util.Optional;

/// A version of a key together with what its answers also tell of.
record KeyView(Vault vault, StoredKey key, KeyVersion version) {

    /// The versioned id.
    KeyId id(VaultAddresses addresses) {
        return unversionedId(addresses).withVersion(version.version());
    }

    KeyId unversionedId(VaultAddresses addresses) {
        return new KeyId(addresses.host(vault.name()), key.name(), Optional.empty());
    }

    KeyProperties properties(VaultAddresses addresses) {
        KeyVersion.Attributes attributes = version.attributes();
        return new KeyProperties(id(addresses), version.type().kty(),
                version.publicPart().spec().sizeBits(),
                version.operations(), attributes.enabled(), attributes.notBefore(), attributes.expires(),
                attributes.created(), attributes.updated(), vault.recoveryLevel(),
                vault.properties().retentionDays());
    }
}
