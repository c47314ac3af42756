package io.holdfast.server;

import io.holdfast.rest.Access;
import io.holdfast.rest.Api;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import io.holdfast.rest.TokenProblem;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers with what the bridge made of a request.
final class EchoApi implements Api {

    static final int BODY_LIMIT_BYTES = 1_000;

    @Override
    public String name() {
        return "echo";
    }

    @Override
    public List<Route> routes() {
        Access access = Access.anonymous("test");
        return List.of(Route.of("GET", "/echo/{a?}/{b?}/{c?}", access, EchoApi::echo),
                Route.of("HEAD", "/echo", access, EchoApi::echo),
                Route.of("POST", "/unread", access, call -> ApiResponse.empty(204)),
                Route.of("POST", "/echo", access, EchoApi::echoWithBody));
    }

    private static ApiResponse echo(Call call) {
        return ApiResponse.json(200, described(call));
    }

    private static ApiResponse echoWithBody(Call call) {
        byte[] body = call.request().body().read(BODY_LIMIT_BYTES);
        return ApiResponse.json(200, described(call).put("body", body));
    }

    private static ObjectNode described(Call call) {
        ApiRequest request = call.request();
        ObjectNode echo = Json.object().put("method", request.method())
                .put("origin", request.origin().toString()).put("client", request.clientAddress());
        request.segments().forEach(echo.putArray("segments")::add);
        request.query().forEach(echo.putObject("query")::put);
        return echo;
    }

    @Override
    public boolean servesHost(String host) {
        return true;
    }

    @Override
    public boolean acceptsAudience(String audience, ApiRequest request) {
        return true;
    }

    @Override
    public ApiError unauthenticated(ApiRequest request, Optional<TokenProblem> problem) {
        return ApiError.of(401, "Unauthorized", "No token");
    }

    @Override
    public void checkVersion(ApiRequest request) {
        // Has no versions.
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
