package io.holdfast.keyvault;

import io.holdfast.crypto.SecretBytes;

/// Where keys live and do their work: in software, or in a token. Thread-safe.
///
/// A provider decides nothing about access, times or operations, and stores no record. What it must remember
/// of a key (the key itself, or where in the token it is) is its *data*: the vault seals it, bound to the
/// key's version, and gives it back with each call.
interface KeyProvider {

    /// As key records name it, for ever: lower-case letters and digits.
    String name();

    /// Whether it can make and import keys of this kind.
    boolean makes(KeySpec spec);

    /// Whether it can do this with its keys for which [KeyAlgorithm#fits] holds.
    boolean does(KeyAlgorithm algorithm, CryptoOperation operation);

    /// Makes a key. Cost: for RSA some tenths of a second to some seconds.
    Made generate(KeySpec spec);

    /// Takes in a key that was made elsewhere; it stays the caller's to close.
    Made take(ImportedKey key);

    /// Does one operation. What is public of the key can be used without its data.
    ///
    /// @throws io.holdfast.crypto.UnwrapException if the input does not decrypt or unwrap, whatever is wrong
    ///     with it
    /// @throws IllegalArgumentException if the input has a length that does not fit; the message says what
    ///     does
    CryptoOutput perform(ProviderKey key, CryptoCommand command);

    /// Drops what it keeps in memory of the keys that are touched. Called often, so it must be quick.
    void forget(VaultChange change);

    /// Destroys what it holds of a purged key outside of the vault's records. These were deleted before;
    /// the call
    /// does not come if the process ends in between.
    void destroy(ProviderKey key);

    /// Whether the data of its keys is all there is of them, so that a backup of it brings a purged key back.
    boolean backsUp();

    /// A new key: what is public of it, and the data to keep. To be closed, which closes the data.
    record Made(PublicPart open, SecretBytes data) implements AutoCloseable {

        @Override
        public void close() {
            data.close();
        }
    }
}
