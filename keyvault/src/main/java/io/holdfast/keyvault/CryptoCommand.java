package io.holdfast.keyvault;

/// What to do with a key, and with what.
record CryptoCommand(CryptoOperation operation, KeyAlgorithm algorithm, Input input) {

    private static final byte[] NONE = {};

    /// The arrays of a call; they stay the caller's. An absent one is empty.
    ///
    /// @param value what to encrypt, decrypt, wrap or unwrap; the digest to sign; the signature to verify
    /// @param digest what the signature is of
    record Input(byte[] value, byte[] iv, byte[] aad, byte[] tag, byte[] digest) {

        static Input of(byte[] value) {
            return new Input(value, NONE, NONE, NONE, NONE);
        }

        static Input signature(byte[] digest, byte[] signature) {
            return new Input(signature, NONE, NONE, NONE, digest);
        }
    }
}
