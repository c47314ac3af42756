package io.holdfast.crypto;

/// A PKCS #11 token that cannot be used: it is not there, refuses the PIN, or failed at what was asked of it.
public final class TokenException extends CryptoException {

    private static final long serialVersionUID = 1L;

    TokenException(String message) {
        super(message);
    }

    TokenException(String message, Throwable cause) {
        super(message, cause);
    }
}
