package io.holdfast.keyring;

import java.time.Duration;
import java.util.Optional;

/// How the account key of one storage resource stands.
///
/// @param availability the state, since when, the last contact, what is left of the grace
/// @param keyId the key version that wraps it; empty for the platform key
/// @param followsNewest whether the newest version is taken over on its own
/// @param principalId as whom the vault is asked; empty text for the platform key
/// @param grace the grace in force
/// @param pollInterval how often the vault is asked: longer than set where it has the keys of very many
///     clusters ([VaultPace])
public record KeyHealth(StorageResource resource, Availability availability, Optional<VaultKeyId> keyId,
        boolean followsNewest, String principalId, Duration grace, Duration pollInterval) {

    /// Between a poll and its effect.
    private static final Duration EFFECT = Duration.ofSeconds(1);

    /// How long after the last successful unwrap the key is used without the vault: the grace, or less after
    /// an answer that is neither consent nor outage.
    public Duration bound() {
        return availability instanceof Availability.Unreachable unreachable ? unreachable.bound() : grace;
    }

    /// How soon a change in a vault that tells of none is seen and takes effect.
    public Duration noticedWithin() {
        return pollInterval.plus(EFFECT);
    }
}
