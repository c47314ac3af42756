package io.holdfast.loganalytics;

import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.Json;
import io.holdfast.rest.TokenProblem;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What the query and the ingestion API share.
final class DataPlane {

    private DataPlane() {}

    /// Whether an audience is one of those given, or the origin of the request, with or without its port.
    /// Trailing
    /// slashes and case do not matter.
    static boolean accepts(String audience, List<String> audiences, ApiRequest request) {
        String plain = audience.replaceAll("/+$", "").toLowerCase(Locale.ROOT);
        URI origin = request.origin();
        String withoutPort = origin.getScheme() + "://" + origin.getHost();
        return audiences.contains(plain) || plain.equalsIgnoreCase(origin.toString())
                || plain.equalsIgnoreCase(withoutPort);
    }

    /// 401 for a missing, malformed or expired token, 403 for one of another audience or tenant.
    static ApiError unauthenticated(Optional<TokenProblem> problem) {
        if (problem.isEmpty()) {
            return challenged(ApiError.of(401, "AuthenticationFailed",
                    "Authentication failed. The 'Authorization' header is missing or is no bearer token."));
        }
        String message = problem.get().message();
        return switch (problem.get().kind()) {
            case INVALID, EXPIRED -> challenged(ApiError.of(401, "InvalidAuthenticationToken", message));
            case WRONG_AUDIENCE -> ApiError.of(403, "InvalidAuthenticationTokenAudience", message);
            case WRONG_ISSUER -> ApiError.of(403, "InvalidAuthenticationTokenTenant", message);
        };
    }

    private static ApiError challenged(ApiError error) {
        return error.withHeader("WWW-Authenticate", "Bearer");
    }

    /// `{"code","message"[,"target"][,"innererror":{...}]}`.
    static ObjectNode error(ApiError error) {
        ObjectNode json = Json.object().put("code", error.code()).put("message", error.message());
        error.target().ifPresent(target -> json.put("target", target));
        error.inner().ifPresent(inner -> json.set("innererror", error(inner)));
        return json;
    }
}
