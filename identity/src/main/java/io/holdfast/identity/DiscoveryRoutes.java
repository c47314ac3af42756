package io.holdfast.identity;

import io.holdfast.rest.Access;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the token service publishes: discovery documents (OpenID Connect Discovery 1.0) and signing keys (RFC 7517).
///
/// Under the tenant `adfs` they have the form of AD FS: the issuer ends there, and the token endpoint is that of
/// version 1.
final class DiscoveryRoutes {

    private static final String ADFS = "adfs";

    private final Identity identity;
    private final TenantNames tenants;

    DiscoveryRoutes(Identity identity, TenantNames tenants) {
        this.identity = identity;
        this.tenants = tenants;
    }

    Stream<Route> routes() {
        Access published = Access.anonymous("public metadata of the token service");
        return Stream.of(
                Route.of("GET", "/{tenant}/v2.0/.well-known/openid-configuration", published, this::metadata),
                Route.of("GET", "/{tenant}/.well-known/openid-configuration", published, this::metadata),
                Route.of("GET", "/{tenant}/discovery/v2.0/keys", published, this::keys),
                Route.of("GET", "/{tenant}/discovery/keys", published, this::keys),
                Route.of("GET", "/common/discovery/instance", published, this::instance));
    }

    private ApiResponse metadata(Call call) {
        String tenantId = tenants.require(call);
        boolean adfs = call.variable("tenant").toLowerCase(Locale.ROOT).equals(ADFS);
        String base = call.request().origin() + "/" + (adfs ? ADFS : tenantId);
        String version = adfs ? "" : "/v2.0";
        ObjectNode json = Json.object().put("issuer", base + version)
                .put("authorization_endpoint", base + "/oauth2" + version + "/authorize")
                .put("token_endpoint", base + "/oauth2" + version + "/token")
                .put("device_authorization_endpoint", base + "/oauth2" + version + "/devicecode")
                .put("end_session_endpoint", base + "/oauth2" + version + "/logout")
                .put("jwks_uri", base + "/discovery" + version + "/keys");
        strings(json, "response_types_supported", List.of("code", "id_token"));
        strings(json, "subject_types_supported", List.of("pairwise"));
        strings(json, "id_token_signing_alg_values_supported", List.of("RS256"));
        strings(json, "token_endpoint_auth_methods_supported",
                List.of("client_secret_post", "client_secret_basic", "private_key_jwt"));
        strings(json, "token_endpoint_auth_signing_alg_values_supported", List.of("RS256", "PS256"));
        strings(json, "grant_types_supported", List.of("client_credentials"));
        strings(json, "scopes_supported", List.of("openid"));
        json.putNull("tenant_region_scope").put("cloud_instance_name", call.request().origin().getHost());
        return ApiResponse.json(200, json);
    }

    private static void strings(ObjectNode json, String member, List<String> values) {
        values.forEach(json.putArray(member)::add);
    }

    private ApiResponse keys(Call call) {
        tenants.require(call);
        ObjectNode json = Json.object();
        ArrayNode keys = json.putArray("keys");
        identity.tokens().keys().verifying()
                .forEach(key -> keys.addObject().put("kty", "RSA").put("use", "sig")
                        .put("alg", "RS256").put("kid", key.getKeyID()).put("n", key.getModulus().toString())
                        .put("e", key.getPublicExponent().toString())
                        .put("issuer", identity.tokens().issuer()));
        return ApiResponse.json(200, json);
    }

    private ApiResponse instance(Call call) {
        String authority = call.request().origin().getAuthority();
        ObjectNode json = Json.object()
                .put("tenant_discovery_endpoint", call.request().origin() + "/" + identity.tenant().tenantId()
                        + "/v2.0/.well-known/openid-configuration")
                .put("api-version", "1.1");
        json.putArray("metadata").addObject().put("preferred_network", authority)
                .put("preferred_cache", authority).putArray("aliases").add(authority);
        return ApiResponse.json(200, json);
    }
}
