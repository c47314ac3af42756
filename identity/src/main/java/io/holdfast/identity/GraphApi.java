package io.holdfast.identity;

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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The part of the directory's API that tells object ids (service principals by application id or object id),
/// and makes applications and identities of workloads.
///
/// It answers on the plain host, on the loopback addresses and on `graph.` before the domain. Immutable.
public final class GraphApi implements Api {

    private static final String PRINCIPALS = "/v1.0/servicePrincipals";
    private static final Pattern FILTER = Pattern.compile("(appId|id)\\s+eq\\s+'([^']*)'",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern KEY = Pattern.compile(
            "servicePrincipals\\(\\s*appId\\s*=\\s*'([^']*)'\\s*\\)",
            Pattern.CASE_INSENSITIVE);

    private final Identity identity;
    private final Set<String> hosts;

    public GraphApi(Identity identity, IdentitySettings settings) {
        this.identity = identity;
        String domain = settings.domain().toLowerCase(Locale.ROOT);
        this.hosts = Set.copyOf(List.of(domain, "127.0.0.1", "[::1]", "graph." + domain));
    }

    @Override
    public String name() {
        return "Microsoft Graph";
    }

    @Override
    public List<Route> routes() {
        Access access = Access.anyPrincipal("every principal of a tenant may read its service principals");
        Stream<Route> principals = Stream.of(Route.of("GET", PRINCIPALS, access, this::list),
                Route.of("GET", PRINCIPALS + "/{id}", access,
                        call -> found(identity.principals().find(call.variable("id")), call.variable("id"))),
                Route.of("GET", "/v1.0/{key}", access, this::byKey));
        return Stream.of(principals, new ApplicationRoutes(identity).routes(),
                new SigningKeyRoutes(identity).routes()).flatMap(part -> part).toList();
    }

    private ApiResponse list(Call call) {
        List<Principal> principals = call.request().query("$filter").map(this::filtered)
                .orElseGet(() -> identity.principals().list());
        ObjectNode json = Json.object();
        json.putArray("value").addAll(principals.stream().map(this::json).toList());
        return ApiResponse.json(200, json);
    }

    private List<Principal> filtered(String filter) {
        Matcher matcher = FILTER.matcher(filter.strip());
        if (!matcher.matches()) {
            throw new ApiException(400, "Request_UnsupportedQuery",
                    "Unsupported query. Supported filters are: appId eq '{guid}' and id eq '{guid}'.");
        }
        Principals principals = identity.principals();
        String id = matcher.group(2);
        return (matcher.group(1).equalsIgnoreCase("id") ? principals.find(id) : principals.findByAppId(id))
                .stream().toList();
    }

    private ApiResponse byKey(Call call) {
        Matcher matcher = KEY.matcher(call.variable("key"));
        if (!matcher.matches()) {
            throw new ApiException(404, "ResourceNotFound",
                    "There is nothing at this path of the directory.");
        }
        return found(identity.principals().findByAppId(matcher.group(1)), matcher.group(1));
    }

    private ApiResponse found(Optional<Principal> principal, String asked) {
        return ApiResponse.json(200, json(principal.orElseThrow(() -> new ApiException(404,
                "Request_ResourceNotFound", "Resource '" + asked + "' does not exist or one of its queried"
                        + " reference-property objects are not present."
                        + (asked.equalsIgnoreCase(Principals.COSMOS_DB_APP_ID)
                                ? " The Azure Cosmos DB principal exists once the namespace"
                                        + " 'Microsoft.DocumentDB' is registered."
                                : "")))));
    }

    private ObjectNode json(Principal principal) {
        return Json.object().put("id", principal.objectId()).put("appId", principal.appId())
                .put("displayName", principal.displayName()).put("appDisplayName", principal.displayName())
                .put("accountEnabled", true)
                .put("servicePrincipalType", switch (principal.type()) {
                    case MANAGED_IDENTITY, WORKLOAD_IDENTITY -> "ManagedIdentity";
                    case APPLICATION, FIRST_PARTY -> "Application";
                });
    }

    @Override
    public boolean servesHost(String host) {
        return hosts.contains(host);
    }

    @Override
    public Optional<String> usualAudience() {
        return Optional.of("https://graph.microsoft.com");
    }

    @Override
    public boolean acceptsAudience(String audience, ApiRequest request) {
        String plain = audience.replaceAll("/+$", "").toLowerCase(Locale.ROOT);
        return plain.equals("https://graph.microsoft.com")
                || plain.equals(request.origin().toString().toLowerCase(Locale.ROOT));
    }

    @Override
    public ApiError unauthenticated(ApiRequest request, Optional<TokenProblem> problem) {
        String code = problem.isPresent() ? "InvalidAuthenticationToken" : "AuthenticationRequired";
        String message = problem.map(TokenProblem::message).orElse("The request has no access token.");
        return ApiError.of(401, code, message).withHeader("WWW-Authenticate", "Bearer");
    }

    @Override
    public void checkVersion(ApiRequest request) {
        // The version is in the path.
    }

    @Override
    public JsonNode render(ApiError error, String requestId) {
        ObjectNode json = Json.object();
        json.putObject("error").put("code", error.code()).put("message", error.message())
                .putObject("innerError").put("request-id", requestId);
        return json;
    }

    @Override
    public Optional<ApiError> translate(RuntimeException failure) {
        return Optional.empty();
    }
}
