package io.holdfast.keyring;

/// A stored account key record is not what was written, or not in its place, or of another version.
public final class CorruptKeyRecordException extends KeyringException {

    private static final long serialVersionUID = 1L;

    CorruptKeyRecordException(String message) {
        super("CorruptKeyRecord", message);
    }

    CorruptKeyRecordException(String message, Throwable cause) {
        super("CorruptKeyRecord", message, cause);
    }
}
