package io.holdfast.keyring;

import java.util.Optional;

/// A key cannot be set on, or changed for, a storage resource; nothing was changed.
public final class KeyRejectedException extends KeyringException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient Optional<VaultAnswer> answer;
    private final transient Optional<Subject> subject;

    /// Which key was refused.
    ///
    /// @param principalId as whom it was asked for
    /// @param knownAs who that is to the vault, see [KeyEncryptionService#knownAs]
    public record Subject(KeyReference key, String principalId, String knownAs) {}

    /// Why a key is not accepted.
    public enum Reason {
        /// The vault lets the principal not get, wrap or unwrap with it, or has no such key.
        NO_ACCESS("KeyAccessDenied"),
        /// The vault does not answer.
        UNREACHABLE("KeyVaultUnreachable"),
        /// It is disabled.
        DISABLED("KeyDisabled"),
        /// It is outside its validity, or wrapping is not among its operations.
        NOT_WRAPPING("KeyNotUsableForWrapping"),
        /// The vault has no soft delete or no purge protection.
        NOT_RECOVERABLE("KeyNotRecoverable"),
        /// It is of a type that wraps no keys.
        UNSUITABLE_TYPE("KeyTypeNotSupported"),
        /// What it wrapped did not come back the same.
        ROUND_TRIP_FAILED("KeyRoundTripFailed"),
        /// Another key or vault than the one in use: only versions of the same key can follow each other.
        DIFFERENT_KEY("KeyReplacementNotSupported"),
        /// Another change was made meanwhile.
        CONCURRENT_CHANGE("KeyChangeConflict");

        private final String code;

        Reason(String code) {
            this.code = code;
        }
    }

    KeyRejectedException(Reason reason, String message) {
        super(reason.code, message);
        this.reason = reason;
        this.answer = Optional.empty();
        this.subject = Optional.empty();
    }

    KeyRejectedException(Reason reason, String message, Subject subject) {
        super(reason.code, message);
        this.reason = reason;
        this.answer = Optional.empty();
        this.subject = Optional.of(subject);
    }

    KeyRejectedException(Reason reason, String message, Subject subject, KeyServiceException cause) {
        super(reason.code, message, cause);
        this.reason = reason;
        this.answer = Optional.of(cause.answer());
        this.subject = Optional.of(subject);
    }

    /// Why.
    public Reason reason() {
        return reason;
    }

    /// Which key, where it is about one key.
    public Optional<Subject> subject() {
        return subject;
    }

    /// What the vault said, if it was the vault that refused.
    public Optional<VaultAnswer> answer() {
        return answer;
    }
}
