package io.holdfast.rest;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What went wrong, before an API's own envelope is put around it.
///
/// @param status HTTP status
/// @param code the mirrored API's stable code
/// @param message what, the value, what would be right; never a secret, a row or query text
/// @param inner the inner error that some APIs carry
/// @param target what the error is about
/// @param details further errors
/// @param headers headers of the answer, such as Retry-After
/// @param remedy the call that brings what is missing, where one does
public record ApiError(int status, String code, String message, Optional<ApiError> inner,
        Optional<String> target, List<ApiError> details, Map<String, String> headers,
        Optional<Remedy> remedy) {

    /// Copies what could change.
    public ApiError {
        details = List.copyOf(details);
        headers = Map.copyOf(headers);
    }

    /// An error with code and message only.
    public static ApiError of(int status, String code, String message) {
        return new ApiError(status, code, message, Optional.empty(), Optional.empty(), List.of(), Map.of(),
                Optional.empty());
    }

    /// The same with an inner error.
    public ApiError withInner(String innerCode, String innerMessage) {
        return withInner(of(status, innerCode, innerMessage));
    }

    /// The same with an inner error.
    public ApiError withInner(ApiError innerError) {
        return new ApiError(status, code, message, Optional.of(innerError), target, details, headers, remedy);
    }

    /// The same with a target.
    public ApiError withTarget(String about) {
        return new ApiError(status, code, message, inner, Optional.of(about), details, headers, remedy);
    }

    /// The same with details.
    public ApiError withDetails(List<ApiError> more) {
        return new ApiError(status, code, message, inner, target, more, headers, remedy);
    }

    /// The same with a header of the answer (the only one).
    public ApiError withHeader(String name, String value) {
        return new ApiError(status, code, message, inner, target, details, Map.of(name, value), remedy);
    }

    /// The same with the call that brings what is missing.
    public ApiError withRemedy(Remedy call) {
        return new ApiError(status, code, message, inner, target, details, headers, Optional.of(call));
    }

    /// For `throw`.
    public ApiException toException() {
        return new ApiException(this);
    }
}
