package io.holdfast.arm;

import io.holdfast.rest.Access;
import io.holdfast.rest.Api;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Caller;
import io.holdfast.rest.Handler;
import io.holdfast.rest.Headers;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import io.holdfast.rest.TokenProblem;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The management API: subscriptions, groups, providers and operations, and the routes of the providers.
///
/// Before a provider's route it checks that the subscription exists (404 `SubscriptionNotFound`), after the
/// access decision that the resource group exists (404 `ResourceGroupNotFound`) and, on PUT, that the
/// namespace is registered (409 `MissingSubscriptionRegistration`). Tokens are for this API if their audience
/// is the origin that the request used, or that of the mirrored service. Immutable.
public final class ArmApi implements Api {

    private static final List<String> AUDIENCES = List.of("https://management.azure.com",
            "https://management.core.windows.net");
    private static final List<String> METHODS = List.of("GET", "HEAD", "PUT", "POST", "PATCH", "DELETE");
    // Longer than any path that a provider serves.
    private static final int MAX_PATH_SEGMENTS = 30;
    private static final String SUBSCRIPTION = "subscriptions";

    private final ArmSettings settings;
    private final ArmState state;
    private final List<ArmProvider> providers;
    private final ApiVersions versions;
    private final List<Route> served;
    private final List<Route> routes;

    /// The API over the state and the providers.
    ///
    /// @throws IllegalArgumentException if a provider has a route outside its namespace or its types
    public ArmApi(ArmSettings settings, ArmState state, Authorizer authorizer, List<ArmProvider> providers) {
        this.settings = settings;
        this.state = state;
        this.providers = Stream.concat(providers.stream(),
                Stream.of(new ActivityProvider(state.activity(), authorizer),
                        new DeploymentProvider(state, authorizer)))
                .toList();
        this.versions = new ApiVersions(this.providers);
        ActivityRecorder recorder = new ActivityRecorder(state.activity(), this::translate);
        GroupRoutes groups = new GroupRoutes(state, this.providers, authorizer);
        Stream<Route> core = Stream.of(new MetadataRoutes(settings).routes(),
                new SubscriptionRoutes(settings, authorizer).routes(),
                groups.routes(),
                new ProviderRoutes(state.providers(), this.providers, authorizer).routes(),
                new OperationRoutes(state.operations(), authorizer, this::shown).routes())
                .flatMap(part -> part);
        Stream<Route> recorded = Stream
                .concat(core, this.providers.stream().flatMap(provider -> provider.routes().stream()
                        .map(route -> checkingState(provider, route))))
                .map(recorder::recording);
        PreflightRoutes preflights = new PreflightRoutes(this.providers, versions, this::requireState,
                this::translate);
        this.served = Stream.concat(recorded, preflights.routes(authorizer)).map(this::checkingSubscription)
                .toList();
        this.routes = Stream.concat(served.stream(), unserved()).toList();
        state.operations().register(GroupDeletion.KIND, groups.deletion());
        state.operations().register(DeploymentWork.KIND,
                new DeploymentWork(state, this::put, this::translate));
    }

