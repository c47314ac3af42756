package io.holdfast.arm;

import io.holdfast.rest.ApiResponse;
import java.net.URI;
import tools.jackson.databind.node.ObjectNode;

/// Calls of the management API from within: the same checks and the same activity log as from outside.
@FunctionalInterface
interface ResourceCalls {

    /// Puts a resource.
    ///
    /// @throws RuntimeException as the route throws it
    ApiResponse put(Put put);

    /// A PUT on somebody's behalf.
    ///
    /// @param origin the address that the request came to, for absolute URLs of the answer
    record Put(ResourceId id, String apiVersion, ObjectNode body, ActivityEvent.Who who, URI origin) {}
}
