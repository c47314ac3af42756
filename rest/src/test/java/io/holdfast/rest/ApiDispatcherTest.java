package io.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ApiDispatcherTest {

    private static final RequestBody UNREADABLE = limit -> {
        throw new AssertionError("The body was read before access was decided");
    };

    @Test
    void aRequestWithoutATokenIsChallengedBeforeItsBodyIsRead() {
        ApiResponse response = dispatch("PUT", "/things/a", Map.of(), UNREADABLE);

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.headers()).containsEntry("WWW-Authenticate", "Bearer test");
    }

    @Test
    void aTokenForAnotherAudienceIsRefused() {
        assertThat(dispatch("PUT", "/things/a", bearer("other"), UNREADABLE).status()).isEqualTo(401);
    }

    @Test
    void aGuardThatFailsDenies() {
        ApiResponse response = dispatch("DELETE", "/things/a", bearer("test"), UNREADABLE);

        assertThat(response.status()).isEqualTo(403);
    }

    @Test
    void aCallThatPassesReachesItsHandler() {
        ApiResponse response = dispatch("PUT", "/THINGS/a", bearer("test"),
                limit -> "{\"x\":1}".getBytes(StandardCharsets.UTF_8));

        assertThat(response.status()).isEqualTo(200);
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo("{\"x\":1}");
    }

    @Test
    void malformedJsonIsRefusedWithItsPlace() {
        ApiResponse response = dispatch("PUT", "/things/a", bearer("test"),
                limit -> "{\"x\":\n 1,}".getBytes(StandardCharsets.UTF_8));

        assertThat(response.status()).isEqualTo(400);
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("InvalidRequestContent",
                "line 2");
    }

    @Test
    void unknownPathsAndMethodsAreToldApart() {
        assertThat(dispatch("GET", "/nothing", bearer("test"), UNREADABLE).status()).isEqualTo(404);
        assertThat(dispatch("PATCH", "/things/a", bearer("test"), UNREADABLE).status()).isEqualTo(405);
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    private static ApiResponse dispatch(String method, String path, Map<String, String> headers,
            RequestBody body) {
        TokenVerifier tokens = token -> new Caller("t", "o", "a", token, "i");
        return new ApiDispatcher(List.of(new ThingsApi()), tokens)
                .dispatch(new ApiRequest(method, List.of(path.substring(1).split("/")), Map.of(),
                        Headers.of(headers), body, URI.create("https://localhost:1"), "id", "127.0.0.1"));
    }

    private static final class ThingsApi implements Api {

        @Override
        public String name() {
            return "things";
        }

        @Override
        public List<Route> routes() {
            return List.of(
                    Route.of("PUT", "/things/{id}", Access.of("write", call -> {}),
                            call -> ApiResponse.json(200, call.request().jsonObject())),
                    Route.of("DELETE", "/things/{id}", Access.of("delete", call -> {
                        throw new IllegalStateException("policy store broken");
                    }), call -> ApiResponse.empty(204)));
        }

        @Override
        public boolean servesHost(String host) {
            return host.equals("localhost");
        }

        @Override
        public boolean acceptsAudience(String audience, ApiRequest request) {
            return audience.equals("test");
        }

        @Override
        public ApiError unauthenticated(ApiRequest request, Optional<TokenProblem> problem) {
            return ApiError.of(401, "Unauthorized", "No token").withHeader("WWW-Authenticate", "Bearer test");
        }

        @Override
        public void checkVersion(ApiRequest request) {
            // This API has no versions.
        }

        @Override
        public JsonNode render(ApiError error, String requestId) {
            return Json.object().put("code", error.code()).put("message", error.message());
        }

        @Override
        public Optional<ApiError> translate(RuntimeException failure) {
            return Optional.empty();
        }
    }
}
