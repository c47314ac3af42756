package io.holdfast.rest;

/// Answers the calls of one route. Runs on a virtual thread and may block.
@FunctionalInterface
public interface Handler {

    /// Answers one call.
    ///
    /// @throws ApiException to refuse the call
    ApiResponse handle(Call call);
}
