package io.holdfast.keyring;

import java.time.Duration;

/// The key vault could not be reached for longer than the grace: 503 `CustomerManagedKeyUnreachable`.
public final class KeyUnreachableException extends KeyDarkException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    KeyUnreachableException(StorageResource resource, Darkness darkness, Duration retryAfter) {
        super("CustomerManagedKeyUnreachable", "The customer-managed key of " + resource
                + " cannot be reached in its key vault. Work goes on by itself once the vault answers.",
                darkness);
        this.retryAfter = retryAfter;
    }

    /// When to try again, for a Retry-After header; at least a second.
    public Duration retryAfter() {
        return retryAfter;
    }
}
