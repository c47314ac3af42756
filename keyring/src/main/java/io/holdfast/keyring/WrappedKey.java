package io.holdfast.keyring;

/// An AEK as a vault wrapped it.
///
/// @param keyId the version that wrapped it
/// @param algorithm the vault's name of the algorithm
/// @param bytes the wrapped key, not to be changed
public record WrappedKey(VaultKeyId keyId, String algorithm, byte[] bytes) {}
