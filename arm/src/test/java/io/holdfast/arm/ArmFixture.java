package io.holdfast.arm;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordSpace;
import io.holdfast.rest.ApiDispatcher;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Caller;
import io.holdfast.rest.Headers;
import io.holdfast.rest.Json;
import io.holdfast.rest.TokenProblem;
import io.holdfast.rest.TokenVerifier.InvalidTokenException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/// A management API over a fresh record database, called through its dispatcher with tokens that are
/// audiences.
final class ArmFixture implements AutoCloseable {

    static final String SUBSCRIPTION = "11111111-2222-3333-4444-555555555555";
    static final String GROUP = "/subscriptions/" + SUBSCRIPTION
            + "/resourcegroups/rg1?api-version=2021-04-01";
    static final String AUDIENCE = "https://management.azure.com/";
    static final String CALLER = "caller-object";

    private static final String TENANT = "99999999-2222-3333-4444-555555555555";

    private final Path file;
    private final SealingKey key = SealingKey.generate(new SecureRandom());
    private RecordDatabase database;
    private RecordSpace space;
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    Authorizer authorizer = (caller, action, scope) -> true;
    ArmState state;
    GadgetProvider gadgets;
    private ArmApi api;

    ArmFixture(Path folder) {
        this.file = folder.resolve("platform.db");
        this.database = RecordDatabase.open(file);
        this.space = database.openSpace("platform", key);
        this.state = ArmState.open(space, () -> now, new SecureRandom(), Duration.ZERO);
        this.gadgets = new GadgetProvider(state);
        this.api = api();
    }

    private ArmApi api() {
        return new ArmApi(ArmSettings.forDomain(TENANT, SUBSCRIPTION, "localhost"), state,
                (caller, action, scope) -> authorizer.permits(caller, action, scope),
                List.of(gadgets, new AccountProvider()));
    }

    /// Ends the process' part and begins anew over the same records.
    void restart() {
        close();
        database = RecordDatabase.open(file);
        space = database.openSpace("platform", key);
        state = ArmState.open(space, () -> now, new SecureRandom(), Duration.ZERO);
        gadgets = new GadgetProvider(state);
        api = api();
    }

    OperationRecords operationRecords() {
        return new OperationRecords(space);
    }

    ArmApi armApi() {
        return api;
    }

    Answer call(String method, String target, String... body) {
        return call(method, target, Map.of("Authorization", "Bearer " + AUDIENCE), body);
    }

    Answer call(String method, String target, Map<String, String> headers, String... body) {
        URI uri = URI.create("https://localhost:8443" + target);
        Map<String, String> query = new LinkedHashMap<>();
        if (uri.getQuery() != null) {
            Arrays.stream(uri.getQuery().split("&")).map(pair -> pair.split("=", 2))
                    .forEach(pair -> query.put(pair[0].toLowerCase(Locale.ROOT), pair[1]));
        }
        ApiRequest request = new ApiRequest(method, Arrays.asList(uri.getPath().substring(1).split("/", -1)),
                query, Headers.of(headers),
                limit -> String.join("", body).getBytes(StandardCharsets.UTF_8),
                URI.create("https://localhost:8443"), "request-1", "127.0.0.1");
        return new Answer(new ApiDispatcher(List.of(api), ArmFixture::verify).dispatch(request));
    }

    /// From now on no record can be written.
    void closeRecords() {
        space.close();
    }

    /// Waits for the end of the operation that an answer announced; answers its id.
    String ended(Answer started) {
        String url = started.response().headers().getOrDefault("Azure-AsyncOperation",
                started.response().headers().getOrDefault("Location", ""));
        String path = url.substring(0, url.indexOf('?'));
        String id = path.substring(path.lastIndexOf('/') + 1);
        assertThat(state.operations().await(id, Duration.ofSeconds(20))).isPresent();
        return id;
    }

    // The token is the audience, or one of two that are refused.
    private static Caller verify(String token) {
        return switch (token) {
            case "expired" -> throw new InvalidTokenException(
                    new TokenProblem(TokenProblem.Kind.EXPIRED, "expired"));
            case "broken" -> throw new InvalidTokenException(
                    new TokenProblem(TokenProblem.Kind.INVALID, "not \"well-formed\""));
            default -> new Caller(TENANT, CALLER, "app", token, "issuer");
        };
    }

    @Override
    public void close() {
        state.close();
        space.close();
        database.close();
    }

    /// An answer with its body read as JSON.
    record Answer(ApiResponse response) {

        int status() {
            return response.status();
        }

        String header(String name) {
            return Objects.requireNonNull(response.headers().get(name), name);
        }

        ObjectNode json() {
            return Json.parseObject(response.body());
        }

        String code() {
            return json().path("error").path("code").asString();
        }

        String message() {
            return json().path("error").path("message").asString();
        }
    }
}
