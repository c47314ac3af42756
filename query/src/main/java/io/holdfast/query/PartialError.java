package io.holdfast.query;

/// Why a result holds less than the query asked for.
///
/// @param code stable code: `E_QUERY_RESULT_SET_TOO_LARGE`
/// @param message what was passed and what to do about it
public record PartialError(String code, String message) {}
