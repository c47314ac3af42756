package io.holdfast.keyvault;

import java.util.Optional;

/// Something in a vault changed: a key or one of its versions, or, without a key name, the vault or who may
/// use it.
///
/// @param vaultName lower case
/// @param keyName lower case
public record VaultChange(String vaultName, Optional<String> keyName) {}
