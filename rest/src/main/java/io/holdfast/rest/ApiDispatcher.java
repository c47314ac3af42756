package io.holdfast.rest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the route of a request, authenticates and authorises the caller, and answers.
///
/// The order is fixed: route, token, audience, api-version, access, and only then the body. What matches no
/// route is 404 or 405 in the envelope of the default API, the first one given. A failure that no API knows
/// is answered 500 with the request id, and logged. Thread-safe.
public final class ApiDispatcher {

    private static final Logger LOGGER = LoggerFactory.getLogger(ApiDispatcher.class);
    private static final String BEARER = "bearer ";

    private final List<Api> apis;
    private final TokenVerifier tokens;

    public ApiDispatcher(List<Api> apis, TokenVerifier tokens) {
        this.apis = List.copyOf(apis);
        this.tokens = tokens;
    }

    /// Answers the request; never throws but for errors of the virtual machine.
    public ApiResponse dispatch(ApiRequest request) {
        String host = request.origin().getHost().toLowerCase(Locale.ROOT);
        List<Api> candidates = apis.stream().filter(api -> api.servesHost(host)).toList();
        Optional<Match> match = candidates.stream().flatMap(api -> matches(api, request).stream())
                .max(Comparator.comparingInt(found -> found.route().path().literals()));
        if (match.isPresent()) {
            return answered(match.get(), request);
        }
        Api fallback = candidates.isEmpty() ? apis.getFirst() : candidates.getFirst();
        return refused(fallback, request, unrouted(candidates, request));
    }

    private static List<Match> matches(Api api, ApiRequest request) {
        List<Match> found = new ArrayList<>();
        for (Route route : api.routes()) {
            if (route.method().equals(request.method())) {
                route.path().match(request.segments())
                        .ifPresent(variables -> found.add(new Match(api, route, variables)));
            }
        }
        return found;
    }

    private static ApiError unrouted(List<Api> candidates, ApiRequest request) {
        boolean otherMethod = candidates.stream().flatMap(api -> api.routes().stream())
                .anyMatch(route -> route.path().match(request.segments()).isPresent());
        return otherMethod
                ? ApiError.of(405, "MethodNotAllowed",
                        "The method " + request.method() + " is not supported on this path.")
                : ApiError.of(404, "NotFound", "There is nothing at this path of this host.");
    }

    private ApiResponse answered(Match match, ApiRequest request) {
        Api api = match.api();
        try {
            Optional<Caller> caller = match.route().access().anonymous()
                    ? Optional.empty()
                    : Optional.of(authenticated(api, request));
            api.checkVersion(request);
            Call call = new Call(request, match.variables(), caller);
            authorise(match.route().access(), call);
            return match.route().handler().handle(call);
        } catch (ApiException e) {
            return refused(api, request, e.error());
        } catch (RuntimeException e) {
            return refused(api, request, api.translate(e).orElseGet(() -> internal(request, e)));
        }
    }

    private Caller authenticated(Api api, ApiRequest request) {
        String header = request.headers().first("authorization").orElse("");
        if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw api.unauthenticated(request, Optional.empty()).toException();
        }
        try {
            Caller caller = tokens.verify(header.substring(BEARER.length()).strip());
            if (tokens.resources(caller).stream()
                    .noneMatch(resource -> api.acceptsAudience(resource, request))) {
                throw api.unauthenticated(request, Optional.of(new TokenProblem(
                        TokenProblem.Kind.WRONG_AUDIENCE,
                        "The token is for the audience '" + caller.audience() + "', not for this API"
                                + api.usualAudience().map(usual -> ": ask for one with the scope '" + usual
                                        + "/.default'.").orElse("."))))
                        .toException();
            }
            return caller;
        } catch (TokenVerifier.InvalidTokenException e) {
            throw api.unauthenticated(request, Optional.of(e.problem())).toException();
        }
    }

    private static void authorise(Access access, Call call) {
        try {
            access.guard().check(call);
        } catch (ApiException e) {
            throw e;
        } catch (RuntimeException e) {
            LOGGER.atError().setCause(e).addKeyValue("requestId", call.request().requestId())
                    .addKeyValue("permission", access.permission())
                    .log("An access decision failed, so access is denied");
            throw new ApiException(403, "AuthorizationFailed", "Access could not be decided and is denied.");
        }
    }

    private static ApiError internal(ApiRequest request, RuntimeException failure) {
        LOGGER.atError().setCause(failure).addKeyValue("requestId", request.requestId())
                .addKeyValue("method", request.method()).log("A request failed unexpectedly");
        return ApiError.of(500, "InternalServerError",
                "The request failed on our side; its id is " + request.requestId() + ".");
    }

    private static ApiResponse refused(Api api, ApiRequest request, ApiError error) {
        ApiResponse response = ApiResponse.json(error.status(), api.render(error, request.requestId()));
        return response.with(error.headers());
    }

    private record Match(Api api, Route route, Map<String, String> variables) {}
}
