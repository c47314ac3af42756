package io.holdfast.keyring;

import io.holdfast.crypto.SecretBytes;
import java.util.function.Consumer;

/// A key vault as the keyring uses it: each call is made as a principal, which the vault judges and audits.
///
/// Implementations answer or fail in bounded time, and fail with [KeyServiceException] only. Thread-safe.
public interface KeyEncryptionService {

    /// The one form in which this key is compared and stored, whatever the host form or port it was named
    /// with. Makes no call.
    ///
    /// @throws KeyServiceException if no vault can be meant by the URI
    KeyReference canonical(KeyReference reference);

    /// What the vault says about the version that is meant.
    ///
    /// @throws KeyServiceException if the vault refuses or does not answer
    VaultKey key(KeyReference reference, String principalId);

    /// Whether the principal may wrap and unwrap with a key, found out without doing it.
    ///
    /// @return false if the vault tells only when the key is used
    /// @throws KeyServiceException the vault's refusal, if it may not
    boolean permitsWrapping(VaultKeyId keyId, String principalId);

    /// Wraps an AEK under exactly this version.
    ///
    /// @throws KeyServiceException if the vault refuses or does not answer
    WrappedKey wrap(VaultKeyId keyId, String algorithm, SecretBytes aek, String principalId);

    /// Unwraps what [#wrap] made; the secret is the caller's to close.
    ///
    /// @throws KeyServiceException if the vault refuses or does not answer
    SecretBytes unwrap(WrappedKey wrapped, String principalId);

    /// Who the principal is to the vault, for whoever gives it access there: its object id, or in braces what
    /// is known of it where it acts as somebody else. Makes no call.
    default String knownAs(String vaultUri, String principalId) {
        return principalId;
    }

    /// Asks to be told after each change of a key or vault; where the vault cannot push, never calls. The
    /// consumer returns at once.
    void onChange(Consumer<KeyChange> consumer);
}
