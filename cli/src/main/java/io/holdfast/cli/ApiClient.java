package io.holdfast.cli;

import io.holdfast.client.Answer;
import io.holdfast.client.RestClient;
import io.holdfast.client.RestException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/// A client of a server's public HTTPS API, trusting one authority, with a token per audience. Thread-safe.
public final class ApiClient implements AutoCloseable {

    private final RestClient rest;
    private final URI origin;
    private final Credentials credentials;
    private final Map<String, String> tokensByAudience = new ConcurrentHashMap<>();

    /// @param origin scheme, host and port of the server
    /// @param authority file with the server's CA certificate
    /// @throws io.holdfast.client.RestException if that file holds no certificate
    public ApiClient(URI origin, Path authority, Credentials credentials) {
        this.rest = RestClient.trusting(Optional.of(authority));
        this.origin = origin;
        this.credentials = credentials;
    }

    /// Where the server is.
    public URI origin() {
        return origin;
    }

    /// A call without a body.
    public Answer send(String method, String target, Audience audience) {
        return rest.send(method, absolute(target), token(audience));
    }

    /// A call with a JSON body.
    public Answer send(String method, String target, Audience audience, JsonNode body) {
        return rest.send(method, absolute(target), token(audience), body);
    }

    /// A call with a JSON body and the header `Prefer`.
    public Answer send(String method, String target, Audience audience, JsonNode body, String preference) {
        return rest.send(method, absolute(target), token(audience), body, preference);
    }

    /// A token for an API, taken from the token endpoint at first need.
    ///
    /// @throws RestException if it is refused
    public String token(Audience audience) {
        return tokensByAudience.computeIfAbsent(audience.uri(), this::fetchToken);
    }

    private URI absolute(String target) {
        return target.startsWith("https://") ? URI.create(target) : origin.resolve(target);
    }

    private String fetchToken(String audience) {
        String form = "grant_type=client_credentials&client_id=" + encoded(credentials.clientId())
                + "&client_secret=" + encoded(credentials.clientSecret()) + "&scope="
                + encoded(audience + "/.default");
        Answer answer = rest.postForm(
                origin.resolve("/" + encoded(credentials.tenantId()) + "/oauth2/v2.0/token"), form);
        String token = answer.body().path("access_token").asString("");
        if (!answer.succeeded() || token.isEmpty()) {
            throw new RestException("no token: " + answer.status() + " "
                    + answer.body().path("error_description").asString(answer.errorText()));
        }
        return token;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        rest.close();
    }
}
