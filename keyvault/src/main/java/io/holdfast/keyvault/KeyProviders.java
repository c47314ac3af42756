package io.holdfast.keyvault;

import java.util.List;

/// The providers of this process, the software one last. Immutable.
record KeyProviders(List<KeyProvider> all) {

    /// Copies what could change.
    KeyProviders {
        all = List.copyOf(all);
    }

    /// Who makes a new key of this type: the first that can, but for keys that need no hardware the last.
    ///
    /// @throws VaultException.Invalid if nobody can
    KeyProvider forNew(KeyType type, KeySpec spec) {
        List<KeyProvider> asked = type.hardware() ? all : all.reversed();
        return asked.stream().filter(provider -> provider.makes(spec)).findFirst()
                .orElseThrow(() -> Refusals.invalid("kty", "keys of this kind are not offered here"));
    }

    /// Who holds a stored key.
    ///
    /// @throws VaultException.Unavailable if it is not there, as after a change of the configuration
    KeyProvider of(KeyVersion version) {
        return all.stream().filter(provider -> provider.name().equals(version.held().provider())).findFirst()
                .orElseThrow(() -> new VaultException.Unavailable("The provider '"
                        + version.held().provider() + "' that holds this key is not configured."));
    }

    void forget(VaultChange change) {
        all.forEach(provider -> provider.forget(change));
    }
}
