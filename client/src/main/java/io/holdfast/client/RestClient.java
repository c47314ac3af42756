package io.holdfast.client;

import io.holdfast.crypto.TlsFilesException;
import io.holdfast.crypto.TrustedAuthority;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// Sends JSON over HTTPS and reads what comes back. Thread-safe.
public final class RestClient implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /// The longest that a query may take is ten minutes.
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(11);

    private final HttpClient http;

    private RestClient(HttpClient http) {
        this.http = http;
    }

    /// Makes a client.
    ///
    /// @param authority file with the only CA certificate to trust; empty for those that Java trusts
    /// @throws RestException if that file holds no certificate
    public static RestClient trusting(Optional<Path> authority) {
        return new RestClient(httpTrusting(authority).build());
    }

    /// Makes HTTP clients with the same trust, for libraries that make calls of their own.
    ///
    /// @throws RestException if that file holds no certificate
    public static HttpClient.Builder httpTrusting(Optional<Path> authority) {
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT);
        try {
            authority.ifPresent(
                    file -> builder.sslContext(TrustedAuthority.sslContext(file, new SecureRandom())));
        } catch (TlsFilesException e) {
            throw new RestException(String.valueOf(e.getMessage()), e);
        }
        return builder;
    }

    /// A call without a body.
    ///
    /// @throws RestException if no answer came
    public Answer send(String method, URI target, String token) {
        return send(authorized(target, token).method(method, BodyPublishers.noBody()).build());
    }

    /// A call with a JSON body.
    ///
    /// @throws RestException if no answer came
    public Answer send(String method, URI target, String token, JsonNode body) {
        return send(authorized(target, token).header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))).build());
    }

    /// A call with a JSON body and the header `Prefer`.
    ///
    /// @throws RestException if no answer came
    public Answer send(String method, URI target, String token, JsonNode body, String preference) {
        return send(authorized(target, token).header("Content-Type", "application/json")
                .header("Prefer", preference)
                .method(method, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))).build());
    }

    /// Posts a form without a token, as token endpoints want it.
    ///
    /// @param form `application/x-www-form-urlencoded` text
    /// @throws RestException if no answer came
    public Answer postForm(URI target, String form) {
        return send(HttpRequest.newBuilder(target).timeout(ANSWER_TIMEOUT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)).build());
    }

    private static HttpRequest.Builder authorized(URI target, String token) {
        return HttpRequest.newBuilder(target).timeout(ANSWER_TIMEOUT).header("Authorization",
                "Bearer " + token);
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
            throw new RestException(
                    "no answer from " + request.uri().resolve("/") + ": " + cause(request.uri(), e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RestException("interrupted while waiting for an answer", e);
        }
    }

    /// Some exceptions of the JDK's client have no message; their cause may.
    private static String cause(URI target, Throwable failure) {
        Throwable told = failure;
        while (told.getMessage() == null && told.getCause() != null) {
            told = told.getCause();
        }
        if (told instanceof UnresolvedAddressException) {
            return "the name " + target.getHost() + " does not resolve on this machine (holdfast hosts prints"
                    + " lines for a hosts file)";
        }
        return told.getMessage() == null ? told.getClass().getSimpleName() : told.getMessage();
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

    @Override
    public void close() {
        http.close();
    }
}
