package io.holdfast.crypto;

/// Certificate files that cannot be used: one is missing, damaged, expired or not under the platform key.
public final class TlsFilesException extends CryptoException {

    private static final long serialVersionUID = 1L;

    public TlsFilesException(String message) {
        super(message);
    }

    public TlsFilesException(String message, Throwable cause) {
        super(message, cause);
    }
}
