package io.holdfast.crypto;

/// Sealed bytes that do not open: altered, cut, moved, or sealed under another key. The cause is not told
/// apart.
public final class UnsealException extends CryptoException {

    private static final long serialVersionUID = 1L;

    public UnsealException(String message) {
        super(message);
    }

    public UnsealException(String message, Throwable cause) {
        super(message, cause);
    }
}
