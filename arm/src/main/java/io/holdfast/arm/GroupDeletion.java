package io.holdfast.arm;

import io.holdfast.records.RecordTransaction;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.Json;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// Deletes a resource group that holds nothing, with the records of its deployments.
final class GroupDeletion implements OperationWork {

    static final String KIND = "resources/group-deletion";
    static final String DELETING = "Deleting";

    private final ArmResources resources;
    private final Consumer<ResourceId> requireEmpty;

    /// @param requireEmpty refuses a group that holds something
    GroupDeletion(ArmResources resources, Consumer<ResourceId> requireEmpty) {
        this.resources = resources;
        this.requireEmpty = requireEmpty;
    }

    static void mark(RecordTransaction transaction, ArmResources resources, ResourceId group, String state) {
        resources.find(transaction, group).ifPresent(found -> {
            ObjectNode body = found.body().deepCopy();
            Json.child(body, "properties").put("provisioningState", state);
            resources.put(transaction, group, body);
        });
    }

    @Override
    public ObjectNode run(Operation operation) {
        requireEmpty.accept(operation.resource());
        resources.transact(transaction -> {
            resources.list(transaction, operation.resource(), DeploymentProvider.TYPE)
                    .forEach(deployment -> resources.delete(transaction, deployment.id()));
            return resources.delete(transaction, operation.resource());
        });
        return Json.object();
    }

    @Override
    public void failed(Operation operation, ApiError error) {
        resources.transact(transaction -> {
            mark(transaction, resources, operation.resource(), "Succeeded");
            return Optional.empty();
        });
    }
}
