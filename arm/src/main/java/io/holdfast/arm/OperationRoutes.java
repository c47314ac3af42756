package io.holdfast.arm;

import io.holdfast.rest.Access;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Route;
import java.util.Optional;
import java.util.stream.Stream;

/// The status of asynchronous operations: for who started them, and for who may read the resource.
final class OperationRoutes {

    private static final String STATUS = "/subscriptions/{subscription}/providers/{namespace}"
            + "/locations/{location}/operationStatuses/{operation}";

    private final Operations operations;
    private final Authorizer authorizer;

    OperationRoutes(Operations operations, Authorizer authorizer) {
        this.operations = operations;
        this.authorizer = authorizer;
    }

    Stream<Route> routes() {
        return Stream.of(Route.of("GET", STATUS,
                Access.of("having started the operation, or reading its resource", this::check),
                this::status));
    }

    private Optional<Operation> find(Call call) {
        return operations.find(call.variable("operation"))
                .filter(found -> found.resource().namespace().equalsIgnoreCase(call.variable("namespace"))
                        && found.resource().subscriptionId().equalsIgnoreCase(call.variable("subscription")));
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

    private static ApiException missing(Call call) {
        return new ApiException(404, "NotFound", "There is no operation '" + call.variable("operation")
                + "'; the status of an operation is kept for " + Operations.KEPT.toHours() + " hours.");
    }
}
