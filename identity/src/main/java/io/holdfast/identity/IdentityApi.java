package io.holdfast.identity;

import io.holdfast.rest.Access;
import io.holdfast.rest.Api;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import io.holdfast.rest.TokenProblem;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The token service: tokens by client credentials (versions 1 and 2), discovery documents and signing keys.
///
/// It answers on the plain host, on the loopback addresses and on `login.` before the domain, for the
/// tenant under each of its [TenantNames]. Errors are those of OAuth 2.0 (RFC 6749, section
/// 5.2) with the numbers of the mirrored service. Thread-safe.
public final class IdentityApi implements Api {

    private static final Pattern NUMBER = Pattern.compile("^AADSTS(\\d+):");
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter
            .ofPattern("yyyy-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Identity identity;
    private final TenantNames tenants;
    private final Set<String> hosts;
    private final Audiences audiences;
    private final InstantSource clock;
    private final SignInLimiter limiter;
    private final SignIn signIn;
    private final WorkloadRoutes workloads;

    public IdentityApi(Identity identity, IdentitySettings settings, InstantSource clock) {
        this.identity = identity;
        String domain = settings.domain().toLowerCase(Locale.ROOT);
        this.tenants = new TenantNames(identity.tenant(), domain);
        this.hosts = Set.copyOf(List.of(domain, "127.0.0.1", "[::1]", "login." + domain));
        this.audiences = new Audiences(domain);
        this.clock = clock;
        this.limiter = new SignInLimiter(clock);
        this.signIn = new SignIn(identity, limiter, clock);
        this.workloads = new WorkloadRoutes(new WorkloadTokens(identity, audiences, clock), limiter);
    }

    @Override
    public String name() {
        return "Token service";
    }

    @Override
    public List<Route> routes() {
        Access signedIn = Access.anonymous("signs callers in by their secret or certificate");
        Stream<Route> own = Stream.of(Route.of("POST", "/{tenant}/oauth2/v2.0/token", signedIn, this::token),
                Route.of("POST", "/{tenant}/oauth2/token", signedIn, this::token));
        return Stream.of(own, new DiscoveryRoutes(identity, tenants).routes(), workloads.routes())
                .flatMap(part -> part).toList();
    }

    private ApiResponse token(Call call) {
        limiter.admit(call.request().clientAddress());
        tenants.require(call);
        TokenRequest asked = TokenRequest.parse(call.request());
        Principal principal = signIn.require(asked, call.request(), audiencesOfAssertions(call.request()));
        if (!audiences.isKnown(asked.resource())) {
            throw audiences.unknown(asked.resource(), identity.tenant());
        }
        String token = identity.tokens().issue(principal, asked.resource(), switch (asked.proof()) {
            case ClientProof.Secret _ -> TokenService.Proved.BY_SECRET;
            case ClientProof.Assertion _ -> TokenService.Proved.BY_KEY;
        });
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

    // The token endpoints and issuers of this origin, under any name of the tenant: clients differ in which they name.
    private Set<String> audiencesOfAssertions(ApiRequest request) {
        return tenants.all().map(name -> request.origin() + "/" + name)
                .flatMap(base -> Stream.of("/oauth2/v2.0/token", "/oauth2/token", "/v2.0", "", "/")
                        .map(base::concat))
                .collect(Collectors.toUnmodifiableSet());
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
        return render(error, requestId, clock);
    }

    static ObjectNode render(ApiError error, String requestId, InstantSource clock) {
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
