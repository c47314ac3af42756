package io.holdfast.crypto;

/// An operating error of this module. Messages never carry key or plaintext bytes.
public abstract sealed class CryptoException extends RuntimeException
        permits UnsealException, UnwrapException, PlatformKeyException, InvalidKeyException,
        TlsFilesException, TokenException {

    private static final long serialVersionUID = 1L;

    CryptoException(String message) {
        super(message);
    }

    CryptoException(String message, Throwable cause) {
        super(message, cause);
    }
}
