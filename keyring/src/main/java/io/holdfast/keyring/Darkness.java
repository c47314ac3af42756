package io.holdfast.keyring;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Why a storage resource may not use its key.
///
/// @param cause which of the kinds
/// @param keyId the key version that is needed; empty for a store that is destroyed
/// @param principalId the object id of the principal that asked the vault
/// @param answer what the vault said last
/// @param since when it became dark
public record Darkness(Cause cause, Optional<VaultKeyId> keyId, String principalId, VaultAnswer answer,
        Instant since) {

    /// The kinds of darkness.
    public enum Cause {
        /// The vault said no.
        REVOKED,
        /// The vault gave no usable answer for longer than the grace, or has not yet answered since the
        /// start.
        UNREACHABLE,
        /// The account key was destroyed; there is no way back.
        DESTROYED
    }

    /// One sentence with key id, principal and the vault's answer, for an inner error.
    public String detail() {
        return "Key " + keyId.map(VaultKeyId::uri).orElse("(none)") + ", principal " + principalId
                + ", the vault's answer "
                + answer.brief() + ": " + answer.message();
    }

    KeyringException toException(StorageResource resource, Duration retryAfter) {
        return switch (cause) {
            case REVOKED -> new KeyRevokedException(resource, this);
            case UNREACHABLE -> new KeyUnreachableException(resource, this, retryAfter);
            case DESTROYED -> new UnknownStorageResourceException(resource);
        };
    }
}
