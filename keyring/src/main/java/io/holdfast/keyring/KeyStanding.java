package io.holdfast.keyring;

import java.util.Optional;

/// In which state an account key is, and which key version wraps it: what the journal keeps the changes of.
///
/// @param keyId empty where the platform key wraps it
public record KeyStanding(KeyState state, Optional<VaultKeyId> keyId) {}
