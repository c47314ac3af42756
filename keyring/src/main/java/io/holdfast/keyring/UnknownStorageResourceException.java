package io.holdfast.keyring;

/// A storage resource has no account key: it was never made, or was destroyed.
public final class UnknownStorageResourceException extends KeyringException {

    private static final long serialVersionUID = 1L;

    UnknownStorageResourceException(StorageResource resource) {
        super("UnknownStorageResource", "There is no account key for " + resource);
    }
}
