package io.holdfast.bench;

import io.holdfast.crypto.TrustedAuthority;
import io.holdfast.identity.BootstrapCredentials;
import io.holdfast.rest.Json;
import io.holdfast.server.HoldfastServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/// A server in this process as its first user reaches it: over HTTPS, with tokens. Thread-safe.
final class AzureApi implements AutoCloseable {

    static final String MANAGEMENT = "https://management.azure.com";
    static final String VAULT = "https://vault.azure.net";
    static final String GRAPH = "https://graph.microsoft.com";
    static final String QUERIES = "https://api.loganalytics.io";
    static final String INTAKE = "https://monitor.azure.com";

    private static final String OPERATION = "Azure-AsyncOperation";
    private static final long POLL_NANOS = 2_000_000;

    private final HoldfastServer server;
    private final BootstrapCredentials owner;
    private final HttpClient http;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    AzureApi(HoldfastServer server, BootstrapCredentials owner) {
        this.server = server;
        this.owner = owner;
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .sslContext(TrustedAuthority.sslContext(server.caCertificateFile(), new SecureRandom()))
                .build();
    }

    /// An answer.
    record Reply(int status, JsonNode body, Optional<String> operation) {}

    HoldfastServer server() {
        return server;
    }

    BootstrapCredentials owner() {
        return owner;
    }

    /// A call, however it is answered.
    ///
    /// @param target path and query
    /// @param json the body; empty for none
    Reply send(String method, String target, String audience, String json) {
        return send(HttpRequest.newBuilder(server.origin().resolve(target))
                .header("Authorization", "Bearer " + token(audience))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))).build());
    }

    /// A management call that must succeed, and if it is a long operation, its end.
    ///
    /// @return the body of the first answer
    JsonNode succeed(String method, String target, String json) {
        Reply reply = send(method, target, MANAGEMENT, json);
        require(reply, method + " " + target);
        reply.operation().ifPresent(url -> {
            URI uri = URI.create(url);
            Reply status = send("GET", uri.getRawPath() + "?" + uri.getRawQuery(), MANAGEMENT, "");
            while (status.body().path("status").asString("").equals("InProgress")) {
                LockSupport.parkNanos(POLL_NANOS);
                status = send("GET", uri.getRawPath() + "?" + uri.getRawQuery(), MANAGEMENT, "");
            }
            if (!status.body().path("status").asString("").equals("Succeeded")) {
                throw new IllegalStateException(method + " " + target + ": " + status.body());
            }
        });
        return reply.body();
    }

    /// The object id of the first user.
    String principal() {
        return principal(owner.clientId());
    }

    /// The object id of an application's principal.
    String principal(String clientId) {
        return require(send("GET", "/v1.0/servicePrincipals(appId='" + clientId + "')", GRAPH, ""),
                "principal").path("id").stringValue();
    }

    /// Fails unless an answer is a success.
    static JsonNode require(Reply reply, String what) {
        if (reply.status() / 100 != 2) {
            throw new IllegalStateException(what + ": " + reply.status() + " " + reply.body());
        }
        return reply.body();
    }

    /// A token of the first user; it lives longer than a benchmark.
    String token(String audience) {
        return tokens.computeIfAbsent(audience, this::signIn);
    }

    private String signIn(String audience) {
        String form = "grant_type=client_credentials&client_id=" + owner.clientId() + "&client_secret="
                + URLEncoder.encode(owner.clientSecret(), StandardCharsets.UTF_8) + "&scope="
                + URLEncoder.encode(audience + "/.default", StandardCharsets.UTF_8);
        Reply reply = send(HttpRequest.newBuilder(server.origin().resolve("/" + owner.tenantId()
                + "/oauth2/v2.0/token")).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)).build());
        return require(reply, "token").path("access_token").stringValue();
    }

    private Reply send(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(response.statusCode(),
                    response.body().length == 0 ? Json.object() : Json.parse(response.body()),
                    response.headers().firstValue(OPERATION));
        } catch (IOException e) {
            throw new IllegalStateException("The server does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    @Override
    public void close() {
        http.close();
        server.close();
    }
}
