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
/// @param pollInterval how often the vault is asked
public record KeyHealth(StorageResource resource, Availability availability, Optional<VaultKeyId> keyId,
        boolean followsNewest, String principalId, Duration grace, Duration pollInterval) {}
