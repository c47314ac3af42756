package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResources;
import io.holdfast.arm.Operation;
import io.holdfast.arm.OperationWork;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.Json;
import tools.jackson.databind.node.ObjectNode;

/// Brings a link up: from then on the workspace takes data.
final class LinkWork implements OperationWork {

    static final String KIND = "loganalytics/link";

    private final ArmResources resources;

    LinkWork(ArmResources resources) {
        this.resources = resources;
    }

    @Override
    public ObjectNode run(Operation operation) {
        resources.transact(transaction -> resources.find(transaction, operation.resource())
                .flatMap(workspace -> WorkspaceLink.of(workspace).map(link -> {
                    ObjectNode body = workspace.body().deepCopy();
                    link.in(Bodies.SUCCEEDED).putInto(body);
                    return resources.put(transaction, workspace.id(), body);
                })));
        return Json.object();
    }

    @Override
    public void failed(Operation operation, ApiError error) {
        resources.transact(transaction -> resources.find(transaction, operation.resource()).map(workspace -> {
            ObjectNode body = workspace.body().deepCopy();
            WorkspaceLink.removeFrom(body);
            return resources.put(transaction, workspace.id(), body);
        }));
    }
}
