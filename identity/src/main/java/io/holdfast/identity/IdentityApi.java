package io.holdfast.identity;

import io.holdfast.arm.Guids;
import io.holdfast.rest.Access;
import io.holdfast.rest.Api;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import io.holdfast.rest.TokenProblem;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The token service: tokens by client credentials (versions 1 and 2), discovery documents and signing keys.
///
/// It answers on the plain host, on the loopback addresses and on `login.` before the domain, for the
/// tenant's id, the domain, `common` and `organizations`. Errors are those of OAuth 2.0 (RFC 6749, section
/// 5.2) with the numbers of the mirrored service. Thread-safe.
public final class IdentityApi implements Api {

    private static final Logger LOGGER = LoggerFactory.getLogger(IdentityApi.class);
    private static final Set<String> ANY_TENANT = Set.of("common", "organizations");
    private static final Pattern NUMBER = Pattern.compile("^AADSTS(\\d+):");
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter
            .ofPattern("yyyy-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Identity identity;
    private final String domain;
    private final Set<String> hosts;
    private final Audiences audiences;
    private final InstantSource clock;
    private final FailureLimiter limiter;

    public IdentityApi(Identity identity, IdentitySettings settings, InstantSource clock) {
        this.identity = identity;
        this.domain = settings.domain().toLowerCase(Locale.ROOT);
        this.hosts = Set.copyOf(List.of(domain, "127.0.0.1", "[::1]", "login." + domain));
        this.audiences = new Audiences(domain);
        this.clock = clock;
        this.limiter = new FailureLimiter(clock);
    }

    @Override
    public String name() {
        return "Token service";
    }

    @Override
    public List<Route> routes() {
        Access signIn = Access.anonymous("signs callers in by their secret");
        Access published = Access.anonymous("public metadata of the token service");
        return List.of(Route.of("POST", "/{tenant}/oauth2/v2.0/token", signIn, this::token),
                Route.of("POST", "/{tenant}/oauth2/token", signIn, this::token),
                Route.of("GET", "/{tenant}/v2.0/.well-known/openid-configuration", published, this::metadata),
                Route.of("GET", "/{tenant}/.well-known/openid-configuration", published, this::metadata),
                Route.of("GET", "/{tenant}/discovery/v2.0/keys", published, this::keys),
                Route.of("GET", "/{tenant}/discovery/keys", published, this::keys),
                Route.of("GET", "/common/discovery/instance", published, this::instance));
    }

    private ApiResponse token(Call call) {
        requireTenant(call);
        TokenRequest asked = TokenRequest.parse(call.request());
        String address = call.request().clientAddress();
        limiter.wait(address, asked.clientId()).ifPresent(left -> {
            throw tooManyFailures(left);
        });
        Principal principal = authenticated(asked, call.request());
        limiter.succeeded(address, asked.clientId());
        if (!audiences.isKnown(asked.resource())) {
            throw new ApiException(400, "invalid_resource", "AADSTS500011: The resource principal named "
                    + asked.resource() + " was not found in the tenant named " + identity.tenant().tenantId()
                    + ".");
        }
        String token = identity.tokens().issue(principal, asked.resource());
        long seconds = identity.tokens().lifetime().toSeconds();
        long now = clock.instant().getEpochSecond();
        ObjectNode json = Json.object().put("token_type", "Bearer").put("expires_in", seconds)
                .put("ext_expires_in", seconds).put("expires_on", String.valueOf(now + seconds))
                .put("not_before", String.valueOf(now)).put("resource", asked.resource())
                .put("access_token", token);
        if (call.request().segments().contains("v2.0")) {
            json.remove(List.of("expires_on", "not_before", "resource"));
        }
        return ApiResponse.json(200, json).with("Cache-Control", "no-store").with("Pragma", "no-cache");
    }

    private Principal authenticated(TokenRequest asked, ApiRequest request) {
        Optional<Principal> principal = Optional.of(asked.clientId()).filter(Guids::isGuid)
                .flatMap(identity.principals()::findByAppId)
                .filter(found -> found.type() == PrincipalType.APPLICATION);
        boolean proved = principal
                .filter(found -> identity.principals().hasSecret(found, asked.clientSecret())).isPresent();
        if (!proved) {
            limiter.failed(request.clientAddress(), asked.clientId());
            LOGGER.atWarn().addKeyValue("requestId", request.requestId())
                    .addKeyValue("knownClient", principal.isPresent())
                    .addKeyValue("address", request.clientAddress()).log("A sign-in was refused");
        }
        Principal known = principal.orElseThrow(() -> new ApiException(400, "unauthorized_client",
                "AADSTS700016: Application with identifier '" + asked.clientId()
                        + "' was not found in the directory '" + identity.tenant().tenantId()
                        + "', or it is an identity that does not sign in."));
        if (!proved) {
            throw new ApiException(401, "invalid_client",
                    "AADSTS7000215: Invalid client secret provided. Ensure"
                            + " the secret being sent in the request is the client secret value, for a"
                            + " secret added to"
                            + " app '" + known.appId() + "'.");
        }
        return known;
    }

    private static ApiException tooManyFailures(Duration left) {
        return ApiError.of(429, "temporarily_unavailable",
                "AADSTS90055: There were too many failed sign-ins of this client; try again later.")
                .withHeader("Retry-After", String.valueOf(left.toSeconds() + 1)).toException();
    }

    private String requireTenant(Call call) {
        String named = call.variable("tenant").toLowerCase(Locale.ROOT);
        if (named.equals(identity.tenant().tenantId()) || named.equals(domain)
                || ANY_TENANT.contains(named)) {
            return identity.tenant().tenantId();
        }
        throw new ApiException(400, "invalid_request", "AADSTS90002: Tenant '" + call.variable("tenant")
                + "' not found. Check to make sure you have the correct tenant ID and are signing into the"
                + " correct cloud.");
    }

    private ApiResponse metadata(Call call) {
        String base = call.request().origin() + "/" + requireTenant(call);
        ObjectNode json = Json.object().put("issuer", base + "/v2.0")
                .put("authorization_endpoint", base + "/oauth2/v2.0/authorize")
                .put("token_endpoint", base + "/oauth2/v2.0/token")
                .put("device_authorization_endpoint", base + "/oauth2/v2.0/devicecode")
                .put("end_session_endpoint", base + "/oauth2/v2.0/logout")
                .put("jwks_uri", base + "/discovery/v2.0/keys");
        json.putArray("response_types_supported").add("code").add("id_token");
        json.putArray("subject_types_supported").add("pairwise");
        json.putArray("id_token_signing_alg_values_supported").add("RS256");
        json.putArray("token_endpoint_auth_methods_supported").add("client_secret_post")
                .add("client_secret_basic");
        json.putArray("scopes_supported").add("openid");
        json.putNull("tenant_region_scope").put("cloud_instance_name", call.request().origin().getHost());
        return ApiResponse.json(200, json);
    }

    private ApiResponse keys(Call call) {
        requireTenant(call);
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

    @Override
    public boolean servesHost(String host) {
        return hosts.contains(host);
    }

    @Override
    public boolean acceptsAudience(String audience, ApiRequest request) {
        return false;
    }

    @Override
    public ApiError unauthenticated(ApiRequest request, Optional<TokenProblem> problem) {
        return ApiError.of(401, "invalid_request", "AADSTS900561: This endpoint does not take tokens.");
    }

    @Override
    public void checkVersion(ApiRequest request) {
        // The version is in the path.
    }

    @Override
    public JsonNode render(ApiError error, String requestId) {
        ObjectNode json = Json.object().put("error", error.code()).put("error_description", error.message());
        Matcher number = NUMBER.matcher(error.message());
        ArrayNode codes = json.putArray("error_codes");
        if (number.find()) {
            codes.add(Integer.parseInt(number.group(1)));
        }
        return json.put("timestamp", TIMESTAMP.format(clock.instant())).put("trace_id", requestId)
                .put("correlation_id", requestId);
    }

    @Override
    public Optional<ApiError> translate(RuntimeException failure) {
        return Optional.empty();
    }
}
