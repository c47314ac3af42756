package io.holdfast.arm;

import io.holdfast.rest.Access;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/// A provider with one type, whose PUT is an asynchronous operation.
final class GadgetProvider implements ArmProvider, OperationWork {

    static final String NAMESPACE = "Microsoft.OperationalInsights";
    static final String KIND = "gadgets/put";
    private static final String GADGETS = "/subscriptions/{s}/resourceGroups/{g}/providers/" + NAMESPACE
            + "/clusters";

    private final ArmState state;
    /// Whether any PUT came through.
    volatile boolean asked;
    /// Counts down whenever an operation's work ends.
    volatile CountDownLatch worked = new CountDownLatch(1);
    volatile Function<Operation, ObjectNode> work = operation -> Json.object();

    GadgetProvider(ArmState state) {
        this.state = state;
        state.operations().register(KIND, this);
    }

    @Override
    public String namespace() {
        return NAMESPACE;
    }

    @Override
    public Map<String, List<String>> apiVersionsByType() {
        return Map.of("clusters", List.of("2025-07-01", "2022-10-01"));
    }

    @Override
    public List<Route> routes() {
        Access access = Access.anyPrincipal("a test");
        return List.of(
                Route.of("GET", GADGETS + "/{name}", access,
                        call -> ApiResponse.json(200,
                                state.resources().require(ResourceId.of(call.request())).json())),
                Route.of("PUT", GADGETS + "/{name}", access, this::put),
                Route.of("POST", GADGETS + "/{name}/spin", access, call -> {
                    throw new UnsupportedOperationException("gadgets do not spin");
                }));
    }

    private ApiResponse put(Call call) {
        asked = true;
        ResourceId id = ResourceId.of(call.request());
        Operation operation = state.resources().transact(transaction -> {
            ObjectNode body = Json.object().put("location", "westeurope");
            body.putObject("properties").put("provisioningState", "Updating");
            state.resources().put(transaction, id, body);
            return state.operations().prepare(transaction,
                    new OperationRequest(KIND, id, "westeurope", Json.object()), call.caller());
        });
        state.operations().launch(operation);
        ApiResponse response = ApiResponse.json(200, state.resources().require(id).json());
        return Operations.announce(response, call.request(), operation);
    }

    @Override
    public ObjectNode run(Operation operation) {
        try {
            ObjectNode properties = work.apply(operation);
            mark(operation, "Succeeded");
            return properties;
        } finally {
            worked.countDown();
        }
    }

    @Override
    public void failed(Operation operation, ApiError error) {
        mark(operation, "Failed");
    }

    private void mark(Operation operation, String provisioningState) {
        ArmResource gadget = state.resources().require(operation.resource());
        gadget.properties().put("provisioningState", provisioningState);
        state.resources().put(gadget.id(), gadget.body());
    }

    @Override
    public List<ObjectNode> resources(ResourceId scope) {
        return state.resources().summaries(scope, NAMESPACE + "/clusters");
    }

    @Override
    public Optional<ApiError> translate(RuntimeException failure) {
        return failure instanceof UnsupportedOperationException
                ? Optional.of(
                        ApiError.of(403, "GadgetIsDark", "The gadget is dark.").withInner("Inner", "Why."))
                : Optional.empty();
    }
}
