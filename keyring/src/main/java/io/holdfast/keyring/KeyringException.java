package io.holdfast.keyring;

/// An operating error of the keyring, with a stable code. Messages name keys and principals, never key bytes.
public abstract sealed class KeyringException extends RuntimeException
        permits KeyDarkException, KeyRejectedException, UnknownStorageResourceException,
        CorruptKeyRecordException {

    private static final long serialVersionUID = 1L;

    private final String code;

    KeyringException(String code, String message) {
        super(message);
        this.code = code;
    }

    KeyringException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /// The stable code, fit for an API's error.
    public String code() {
        return code;
    }
}
