package io.holdfast.server;

import io.holdfast.rest.Access;
import io.holdfast.rest.Api;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.ClientPresence;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import io.holdfast.rest.TokenProblem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers with what the bridge made of a request.
final class EchoApi implements Api {

    static final int BODY_LIMIT_BYTES = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /// How long a call to `/slow` takes.
    private static final Duration WHILE = Duration.ofMillis(600);

    /// Opens when a request to `/wait` is being answered.
    final CountDownLatch waiting = new CountDownLatch(1);
    /// Opens when its client has gone.
    final CountDownLatch gone = new CountDownLatch(1);

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
                Route.of("GET", "/wait", access, this::untilGone),
                Route.of("GET", "/slow", access, call -> afterAWhile()),
                Route.of("POST", "/echo", access, EchoApi::echoWithBody));
    }

    private static ApiResponse echo(Call call) {
        return ApiResponse.json(200, described(call));
    }

    private ApiResponse untilGone(Call call) {
        try (ClientPresence.Watch _ = call.request().client().onGone(gone::countDown)) {
            waiting.countDown();
            return ApiResponse.empty(gone.await(PATIENCE.toSeconds(), TimeUnit.SECONDS) ? 204 : 504);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ApiResponse afterAWhile() {
        try {
            return ApiResponse
                    .empty(new CountDownLatch(1).await(WHILE.toMillis(), TimeUnit.MILLISECONDS) ? 500 : 204);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ApiResponse echoWithBody(Call call) {
        byte[] body = call.request().body().read(BODY_LIMIT_BYTES);
        return ApiResponse.json(200, described(call).put("body", body));
    }

    private static ObjectNode described(Call call) {
        ApiRequest request = call.request();
        ObjectNode echo = Json.object().put("method", request.method())
                .put("origin", request.origin().toString()).put("client", request.clientAddress())
                .put("virtual", Thread.currentThread().isVirtual());
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
