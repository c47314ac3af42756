package io.holdfast.rest;

/// Why a token was not accepted.
///
/// @param message for the caller; never holds the token
public record TokenProblem(Kind kind, String message) {

    /// The kinds that APIs answer differently.
    public enum Kind {
        /// No JWT, or its signature does not verify.
        INVALID,
        /// Its time is over, or has not begun.
        EXPIRED,
        /// It is for another API.
        WRONG_AUDIENCE,
        /// It is of another tenant or issuer.
        WRONG_ISSUER
    }
}
