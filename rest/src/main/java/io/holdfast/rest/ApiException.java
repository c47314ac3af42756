package io.holdfast.rest;

/// Refuses a request with an [ApiError].
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    public ApiException(ApiError error) {
        super(error.code() + ": " + error.message());
        this.error = error;
    }

    public ApiException(int status, String code, String message) {
        this(ApiError.of(status, code, message));
    }

    /// What to answer.
    public ApiError error() {
        return error;
    }
}
