package io.holdfast.keyvault;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What may be known of a key version without using it.
///
/// @param id with version
/// @param keyType `RSA` or `oct`
/// @param sizeBits of the modulus or of the key
/// @param operations as in `key_ops`
/// @param notBefore from when it may wrap, inclusive
/// @param expires until when it may wrap, exclusive; it unwraps for ever
/// @param recoveryLevel such as `Recoverable+Purgeable`
/// @param recoverableDays how long it could be recovered after deletion
public record KeyProperties(KeyId id, String keyType, int sizeBits, List<String> operations, boolean enabled,
        Optional<Instant> notBefore, Optional<Instant> expires, Instant created, Instant updated,
        String recoveryLevel, int recoverableDays) {

    /// Copies what could change.
    public KeyProperties {
        operations = List.copyOf(operations);
    }

    /// Whether nobody can purge it before its retention ends: what a store under the key asks for.
    public boolean recoverable() {
        return !recoveryLevel.contains("Purgeable");
    }
}
