package io.holdfast.arm;

import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What operations of one kind do. It runs on a virtual thread and may block.
public interface OperationWork {

    /// Does the work. After an interruption by a restart it runs again from the start, so it must bear
    /// repetition.
    ///
    /// @return properties of the status; may be empty
    /// @throws ApiException if the operation failed; shown in the status
    ObjectNode run(Operation operation);

    /// Called when the operation failed, before its status says so, to leave the resource in a state that can
    /// be seen and mended.
    void failed(Operation operation, ApiError error);

    /// What another failure of the work means to the caller; empty if it is an internal error.
    default Optional<ApiError> translate(RuntimeException failure) {
        return Optional.empty();
    }
}
