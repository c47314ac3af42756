package io.holdfast.cmk;

import io.holdfast.client.Answer;
import io.holdfast.client.RestClient;
import io.holdfast.client.RestException;
import io.holdfast.client.TokenSource;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// The services of one cloud, as one principal may use them. For one thread.
final class Azure {

    private static final JsonMapper JSON = JsonMapper.shared();
    /// Throttled calls are sent again at most so often.
    private static final int MAX_ATTEMPTS = 6;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final Cloud cloud;
    private final RestClient rest;
    private final TokenSource tokens;
    private final Dialogue dialogue;

    Azure(Cloud cloud, RestClient rest, TokenSource tokens, Dialogue dialogue) {
        this.cloud = cloud;
        this.rest = rest;
        this.tokens = tokens;
        this.dialogue = dialogue;
    }

    Cloud cloud() {
        return cloud;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /// A resource of the management API, if it is there.
    ///
    /// @throws RestException if the answer is neither 200 nor 404
    Optional<JsonNode> find(String id, String apiVersion) {
        return found(get(managementUri(id, apiVersion), cloud.management().audience()));
    }

    /// A management call.
    Call manage(String method, String id, String apiVersion, JsonNode body) {
        return new Call(method, managementUri(id, apiVersion), cloud.management().audience(),
                body instanceof MissingNode ? Optional.empty() : Optional.of(body));
    }

    /// A call of a vault's data plane.
    ///
    /// @param target absolute
    Call vaultCall(String method, URI target, JsonNode body) {
        return new Call(method, target, cloud.vaultAudience(), Optional.of(body));
    }

    /// Reads from a vault's data plane; any answer is returned.
    Answer getFromVault(URI target) {
        return get(target, cloud.vaultAudience());
    }

    /// The object id of an application's principal in this tenant, if it has one.
    Optional<String> principalOf(String applicationId) {
        URI target = cloud.graph().endpoint()
                .resolve("/v1.0/servicePrincipals(appId='" + applicationId + "')");
        return found(get(target, cloud.graph().audience())).map(body -> body.path("id").asString(""));
    }

    /// A claim of the caller's own management token; empty text if it has none.
    String ownClaim(String name) {
        String[] parts = tokens.token(cloud.management().audience()).split("\\.", -1);
        if (parts.length != 3) {
            return "";
        }
        try {
            return JSON.readTree(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8))
                    .path(name).asString("");
        } catch (IllegalArgumentException | JacksonException e) {
            return "";
        }
    }

    /// Sends a call and waits for the operation that it began, if it did.
    ///
    /// @param patience how long to wait for it
    /// @throws RestException if it is refused or fails
    Answer perform(Call call, Duration patience) {
        Answer answer = untilNotThrottled(() -> send(call));
        if (!answer.succeeded()) {
            throw new RestException(
                    call.method() + " " + call.target().getPath() + " was refused: " + answer.errorText());
        }
        answer.header("azure-asyncoperation").map(URI::create)
                .ifPresent(operation -> awaitEnd(operation, patience));
        return answer;
    }

    /// Sends a call once; any answer is returned.
    Answer send(Call call) {
        String token = tokens.token(call.audience());
        return call.body().map(body -> rest.send(call.method(), call.target(), token, body))
                .orElseGet(() -> rest.send(call.method(), call.target(), token));
    }

    private void awaitEnd(URI operation, Duration patience) {
        Duration waited = Duration.ZERO;
        while (true) {
            Answer answer = get(operation, cloud.management().audience());
            String status = answer.body().path("status").asString("");
            if (status.equalsIgnoreCase("Succeeded")) {
                return;
            }
            if (!answer.succeeded() || status.equalsIgnoreCase("Failed")
                    || status.equalsIgnoreCase("Canceled")) {
                throw new RestException("the operation did not succeed: " + answer.errorText());
            }
            if (waited.compareTo(patience) >= 0) {
                throw new RestException("the operation still runs after " + patience.toMinutes()
                        + " minutes; run the same command again to go on");
            }
            Duration pause = retryAfter(answer).orElse(FIRST_PAUSE);
            dialogue.pause(pause);
            waited = waited.plus(pause);
        }
    }

    private Answer get(URI target, String audience) {
        return untilNotThrottled(() -> rest.send("GET", target, tokens.token(audience)));
    }

    private Answer untilNotThrottled(Supplier<Answer> call) {
        Answer answer = call.get();
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; attempt < MAX_ATTEMPTS && answer.status() == 429; attempt++) {
            dialogue.pause(retryAfter(answer).orElse(pause));
            pause = pause.multipliedBy(2);
            answer = call.get();
        }
        return answer;
    }

    private static Optional<Duration> retryAfter(Answer answer) {
        return answer.header("retry-after").filter(text -> text.matches("\\d{1,4}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    private static Optional<JsonNode> found(Answer answer) {
        if (answer.status() == 404) {
            return Optional.empty();
        }
        if (!answer.succeeded()) {
            throw new RestException("it cannot be read: " + answer.errorText());
        }
        return Optional.of(answer.body());
    }

    private URI managementUri(String id, String apiVersion) {
        return cloud.management().endpoint()
                .resolve(id + (id.contains("?") ? "&" : "?") + "api-version=" + apiVersion);
    }
}
