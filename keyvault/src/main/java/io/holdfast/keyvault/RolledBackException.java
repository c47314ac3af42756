package io.holdfast.keyvault;

/// What is stored is sound, but older than what was last written, or of another history: it is refused.
public final class RolledBackException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RolledBackException(String message) {
        super(message);
    }
}
