package io.holdfast.crypto;

/// A wrapped key that does not unwrap. The cause is not told apart.
public final class UnwrapException extends CryptoException {

    private static final long serialVersionUID = 1L;

    public UnwrapException(String message) {
        super(message);
    }

    public UnwrapException(String message, Throwable cause) {
        super(message, cause);
    }
}
