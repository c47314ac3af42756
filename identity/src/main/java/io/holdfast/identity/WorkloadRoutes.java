package io.holdfast.identity;

import io.holdfast.arm.Guids;
import io.holdfast.rest.Access;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Route;
import java.util.Optional;
import java.util.stream.Stream;

/// The managed identity endpoint in its App Service form (api-version 2019-08-01): a workload shows the value of its
/// variable `IDENTITY_HEADER`, which is `{application id}.{secret}`, and gets tokens of its own identity only.
final class WorkloadRoutes {

    /// The path of `IDENTITY_ENDPOINT`.
    static final String PATH = "/msi/token";

    private static final String HEADER = "x-identity-header";
    private static final String VERSION = "2019-08-01";

    private final WorkloadTokens tokens;
    private final SignInLimiter limiter;

    WorkloadRoutes(WorkloadTokens tokens, SignInLimiter limiter) {
        this.tokens = tokens;
        this.limiter = limiter;
    }

    /// The value of a workload's `IDENTITY_HEADER`.
    static String header(Principal identity, String secret) {
        return identity.appId() + "." + secret;
    }

    Stream<Route> routes() {
        return Stream.of(Route.of("GET", PATH,
                Access.anonymous("signs workloads in by the secret in their header"), this::token));
    }

    private ApiResponse token(Call call) {
        ApiRequest request = call.request();
        limiter.admit(request.clientAddress());
        if (!request.query("api-version").filter(VERSION::equals).isPresent()) {
            throw new ApiException(400, "invalid_request", "The api-version must be " + VERSION + ".");
        }
        Principal identity = authenticated(request);
        if (!WorkloadTokens.means(request, identity)) {
            throw new ApiException(400, "invalid_request",
                    "Identity not found: this endpoint's header is of the identity '" + identity.appId()
                            + "'.");
        }
        return tokens.answer(request, identity, false);
    }

    private Principal authenticated(ApiRequest request) {
        String header = request.headers().first(HEADER).orElse("");
        int dot = header.indexOf('.');
        String clientId = dot < 0 ? "" : header.substring(0, dot);
        limiter.requireFewFailures(request.clientAddress(), clientId);
        Optional<Principal> proved = Optional.of(clientId).filter(Guids::isGuid).flatMap(tokens::find)
                .filter(found -> tokens.identity().principals().hasSecret(found, header.substring(dot + 1)));
        if (proved.isEmpty()) {
            limiter.failed(request.clientAddress(), clientId);
            throw new ApiException(401, "invalid_client",
                    "The header X-IDENTITY-HEADER is missing, or not that of an identity.");
        }
        limiter.succeeded(request.clientAddress(), clientId);
        return proved.get();
    }
}
