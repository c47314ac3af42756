package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// A plain HTTP client for the APIs that have no SDK here: gets its own tokens, waits for asynchronous
/// operations.
final class ArmClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_POLLS = 600;

    private final HttpClient http;
    private final URI origin;
    private final Credentials credentials;

    ArmClient(HttpClient http, URI origin, Credentials credentials) {
        this.http = http;
        this.origin = origin;
        this.credentials = credentials;
    }

    /// There was no answer.
    static final class GoneException extends AssertionError {

        private static final long serialVersionUID = 1L;

        private GoneException(String message, IOException cause) {
            super(message, cause);
        }
    }

    /// An answer: status, body as JSON, and its headers.
    record Answer(int status, JsonNode body, HttpHeaders headers) {

        String errorCode() {
            return body.path("error").path("code").asString("");
        }

        /// The messages of the error and of the errors within it.
        String errorText() {
            StringBuilder text = new StringBuilder();
            for (JsonNode error = body.path("error"); error.isObject(); error = error.path("innererror")) {
                text.append(error.path("code").asString("")).append(' ')
                        .append(error.path("message").asString("")).append('\n');
            }
            return text.toString();
        }
    }

    /// A token for an audience.
    String token(String scope) {
        String form = "grant_type=client_credentials&client_id=" + credentials.clientId() + "&client_secret="
                + URLEncoder.encode(credentials.clientSecret(), StandardCharsets.UTF_8) + "&scope="
                + URLEncoder.encode(scope + "/.default", StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest
                .newBuilder(origin.resolve("/" + credentials.tenantId() + "/oauth2/v2.0/token"))
                .header("Content-Type", "application/x-www-form-urlencoded").timeout(TIMEOUT)
                .POST(HttpRequest.BodyPublishers.ofString(form)).build();
        Answer answer = send(request);
        assertThat(answer.status()).as("token for " + scope + ": " + answer.body()).isEqualTo(200);
        return answer.body().path("access_token").stringValue();
    }

    /// Calls the management API; `path` begins after the host and carries its api-version.
    Answer call(String method, String path, String body) {
        return call(method, path, body, "https://management.azure.com");
    }

    /// Calls an API with a token for its audience.
    Answer call(String method, String path, String body, String scope) {
        return callWith(token(scope), method, path, body);
    }

    /// Calls without a token.
    Answer callUnsigned(String method, String path, String body) {
        return send(HttpRequest.newBuilder(origin.resolve(path)).header("Content-Type", "application/json")
                .timeout(TIMEOUT).method(method, HttpRequest.BodyPublishers.ofString(body)).build());
    }

    /// Calls with a given token.
    Answer callWith(String token, String method, String path, String body) {
        HttpRequest.BodyPublisher publisher = body.isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body);
        return send(HttpRequest.newBuilder(origin.resolve(path)).header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json").timeout(TIMEOUT).method(method, publisher)
                .build());
    }

    /// Calls the management API with an `If-Match` header.
    Answer callIf(String match, String method, String path, String body) {
        return send(HttpRequest.newBuilder(origin.resolve(path))
                .header("Authorization", "Bearer " + token("https://management.azure.com"))
                .header("Content-Type", "application/json").header("If-Match", match).timeout(TIMEOUT)
                .method(method, HttpRequest.BodyPublishers.ofString(body)).build());
    }

    /// Calls and expects success, at once or after the asynchronous operation; answers the last body.
    JsonNode succeed(String method, String path, String body) {
        Answer answer = call(method, path, body);
        assertThat(answer.status()).as(method + " " + path + ": " + answer.body()).isBetween(200, 204);
        answer.headers().firstValue("Azure-AsyncOperation").ifPresent(this::await);
        return answer.body();
    }

    private void await(String operation) {
        String token = token("https://management.azure.com");
        URI uri = URI.create(operation);
        for (int i = 0; i < MAX_POLLS; i++) {
            Answer answer = callWith(token, "GET", uri.getRawPath() + "?" + uri.getRawQuery(), "");
            String status = answer.body().path("status").asString("");
            if (status.equals("Succeeded")) {
                return;
            }
            assertThat(status).as("operation " + answer.body()).isNotIn("Failed", "Canceled");
            Await.pause();
        }
        throw new AssertionError("The operation did not end: " + operation);
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            String type = response.headers().firstValue("Content-Type").orElse("");
            return new Answer(response.statusCode(), Json.parse(type.contains("json") ? response.body() : ""),
                    response.headers());
        } catch (IOException e) {
            throw new GoneException(request.method() + " " + request.uri() + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
