package io.holdfast.identity;

import com.nimbusds.jose.jwk.RSAKey;
import io.holdfast.arm.ArmApi;
import io.holdfast.arm.ArmSettings;
import io.holdfast.arm.ArmState;
import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordSpace;
import io.holdfast.rest.Api;
import io.holdfast.rest.ApiDispatcher;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Headers;
import io.holdfast.rest.Json;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// Management API, token service and directory over a record database, as a server wires them.
final class IdentityFixture implements AutoCloseable {

    static final String ARM_SCOPE = "https://management.azure.com/.default";
    static final String VERSION = "?api-version=2022-04-01";

    // Made once: it is the most costly part of a new installation.
    private static final RSAKey SIGNING_KEY = SigningKeys.generate(new SecureRandom());

    private final Path file;
    private final BootstrapCredentials owner;
    private final SealingKey key = SealingKey.generate(new SecureRandom());
    private RecordDatabase database;
    private RecordSpace space;
    private ArmState arm;
    private ApiDispatcher dispatcher;
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    String host = "localhost";
    String address = "127.0.0.1";
    Identity identity;
    List<Api> apis;
    Optional<BootstrapCredentials> bootstrap;

    IdentityFixture(Path folder) {
        this(folder, SIGNING_KEY);
    }

    IdentityFixture(Path folder, RSAKey signingKey) {
        this.file = folder.resolve("platform.db");
        this.database = RecordDatabase.open(file);
        this.space = database.openSpace("platform", key);
        SigningKeys.add(space, signingKey, now);
        this.arm = ArmState.open(space, () -> now, new SecureRandom(), Duration.ZERO);
        this.identity = identity();
        this.bootstrap = identity.takeBootstrapCredentials();
        this.owner = bootstrap.orElseThrow();
        this.apis = wired();
        this.dispatcher = new ApiDispatcher(apis, identity.tokens());
    }

    private Identity identity() {
        return Identity.open(space, arm.providers(), settings(), () -> now, new SecureRandom());
    }

    private static IdentitySettings settings() {
        return IdentitySettings.forDomain("localhost");
    }

    private List<Api> wired() {
        Tenant tenant = identity.tenant();
        return List.of(
                new ArmApi(ArmSettings.forDomain(tenant.tenantId(), tenant.subscriptionId(), "localhost"),
                        arm,
                        identity.roles(), List.of(new RoleAssignmentProvider(identity, () -> now))),
                new IdentityApi(identity, settings(), () -> now), new GraphApi(identity, settings()));
    }

    void restart() {
        close();
        database = RecordDatabase.open(file);
        space = database.openSpace("platform", key);
        arm = ArmState.open(space, () -> now, new SecureRandom(), Duration.ZERO);
        identity = identity();
        bootstrap = identity.takeBootstrapCredentials();
        apis = wired();
        dispatcher = new ApiDispatcher(apis, identity.tokens());
    }

    RecordSpace space() {
        return space;
    }

    String subscription() {
        return "/subscriptions/" + identity.tenant().subscriptionId();
    }

    BootstrapCredentials owner() {
        return owner;
    }

    /// The form of a token request of version 2.
    static Map<String, String> form(String clientId, String secret, String scope) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_id", clientId);
        form.put("client_secret", secret);
        form.put("scope", scope);
        return form;
    }

    Answer signIn(Map<String, String> form) {
        return signIn("/" + identity.tenant().tenantId() + "/oauth2/v2.0/token", form);
    }

    Answer signIn(String path, Map<String, String> form) {
        String body = form.entrySet().stream().map(field -> field.getKey() + "="
                + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return call("POST", path, Map.of("Content-Type", "application/x-www-form-urlencoded"), body);
    }

    /// An access token for the management API.
    String token(String clientId, String secret) {
        return token(clientId, secret, ARM_SCOPE);
    }

    String token(String clientId, String secret, String scope) {
        return signIn(form(clientId, secret, scope)).json().path("access_token").asString();
    }

    String ownerToken() {
        return token(owner().clientId(), owner().clientSecret());
    }

    Answer call(String token, String method, String target, String... body) {
        return call(method, target, Map.of("Authorization", "Bearer " + token), String.join("", body));
    }

    Answer call(String method, String target, Map<String, String> headers, String body) {
        URI uri = URI.create("https://" + host + ":8443" + target);
        Map<String, String> query = new LinkedHashMap<>();
        if (uri.getQuery() != null) {
            Arrays.stream(uri.getQuery().split("&")).map(pair -> pair.split("=", 2))
                    .forEach(pair -> query.put(pair[0], pair[1]));
        }
        List<String> segments = Arrays.asList(uri.getPath().replaceAll("^/+", "").split("/", -1));
        return new Answer(dispatcher.dispatch(new ApiRequest(method, segments, query, Headers.of(headers),
                limit -> body.getBytes(StandardCharsets.UTF_8), URI.create("https://" + host + ":8443"),
                "request-1", address)));
    }

    /// Gives a role to a principal, as the owner, and answers the assignment's path.
    String assign(String scope, RoleDefinition role, Principal principal) {
        String path = scope + "/providers/Microsoft.Authorization/roleAssignments/"
                + UUID.randomUUID() + VERSION;
        Answer answer = call(ownerToken(), "PUT", path, grant(role, principal.objectId()));
        if (answer.status() != 201) {
            throw new AssertionError("The role was not assigned: " + answer.json());
        }
        return path;
    }

    static String grant(RoleDefinition role, String principalId) {
        return "{\"properties\":{\"roleDefinitionId\":\"/subscriptions/x/providers/Microsoft.Authorization"
                + "/roleDefinitions/" + role.id() + "\",\"principalId\":\"" + principalId + "\"}}";
    }

    @Override
    public void close() {
        arm.close();
        space.close();
        database.close();
    }

    /// An answer with its body read as JSON.
    record Answer(ApiResponse response) {

        int status() {
            return response.status();
        }

        ObjectNode json() {
            return Json.parseObject(response.body());
        }

        String code() {
            return json().path("error").path("code").asString();
        }
    }
}
