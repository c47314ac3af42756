package io.holdfast.crypto;

/// A platform key that cannot be had: wrong passphrase, damaged or readable by others.
public final class PlatformKeyException extends CryptoException {

    private static final long serialVersionUID = 1L;

    public PlatformKeyException(String message) {
        super(message);
    }

    public PlatformKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
