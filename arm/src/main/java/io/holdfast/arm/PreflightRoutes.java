package io.holdfast.arm;

import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Headers;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// `POST {resource}/preflight`, which is ours: what a call would be answered, without making it.
///
/// Body: `{"method","path"?,"query"?,"apiVersion"?,"body"?}`; `path` is below the resource, such as
/// `linkedServices/cluster`, absent for the resource itself; without `apiVersion` the newest of the type is
/// meant. Answer: 200 with the findings. Who may not make the call is told just that. The preflight itself
/// needs reading the resource; it is not recorded as a write, since it is none.
final class PreflightRoutes {

    /// A provider's route.
    record Offered(ArmProvider provider, Route route) {}

    private final List<ArmProvider> providers;
    private final List<Offered> offered;
    private final ApiVersions versions;
    private final Requirement requirement;
    private final Function<RuntimeException, Optional<ApiError>> translation;

    /// What is checked before the handler of a provider's route.
    @FunctionalInterface
    interface Requirement {

        /// Refuses what is not there: the group, or the registration.
        void check(ArmProvider provider, Call call);
    }

    /// @param translation what a failure of a lower layer is answered as
    PreflightRoutes(List<ArmProvider> providers, ApiVersions versions, Requirement requirement,
            Function<RuntimeException, Optional<ApiError>> translation) {
        this.providers = providers;
        this.offered = providers.stream()
                .flatMap(provider -> provider.routes().stream().map(route -> new Offered(provider, route)))
                .toList();
        this.versions = versions;
        this.requirement = requirement;
        this.translation = translation;
    }

    Stream<Route> routes(Authorizer authorizer) {
        return providers.stream().flatMap(provider -> provider.preflights().entrySet().stream())
                .map(entry -> Route.of("POST", entry.getKey() + "/preflight",
                        ArmAccess.action(authorizer, entry.getValue()), this::preflight));
    }

    private ApiResponse preflight(Call call) {
        ObjectNode asked = call.request().jsonObject();
        ApiRequest wished = wished(call.request(), asked);
        Offered target = offered.stream().filter(one -> one.route().method().equals(wished.method()))
                .filter(one -> one.route().path().match(wished.segments()).isPresent())
                .max(Comparator.comparingInt(one -> one.route().path().literals()))
                .orElseThrow(() -> notOffered(wished));
        if (!(target.route().handler() instanceof CheckedHandler handler)) {
            throw notOffered(wished);
        }
        Call made = new Call(wished, target.route().path().match(wished.segments()).orElseThrow(),
                call.authenticated());
        CollectedChecks checks = new CollectedChecks(translation);
        checks.that(() -> {
            versions.check(wished);
            target.route().access().guard().check(made);
            requirement.check(target.provider(), made);
            handler.check(made, checks);
        });
        ObjectNode answer = Json.object();
        answer.putObject("call").put("method", wished.method()).put("path", wished.path());
        return ApiResponse.json(200, answer.setAll(checks.json()));
    }

    private ApiRequest wished(ApiRequest request, ObjectNode asked) {
        String method = Json.text(asked, "method").orElseThrow(() -> ArmErrors.invalidParameter("method",
                "The property 'method' must be the method of the call, such as PUT."));
        List<String> segments = new ArrayList<>(
                request.segments().subList(0, request.segments().size() - 1));
        Json.text(asked, "path").filter(path -> !path.isEmpty())
                .ifPresent(path -> segments.addAll(List.of(path.split("/", -1))));
        Map<String, String> query = new HashMap<>();
        Json.child(asked, "query").properties().forEach(
                entry -> query.put(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue().asString("")));
        Json.text(asked, "apiVersion").or(() -> versions.newest(segments))
                .ifPresent(version -> query.put("api-version", version));
        byte[] body = asked.has("body") ? Json.bytes(asked.path("body")) : new byte[0];
        return new ApiRequest(method.toUpperCase(Locale.ROOT), segments, query, Headers.NONE, limit -> body,
                request.origin(), request.requestId(), request.clientAddress());
    }

    private static ApiException notOffered(ApiRequest wished) {
        return new ApiException(400, "PreflightNotOffered", "There is no preflight of " + wished.method()
                + " " + wished.path() + ".");
    }
}
