package io.holdfast.keyring;

import io.holdfast.crypto.SecretBytes;
import java.util.Optional;

/// Unwraps account keys through the vault and believes only what carries the record's commitment.
/// Thread-safe.
final class VaultCalls {

    private final KeyEncryptionService service;
    private final KeyCommitment commitment;

    VaultCalls(KeyEncryptionService service, KeyCommitment commitment) {
        this.service = service;
        this.commitment = commitment;
    }

    /// The account key of a record, the caller's to close.
    ///
    /// @throws KeyServiceException if the vault does not unwrap it, or gives another key
    SecretBytes unwrap(AekRecord record, Wrapping.Vault wrapping) {
        SecretBytes key = asked(wrapping);
        if (key.length() == KeyCommitment.AEK_BYTES && commitment.matches(record, key)) {
            return key;
        }
        key.close();
        throw new KeyServiceException(new VaultAnswer(200, "KeyCommitmentMismatch", Optional.empty(),
                "The vault unwrapped another key than the one that was wrapped."));
    }

    private SecretBytes asked(Wrapping.Vault wrapping) {
        try {
            return service.unwrap(wrapping.wrapped(), wrapping.principalId());
        } catch (KeyServiceException e) {
            throw e;
        } catch (RuntimeException e) {
            // What nobody foresaw is neither consent nor denial.
            throw new KeyServiceException(
                    VaultAnswer.none(VaultFault.UNEXPECTED, e.getClass().getSimpleName()), e);
        }
    }
}
