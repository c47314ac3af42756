package io.holdfast.server;

import io.holdfast.rest.Access;
import io.holdfast.rest.Api;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import io.holdfast.rest.TokenProblem;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// `GET /health`: whether the process answers at all. Says nothing of keys or data, so anybody may ask.
final class HealthApi implements Api {

    @Override
    public String name() {
        return "health";
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.of("GET", "/health", Access.anonymous("says only that the process answers"),
                call -> ApiResponse.json(200, Json.object().put("status", "ok"))));
    }

    @Override
    public boolean servesHost(String host) {
        return true;
    }

    @Override
    public boolean acceptsAudience(String audience, ApiRequest request) {
        return false;
    }

    @Override
    public ApiError unauthenticated(ApiRequest request, Optional<TokenProblem> problem) {
        return ApiError.of(401, "AuthenticationFailed", "Authentication failed.");
    }

    @Override
    public void checkVersion(ApiRequest request) {
        // Health has no versions.
    }

    @Override
    public JsonNode render(ApiError error, String requestId) {
        return ErrorBody.of(error.code(), error.message());
    }

    @Override
    public Optional<ApiError> translate(RuntimeException failure) {
        return Optional.empty();
    }
}
