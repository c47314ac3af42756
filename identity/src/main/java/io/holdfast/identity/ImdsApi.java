package io.holdfast.identity;

import io.holdfast.rest.Access;
import io.holdfast.rest.Api;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Route;
import io.holdfast.rest.TokenProblem;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The managed identity endpoint in the form of the Azure Instance Metadata Service (api-version 2018-02-01 and later),
/// for a loopback address of its own.
///
/// It asks for no secret: whoever reaches the address gets the tokens of the identities that were made for it. It is
/// served only where it is switched on. The header `Metadata: true`, and the refusal of forwarded requests, keep pages
/// and proxies from fetching tokens for others. Thread-safe.
public final class ImdsApi implements Api {

    private static final String PATH = "/metadata/identity/oauth2/token";
    private static final String OLDEST_VERSION = "2018-02-01";

    private final WorkloadTokens tokens;
    private final SignInLimiter limiter;

    public ImdsApi(Identity identity, IdentitySettings settings, InstantSource clock) {
        this.tokens = new WorkloadTokens(identity, new Audiences(settings.domain()), clock);
        this.limiter = new SignInLimiter(clock);
    }

    @Override
    public String name() {
        return "Instance metadata";
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.of("GET", PATH,
                Access.anonymous("whoever reaches this address is trusted with its identities"),
                this::token));
    }

    private ApiResponse token(Call call) {
        ApiRequest request = call.request();
        limiter.admit(request.clientAddress());
        if (!request.headers().first("metadata").filter("true"::equalsIgnoreCase).isPresent()) {
            throw invalid("Required metadata header not specified");
        }
        if (request.headers().first("x-forwarded-for").isPresent()
                || request.headers().first("forwarded").isPresent()) {
            throw invalid("Forwarded requests are not answered");
        }
        if (!request.query("api-version").filter(version -> version.compareTo(OLDEST_VERSION) >= 0)
                .isPresent()) {
            throw invalid("The api-version must be " + OLDEST_VERSION + " or later");
        }
        List<Principal> meant = tokens.identity().principals().onImds().stream()
                .filter(identity -> WorkloadTokens.means(request, identity)).toList();
        if (meant.isEmpty()) {
            throw invalid("Identity not found");
        }
        if (meant.size() > 1) {
            throw invalid("Multiple identities exist; name one by client_id or object_id");
        }
        return tokens.answer(request, meant.getFirst(), true);
    }

    private static ApiException invalid(String message) {
        return new ApiException(400, "invalid_request", message);
    }

    @Override
    public boolean servesHost(String host) {
        return true;
    }

    @Override
    public boolean acceptsAudience(String audience, ApiRequest request) {
        return false;
    }

    @Override
    public ApiError unauthenticated(ApiRequest request, Optional<TokenProblem> problem) {
        return ApiError.of(401, "invalid_request", "This endpoint does not take tokens.");
    }

    @Override
    public void checkVersion(ApiRequest request) {
        // The handler does, in the words of this service.
    }

    @Override
    public JsonNode render(ApiError error, String requestId) {
        return IdentityApi.render(error, requestId, tokens.clock());
    }

    @Override
    public Optional<ApiError> translate(RuntimeException failure) {
        return Optional.empty();
    }
}
