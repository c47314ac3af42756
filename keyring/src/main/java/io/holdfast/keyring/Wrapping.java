package io.holdfast.keyring;

import org.jspecify.annotations.Nullable;

/// What an account key is wrapped by.
sealed interface Wrapping {

    /// The version of the vault key; null for the platform key.
    @Nullable
    VaultKeyId keyIdOrNone();

    /// The platform key alone: there is no customer-managed key.
    ///
    /// @param sealed the AEK sealed under the keyring's platform key
    record Platform(byte[] sealed) implements Wrapping {

        @Override
        public @Nullable VaultKeyId keyIdOrNone() {
            return null;
        }
    }

    /// A vault key.
    ///
    /// @param wrapped the wrapped AEK
    /// @param configured the key as the customer named it
    /// @param principalId as whom the vault is asked
    record Vault(WrappedKey wrapped, KeyReference configured, String principalId) implements Wrapping {

        @Override
        public VaultKeyId keyIdOrNone() {
            return wrapped.keyId();
        }
    }
}
