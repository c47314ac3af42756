package io.holdfast.loganalytics;

import io.holdfast.rest.Api;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.TokenProblem;
import java.util.List;
import java.util.Optional;

/// An API of the data plane: the audiences of its tokens, and what it answers without one.
interface DataPlaneApi extends Api {

    /// The audiences of tokens for this API, the usual one first.
    List<String> audiences();

    @Override
    default Optional<String> usualAudience() {
        return Optional.of(audiences().getFirst());
    }

    @Override
    default boolean acceptsAudience(String audience, ApiRequest request) {
        return DataPlane.accepts(audience, audiences(), request);
    }

    @Override
    default ApiError unauthenticated(ApiRequest request, Optional<TokenProblem> problem) {
        return DataPlane.unauthenticated(problem);
    }
}
