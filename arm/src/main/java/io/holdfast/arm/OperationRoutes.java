package io.holdfast.arm;

import io.holdfast.rest.Access;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Route;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// The status of asynchronous operations, and their results: for who started them, and for who may read the
/// resource.
///
/// A result is 202 with `Location` and `Retry-After` while the operation runs, then 200 with the resource as
/// a GET shows it (204 if it is gone), or the error that ended the operation. Source: "Track asynchronous
/// Azure operations".
final class OperationRoutes {

    private static final String STATUS = "/subscriptions/{subscription}/providers/{namespace}"
            + "/locations/{location}/operationStatuses/{operation}";

    private static final String RESULT = "/subscriptions/{subscription}/providers/{namespace}"
            + "/locations/{location}/operationResults/{operation}";
    private static final String GROUP_RESULT = "/subscriptions/{subscription}/operationresults/{operation}";

    private final Operations operations;
    private final BiFunction<ResourceId, Call, Optional<ApiResponse>> shown;
    private final Authorizer authorizer;

    /// @param shown the answer of a GET of a resource to a caller; empty where it is gone
    OperationRoutes(Operations operations, Authorizer authorizer,
            BiFunction<ResourceId, Call, Optional<ApiResponse>> shown) {
        this.operations = operations;
        this.shown = shown;
        this.authorizer = authorizer;
    }

    Stream<Route> routes() {
        Access access = Access.of("having started the operation, or reading its resource", this::check);
        return Stream.of(Route.of("GET", STATUS, access, this::status),
                Route.of("GET", RESULT, access, this::result),
                Route.of("GET", GROUP_RESULT, access, this::result));
    }

    private Optional<Operation> find(Call call) {
        return operations.find(call.variable("operation"))
                .filter(found -> isOf(found, call)
                        && found.resource().subscriptionId().equalsIgnoreCase(call.variable("subscription")));
    }

    private static boolean isOf(Operation operation, Call call) {
        return call.variables().containsKey("namespace")
                ? operation.resource().namespace().equalsIgnoreCase(call.variable("namespace"))
                : !operation.resource().isResource();
    }

    // Who may not see an operation learns no more than who asks for one that does not exist.
    private void check(Call call) {
        Operation operation = find(call).orElseThrow(() -> missing(call));
        ResourceId resource = operation.resource();
        if (!operation.startedBy().equals(call.caller().objectId()) && !authorizer.permits(call.caller(),
                resource.resourceType() + "/read", resource.toString())) {
            throw missing(call);
        }
    }

    private ApiResponse status(Call call) {
        Operation operation = find(call).orElseThrow(() -> missing(call));
        ApiResponse response = ApiResponse.json(200, operation.statusJson());
        return operation.isInProgress() ? response.with("Retry-After", "1") : response;
    }

    private ApiResponse result(Call call) {
        Operation operation = find(call).orElseThrow(() -> missing(call));
        return switch (operation.outcome().orElse(null)) {
            case null -> Operations.accepted(call.request(), operation);
            case Operation.Failed failed -> throw failed.error().toException();
            case Operation.Succeeded done ->
                shown.apply(operation.resource(), call).orElseGet(() -> ApiResponse.empty(204));
        };
    }

    private static ApiException missing(Call call) {
        return new ApiException(404, "NotFound", "There is no operation '" + call.variable("operation")
                + "'; the status of an operation is kept for " + Operations.KEPT.toHours() + " hours.");
    }
}
