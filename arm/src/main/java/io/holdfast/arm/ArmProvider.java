package io.holdfast.arm;

import io.holdfast.rest.ApiError;
import io.holdfast.rest.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// A resource provider: the management API of one namespace.
///
/// [ArmApi] puts the common rules before its routes: the api-version is one of the type's, the subscription
/// and the resource group exist, and on PUT the namespace is registered.
public interface ArmProvider {

    /// The namespace, such as `Microsoft.KeyVault`.
    String namespace();

    /// The api-versions of each type, newest first; types such as `workspaces/tables`, and `locations/...`
    /// for what lies there. A path with a further segment that is no type (an action) has those of the type
    /// before it.
    Map<String, List<String>> apiVersionsByType();

    /// All routes, each with `/providers/{namespace}/` in its path.
    List<Route> routes();

    /// The top-level resources of the namespace within a subscription or a group, as the list of all
    /// resources shows them: `id`, `name`, `type`, `location`, `tags`. A group that has any is not deleted.
    List<ObjectNode> resources(ResourceId scope);

    /// The paths of the resources at which calls to them and below them can be tried out (`.../preflight`),
    /// each with the action that this needs: reading the resource.
    default Map<String, String> preflights() {
        return Map.of();
    }

    /// What a failure of a lower layer means to the callers; empty if it is an internal error.
    default Optional<ApiError> translate(RuntimeException failure) {
        return Optional.empty();
    }
}