    @Override
    public String name() {
        return "Azure Resource Manager";
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    @Override
    public boolean servesHost(String host) {
        return settings.hosts().contains(host);
    }

    @Override
    public Optional<String> usualAudience() {
        return Optional.of("https://management.azure.com");
    }

    @Override
    public boolean acceptsAudience(String audience, ApiRequest request) {
        String plain = withoutTrailingSlashes(audience);
        URI origin = request.origin();
        return AUDIENCES.contains(plain) || plain.equals(withoutTrailingSlashes(origin.toString()))
                || plain.equals((origin.getScheme() + "://" + origin.getHost()).toLowerCase(Locale.ROOT));
    }

    private static String withoutTrailingSlashes(String uri) {
        return uri.replaceAll("/+$", "").toLowerCase(Locale.ROOT);
    }

    @Override
    public ApiError unauthenticated(ApiRequest request, Optional<TokenProblem> problem) {
        String code = problem.map(TokenProblem::kind).map(ArmApi::code).orElse("AuthenticationFailed");
        String message = problem.map(TokenProblem::message)
                .orElse("Authentication failed. The 'Authorization' header is missing.");
        return ApiError.of(401, code, message).withHeader("WWW-Authenticate",
                "Bearer authorization_uri=\"" + settings.authority(request.origin())
                        + "\", error=\"invalid_token\", error_description=\"" + message.replace('"', '\'')
                        + "\"");
    }

    private static String code(TokenProblem.Kind kind) {
        return switch (kind) {
            case INVALID -> "InvalidAuthenticationToken";
            case EXPIRED -> "ExpiredAuthenticationToken";
            case WRONG_AUDIENCE -> "InvalidAuthenticationTokenAudience";
            case WRONG_ISSUER -> "InvalidAuthenticationTokenTenant";
        };
    }

    @Override
    public void checkVersion(ApiRequest request) {
        versions.check(request);
    }

    @Override
    public JsonNode render(ApiError error, String requestId) {
        ObjectNode json = Json.object();
        json.set("error", ArmEnvelope.error(error));
        return json;
    }

    @Override
    public Optional<ApiError> translate(RuntimeException failure) {
        return providers.stream().flatMap(provider -> provider.translate(failure).stream()).findFirst();
    }

    /// What a template's resource stands for.
    private ApiResponse put(ResourceCalls.Put put) {
        ActivityEvent.Who who = put.who();
        ApiRequest request = new ApiRequest("PUT", List.of(put.id().toString().substring(1).split("/")),
                Map.of("api-version", put.apiVersion()), Headers.NONE, limit -> Json.bytes(put.body()),
                put.origin(), who.correlationId(), who.clientAddress());
        versions.check(request);
        Route route = served.stream().filter(one -> one.method().equals("PUT"))
                .filter(one -> one.path().match(request.segments()).isPresent()).findFirst()
                .orElseThrow(() -> ArmErrors.notFound(put.id()));
        Call call = new Call(request, route.path().match(request.segments()).orElseThrow(),
                Optional.of(new Caller(who.tenantId(), who.objectId(), who.appId(), AUDIENCES.getFirst(),
                        "internal")));
        route.access().guard().check(call);
        return route.handler().handle(call);
    }

    /// What a GET of a resource answers to a caller who may see it.
    private Optional<ApiResponse> shown(ResourceId id, Call call) {
        if (state.resources().find(id).isEmpty()) {
            return Optional.empty();
        }
        ApiRequest asked = call.request();
        ApiRequest request = new ApiRequest("GET", List.of(id.toString().substring(1).split("/")),
                asked.query(), Headers.NONE, limit -> new byte[0], asked.origin(), asked.requestId(),
                asked.clientAddress());
        return served.stream().filter(route -> route.method().equals("GET"))
                .filter(route -> route.path().match(request.segments()).isPresent()).findFirst()
                .map(route -> route.handler().handle(new Call(request,
                        route.path().match(request.segments()).orElseThrow(), call.authenticated())));
    }

    private Route checkingSubscription(Route route) {
        if (!route.path().toString().toLowerCase(Locale.ROOT).startsWith("/" + SUBSCRIPTION + "/{")) {
            return route;
        }
        Access access = route.access();
        return new Route(route.method(), route.path(),
                new Access(access.permission(), access.anonymous(), call -> {
                    requireSubscription(call.request());
                    access.guard().check(call);
                }), route.handler());
    }

    private void requireSubscription(ApiRequest request) {
        List<String> path = request.segments();
        if (path.size() > 1 && path.getFirst().equalsIgnoreCase(SUBSCRIPTION) && !path.get(1).isEmpty()
                && !path.get(1).equalsIgnoreCase(settings.subscriptionId())) {
            throw ArmErrors.notFound(ResourceId.subscription(path.get(1)));
        }
    }

    private Route checkingState(ArmProvider provider, Route route) {
        List<String> path = Arrays.asList(route.path().toString().substring(1).split("/"));
        if (!versions.knows(path) || !route.path().toString().toLowerCase(Locale.ROOT)
                .contains("/providers/" + provider.namespace().toLowerCase(Locale.ROOT) + "/")) {
            throw new IllegalArgumentException("The route " + route.method() + " " + route.path()
                    + " is not of a type that " + provider.namespace() + " declares");
        }
        Handler handler = call -> {
            requireState(provider, call);
            return route.handler().handle(call);
        };
        return new Route(route.method(), route.path(), route.access(), handler);
    }

    private void requireState(ArmProvider provider, Call call) {
        ResourceId id = ResourceId.of(call.request());
        if (id.isInGroup()) {
            if (call.request().method().equals("PUT")) {
                state.groups().requireOpen(id.subscriptionId(), id.resourceGroup());
            } else {
                state.groups().require(id.subscriptionId(), id.resourceGroup());
            }
        }
        if (id.isInSubscription() && call.request().method().equals("PUT")) {
            state.providers().requireRegistered(id.subscriptionId(), provider.namespace());
        }
    }

    // Any other path: so that it is answered after authentication, and in this API's words.
    private Stream<Route> unserved() {
        String rest = String.join("",
                IntStream.range(0, MAX_PATH_SEGMENTS).mapToObj(i -> "/{p" + i + "?}").toList());
        Access access = Access.anyPrincipal("only says that nothing is served there");
        return Stream.of("/" + SUBSCRIPTION, "/providers").flatMap(prefix -> METHODS.stream()
                .map(method -> Route.of(method, prefix + rest, access, this::unserved)));
    }

    private ApiResponse unserved(Call call) {
        ApiRequest request = call.request();
        requireSubscription(request);
        boolean otherMethod = served.stream()
                .anyMatch(route -> route.path().match(request.segments()).isPresent());
        throw otherMethod
                ? new ApiException(405, "MethodNotAllowed",
                        "The HTTP method '" + request.method() + "' is not supported at this path.")
                : new ApiException(404, "NotFound", "There is nothing at the path '" + request.path() + "'.");
    }
}
