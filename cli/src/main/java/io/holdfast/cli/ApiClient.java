package io.holdfast.cli;

import io.holdfast.crypto.TlsFilesException;
import io.holdfast.crypto.TrustedAuthority;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// A client of a server's public HTTPS API, trusting one authority, with a token per audience. Thread-safe.
public final class ApiClient implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /// The longest that a query may take is ten minutes.
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(11);

    private final HttpClient http;
    private final URI origin;
    private final Credentials credentials;
    private final Map<String, String> tokensByAudience = new ConcurrentHashMap<>();

    /// @param origin scheme, host and port of the server
    /// @param authority file with the server's CA certificate
    /// @throws CommandFailedException if that file holds no certificate
    public ApiClient(URI origin, Path authority, Credentials credentials) {
        try {
            this.http = HttpClient.newBuilder()
                    .sslContext(TrustedAuthority.sslContext(authority, new SecureRandom()))
                    .version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT).build();
        } catch (TlsFilesException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        }
        this.origin = origin;
        this.credentials = credentials;
    }

    /// Where the server is.
    public URI origin() {
        return origin;
    }

    /// A call without a body.
    public Answer send(String method, String target, Audience audience) {
        return send(request(method, target, audience, BodyPublishers.noBody()));
    }

    /// A call with a JSON body.
    public Answer send(String method, String target, Audience audience, JsonNode body) {
        return send(request(method, target, audience,
                BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
    }

    /// A token for an API, taken from the token endpoint at first need.
    ///
    /// @throws CommandFailedException if it is refused
    public String token(Audience audience) {
        return tokensByAudience.computeIfAbsent(audience.uri(), this::fetchToken);
    }

    private HttpRequest request(String method, String target, Audience audience,
            HttpRequest.BodyPublisher body) {
        URI uri = target.startsWith("https://") ? URI.create(target) : origin.resolve(target);
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri).timeout(ANSWER_TIMEOUT).method(method, body)
                .header("Authorization", "Bearer " + token(audience));
        return (body.contentLength() == 0 ? builder : builder.header("Content-Type", "application/json"))
                .build();
    }

    private String fetchToken(String audience) {
        String form = "grant_type=client_credentials&client_id=" + encoded(credentials.clientId())
                + "&client_secret=" + encoded(credentials.clientSecret()) + "&scope="
                + encoded(audience + "/.default");
        Answer answer = send(HttpRequest
                .newBuilder(origin.resolve("/" + encoded(credentials.tenantId()) + "/oauth2/v2.0/token"))
                .timeout(ANSWER_TIMEOUT).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)).build());
        String token = answer.body().path("access_token").asString("");
        if (!answer.succeeded() || token.isEmpty()) {
            throw new CommandFailedException("no token: " + answer.status() + " "
                    + answer.body().path("error_description").asString(answer.errorText()));
        }
        return token;
    }

    private Answer send(HttpRequest request) {
        long start = System.nanoTime();
        try {
            HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            Map<String, String> headers = new HashMap<>();
            response.headers().map()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            return new Answer(response.statusCode(), headers, parsed(response.body()), took);
        } catch (IOException e) {
            throw new CommandFailedException(
                    "no answer from " + request.uri().resolve("/") + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted while waiting for an answer", e);
        }
    }

    private static JsonNode parsed(byte[] body) {
        if (body.length == 0) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            return JSON.createObjectNode().put("text", new String(body, StandardCharsets.UTF_8));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.close();
    }
}
