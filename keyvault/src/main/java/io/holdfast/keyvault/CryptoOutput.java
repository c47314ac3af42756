package io.holdfast.keyvault;

/// What came of an operation.
sealed interface CryptoOutput {

    /// Bytes, which are the caller's; an absent array is empty.
    ///
    /// @param value the ciphertext, plaintext or signature
    /// @param iv what an encryption was begun with
    /// @param tag what authenticates the ciphertext
    /// @param aad what the tag authenticates besides
    record Bytes(byte[] value, byte[] iv, byte[] tag, byte[] aad) implements CryptoOutput {

        private static final byte[] NONE = {};

        static Bytes of(byte[] value) {
            return new Bytes(value, NONE, NONE, NONE);
        }
    }

    /// Whether a signature is right.
    record Verdict(boolean right) implements CryptoOutput {}
}
