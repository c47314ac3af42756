package io.holdfast.keyring;

import java.time.Instant;
import java.util.Optional;

/// A change of how an account key stands: of its state, of the key version that wraps it, or of both.
///
/// @param time by the wall clock
/// @param before empty for a key that was just made
/// @param principalId as whom the vault is asked; empty text where the platform key wraps it
/// @param answer what the vault said last, where it did not unwrap
public record KeyStateChange(Instant time, StorageResource resource, KeyStanding now,
        Optional<KeyStanding> before, String principalId, Optional<VaultAnswer> answer) {

    /// Whether the state is another one, not the key version alone.
    public boolean isOfState() {
        return before.map(former -> former.state() != now.state()).orElse(true);
    }
}
