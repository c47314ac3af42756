package io.holdfast.keyvault;

import io.holdfast.arm.ArmApi;
import io.holdfast.arm.ArmSettings;
import io.holdfast.arm.ArmState;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.TokenKeys;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordSpace;
import io.holdfast.rest.ApiDispatcher;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Caller;
import io.holdfast.rest.Headers;
import io.holdfast.rest.Json;
import io.holdfast.rest.RequestBody;
import io.holdfast.rest.TokenProblem;
import io.holdfast.rest.TokenVerifier;
import io.holdfast.testkit.MovableClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/// A vault service behind its two APIs, over a folder, with a clock that is set by hand.
///
/// A token is `{objectId}` or `{objectId}@{audience}`; management calls are made by whoever [#ADMIN] is.
final class VaultFixture implements AutoCloseable {

    static final String TENANT = "11111111-1111-1111-1111-111111111111";
    static final String SUBSCRIPTION = "22222222-2222-2222-2222-222222222222";
    static final String ADMIN = "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa";
    static final String USER = "bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb";
    static final String AUDIENCE = "https://vault.localhost";
    static final String GROUP = "/subscriptions/" + SUBSCRIPTION + "/resourceGroups/rg1";
    static final int PORT = 8443;
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    /// What role assignments grant to others than [#ADMIN]: `{objectId} {action}`.
    final Set<String> roles = ConcurrentHashMap.newKeySet();
    final List<VaultChange> changes = new ArrayList<>();
    final MovableClock clock = new MovableClock(START);
    final VaultService service;
    final RecordSpace space;

    private final RecordDatabase database;
    private final ArmState state;
    private final ApiDispatcher dispatcher;

    VaultFixture(Path folder, SealingKey key) {
        this(folder, key, Optional.empty());
    }

    VaultFixture(Path folder, SealingKey key, Optional<TokenKeys> token) {
        SecureRandom random = new SecureRandom();
        database = RecordDatabase.open(folder.resolve("platform.db"));
        space = database.openSpace("platform", key);
        Authorizer authorizer = (caller, action, scope) -> caller.objectId().equals(ADMIN)
                || roles.contains(caller.objectId() + " " + action);
        service = VaultService.open(new VaultSettings("localhost", () -> PORT, TENANT,
                AuditPlace.of(folder.resolve("audit")), clock, token), space, key, authorizer, random);
        service.onChange(changes::add);
        state = ArmState.open(space, clock, random, Duration.ZERO);
        ArmApi arm = new ArmApi(ArmSettings.forDomain(TENANT, SUBSCRIPTION, "localhost"), state, authorizer,
                List.of(new KeyVaultProvider(service, authorizer)));
        KeyVaultApi keys = new KeyVaultApi(service, () -> URI.create("https://login.localhost:" + PORT));
        dispatcher = new ApiDispatcher(List.of(arm, keys), verifier());
        call(new Request("PUT", "https://localhost:8443" + GROUP + "?api-version=2025-04-01", ADMIN
                + "@https://management.azure.com", "{\"location\":\"westeurope\"}", Map.of()));
    }

    private static TokenVerifier verifier() {
        return token -> {
            if (token.equals("expired")) {
                throw new TokenVerifier.InvalidTokenException(
                        new TokenProblem(TokenProblem.Kind.EXPIRED, "The token is expired."));
            }
            String[] parts = token.split("@", -1);
            return new Caller(parts.length > 2 ? parts[2] : TENANT, parts[0], "app-of-" + parts[0],
                    parts.length > 1 ? parts[1] : AUDIENCE, "https://sts.windows.net/" + TENANT + "/");
        };
    }

    /// @param token empty for none
    record Request(String method, String url, String token, String body, Map<String, String> headers) {}

    /// An answer with its body read; a missing body is an empty object.
    record Answer(int status, Map<String, String> headers, JsonNode json) {

        String error() {
            return json.at("/error/code").asString("") + " " + json.at("/error/innererror/code").asString("");
        }

        String text(String pointer) {
            return json.at(pointer).asString("");
        }
    }

    Answer call(Request request) {
        return call(request, limit -> request.body().getBytes(StandardCharsets.UTF_8));
    }

    Answer call(Request request, RequestBody body) {
        URI uri = URI.create(request.url().replace("$", "%24"));
        List<String> segments = new ArrayList<>(List.of(uri.getRawPath().split("/", -1)));
        while (!segments.isEmpty() && segments.getFirst().isEmpty()) {
            segments.removeFirst();
        }
        Map<String, String> query = new LinkedHashMap<>();
        if (uri.getQuery() != null) {
            for (String pair : uri.getQuery().split("&", -1)) {
                String[] parts = pair.split("=", 2);
                query.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
            }
        }
        Map<String, String> headers = new LinkedHashMap<>(request.headers());
        if (!request.token().isEmpty()) {
            headers.put("Authorization", "Bearer " + request.token());
        }
        ApiResponse response = dispatcher.dispatch(new ApiRequest(request.method(), segments, query,
                Headers.of(headers), body, URI.create("https://" + uri.getRawAuthority()), "request-1",
                "127.0.0.1"));
        return new Answer(response.status(), response.headers(),
                response.body().length == 0 ? Json.object() : Json.parse(response.body()));
    }

    /// A data-plane call to a vault as someone.
    Answer keys(String token, String vault, String methodAndPath, String body) {
        String[] parts = methodAndPath.split(" ", 2);
        return call(new Request(parts[0], "https://" + vault + ".vault.localhost:" + PORT + parts[1]
                + (parts[1].contains("?") ? "&" : "?") + "api-version=7.4", token, body, Map.of()));
    }

    Answer keys(String vault, String methodAndPath, String body) {
        return keys(USER, vault, methodAndPath, body);
    }

    /// A management call below the provider, such as `PUT /vaults/v1`, made by [#ADMIN].
    Answer manage(String methodAndPath, String body) {
        return manage(methodAndPath, "2025-05-01", body);
    }

    Answer manage(String methodAndPath, String version, String body) {
        String[] parts = methodAndPath.split(" ", 2);
        String scope = parts[1].startsWith("/vaults") ? GROUP : "/subscriptions/" + SUBSCRIPTION;
        return call(new Request(parts[0],
                "https://localhost:" + PORT + scope + "/providers/Microsoft.KeyVault" + parts[1]
                        + "?api-version=" + version,
                ADMIN + "@https://management.azure.com", body, Map.of()));
    }

    /// Makes a vault in which [#USER] has the permissions.
    Answer createVault(String name, String permissions, String moreProperties) {
        return manage("PUT /vaults/" + name, vaultBody(policy(USER, permissions), moreProperties));
    }

    static String vaultBody(String policies, String moreProperties) {
        return "{\"location\":\"West Europe\",\"tags\":{\"team\":\"soc\"},\"properties\":{\"tenantId\":\""
                + TENANT + "\",\"sku\":{\"family\":\"A\",\"name\":\"standard\"},\"accessPolicies\":["
                + policies + "]" + (moreProperties.isEmpty() ? "" : "," + moreProperties) + "}}";
    }

    static String policy(String objectId, String permissions) {
        String quoted = permissions.isEmpty() ? "" : "\"" + permissions.replace(" ", "\",\"") + "\"";
        return "{\"tenantId\":\"" + TENANT + "\",\"objectId\":\"" + objectId
                + "\",\"permissions\":{\"keys\":[" + quoted + "]}}";
    }

    @Override
    public void close() {
        service.close();
        state.close();
        space.close();
        database.close();
    }
}
