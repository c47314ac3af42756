package io.holdfast.keyring;

/// The customer revoked the key: 403 `CustomerManagedKeyRevoked`.
public final class KeyRevokedException extends KeyDarkException {

    private static final long serialVersionUID = 1L;

    KeyRevokedException(StorageResource resource, Darkness darkness) {
        super("CustomerManagedKeyRevoked", "The customer-managed key of " + resource
                + " is revoked. Give the key, or the access to it, back in the key vault; nothing else is"
                + " needed.", darkness);
    }
}
