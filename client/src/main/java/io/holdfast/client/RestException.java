package io.holdfast.client;

/// A call could not be made, or got no answer. The message is for the user and holds no token.
public final class RestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// Without a cause of its own.
    public RestException(String message) {
        super(message);
    }

    /// With what it was.
    public RestException(String message, Throwable cause) {
        super(message, cause);
    }
}
