package io.holdfast.arm;

import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Json;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Puts the resources of a deployment one after another, waiting for the long operation of each. The first
/// that fails ends the deployment; what was put stays.
///
/// Parameters: `resources` (each `id`, `apiVersion`, `body`), in order, and for whom: `who`, `origin`.
final class DeploymentWork implements OperationWork {

    static final String KIND = "resources/deployment";

    /// Longer than any operation of this server takes.
    private static final Duration LONGEST = Duration.ofHours(1);

    private final ArmResources resources;
    private final Operations operations;
    private final ResourceCalls calls;
    private final Function<RuntimeException, Optional<ApiError>> translation;

    DeploymentWork(ArmState state, ResourceCalls calls,
            Function<RuntimeException, Optional<ApiError>> translation) {
        this.resources = state.resources();
        this.operations = state.operations();
        this.calls = calls;
        this.translation = translation;
    }

    /// What [#run] needs to know.
    static ObjectNode parameters(List<TemplateResource> resources, ActivityEvent.Who who, URI origin) {
        ObjectNode json = Json.object().put("origin", origin.toString());
        ArrayNode all = json.putArray("resources");
        resources.forEach(resource -> all.addObject().put("id", resource.id().toString())
                .put("apiVersion", resource.apiVersion()).set("body", resource.body()));
        json.putObject("who").put("objectId", who.objectId()).put("appId", who.appId())
                .put("tenantId", who.tenantId()).put("client", who.clientAddress())
                .put("correlationId", who.correlationId());
        return json;
    }

    @Override
    public ObjectNode run(Operation operation) {
        mark(operation.resource(), "Running", Optional.empty());
        JsonNode given = operation.parameters().path("who");
        ActivityEvent.Who who = new ActivityEvent.Who(given.path("objectId").asString(),
                given.path("appId").asString(), given.path("tenantId").asString(),
                given.path("client").asString(), "PUT", given.path("correlationId").asString());
        URI origin = URI.create(operation.parameters().path("origin").asString());
        for (JsonNode resource : operation.parameters().path("resources")) {
            ResourceId id = ResourceId.parse(resource.path("id").asString());
            try {
                ApiResponse response = calls.put(new ResourceCalls.Put(id,
                        resource.path("apiVersion").asString(), Json.child(resource, "body"), who, origin));
                awaitEnd(ActivityRecorder.operationId(response));
            } catch (RuntimeException e) {
                throw failed(id, e);
            }
        }
        mark(operation.resource(), "Succeeded", Optional.empty());
        return Json.object();
    }

    private void awaitEnd(String operationId) {
        if (operationId.isEmpty()) {
            return;
        }
        Operation ended = operations.await(operationId, LONGEST)
                .orElseThrow(() -> new ApiException(504, "GatewayTimeout",
                        "The operation '" + operationId + "' did not end in " + LONGEST.toHours() + " h."));
        if (ended.outcome().orElseThrow() instanceof Operation.Failed how) {
            throw how.error().toException();
        }
    }

    private ApiException failed(ResourceId id, RuntimeException failure) {
        Optional<ApiError> error = failure instanceof ApiException e
                ? Optional.of(e.error())
                : translation.apply(failure);
        if (error.isEmpty()) {
            throw failure;
        }
        return ApiError.of(400, "DeploymentFailed",
                "At least one resource deployment operation failed: '" + id + "'. What was deployed before it"
                        + " stays.")
                .withDetails(List.of(error.get().withTarget(id.toString()))).toException();
    }

    @Override
    public void failed(Operation operation, ApiError error) {
        mark(operation.resource(), "Failed", Optional.of(error));
    }

    private void mark(ResourceId deployment, String state, Optional<ApiError> error) {
        resources.transact(transaction -> resources.find(transaction, deployment).map(present -> {
            ObjectNode body = present.body().deepCopy();
            ObjectNode properties = Json.child(body, "properties").put("provisioningState", state);
            error.ifPresent(what -> properties.set("error", ArmEnvelope.error(what)));
            return resources.put(transaction, deployment, body);
        }));
    }
}
