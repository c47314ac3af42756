package io.holdfast.rest;

import java.util.List;
import java.util.Optional;

import tools.jackson.databind.JsonNode;

/// One of the mirrored APIs: its routes, and what all of them share.
public interface Api {

    /// For logs and the route table.
    String name();

    /// All routes.
    List<Route> routes();

    /// Whether requests that name this host (lower case, without port) can be for this API.
    boolean servesHost(String host);

    /// Whether a token for this audience is for this API.
    boolean acceptsAudience(String audience, ApiRequest request);

    /// The audience that clients usually ask a token for, for messages; empty if the API takes any.
    default Optional<String> usualAudience() {
        return Optional.empty();
    }

    /// The answer to a request without a valid token, as the mirrored API gives it.
    ///
    /// @param problem what is wrong with the token; empty if there is none
    ApiError unauthenticated(ApiRequest request, Optional<TokenProblem> problem);

    /// Checks the `api-version` parameter where the API has one.
    ///
    /// @throws ApiException if it is missing or unknown
    void checkVersion(ApiRequest request);

    /// Puts the API's own envelope around an error.
    JsonNode render(ApiError error, String requestId);

    /// What a failure of a lower layer means to the API's callers; empty if it is an internal error.
    Optional<ApiError> translate(RuntimeException failure);
}
