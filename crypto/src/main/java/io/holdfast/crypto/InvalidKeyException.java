package io.holdfast.crypto;

/// A key that is malformed or not of a supported kind.
public final class InvalidKeyException extends CryptoException {

    private static final long serialVersionUID = 1L;

    public InvalidKeyException(String message) {
        super(message);
    }

    public InvalidKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
