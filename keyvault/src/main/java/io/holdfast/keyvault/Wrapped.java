package io.holdfast.keyvault;

/// What wrapping answers. The array is the caller's.
///
/// @param keyId with the version that wrapped, to be given again to unwrap
/// @param algorithm such as `RSA-OAEP-256`
/// @param value the wrapped bytes
public record Wrapped(KeyId keyId, String algorithm, byte[] value) {}
