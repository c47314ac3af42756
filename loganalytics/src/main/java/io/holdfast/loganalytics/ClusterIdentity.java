package io.holdfast.loganalytics;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ResourceId;
import io.holdfast.rest.Json;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The identity by which a cluster reaches its key: its own, or one of the user's. Source: `cmk-behaviour`
/// section 3.
///
/// @param user the user-assigned identity; empty for the system-assigned one
record ClusterIdentity(Optional<ResourceId> user) {

    private static final String USERS = "userAssignedIdentities";

    /// Reads the member of a request; empty if it is absent.
    ///
    /// @throws io.holdfast.rest.ApiException 400 `InvalidParameter` if it is another kind
    static Optional<ClusterIdentity> parse(JsonNode identity) {
        if (identity.isMissingNode() || identity.isNull()) {
            return Optional.empty();
        }
        String type = Json.text(identity, "type").orElse("");
        if (type.equalsIgnoreCase("SystemAssigned")) {
            return Optional.of(new ClusterIdentity(Optional.empty()));
        }
        JsonNode users = identity.path(USERS);
        if (!type.equalsIgnoreCase("UserAssigned")) {
            throw ArmErrors.invalidParameter("identity.type", "The property 'identity.type' must be "
                    + "SystemAssigned or UserAssigned: a cluster has one identity, and without one it could "
                    + "not reach its key.");
        }
        if (users.size() != 1) {
            throw ArmErrors.invalidParameter("identity." + USERS,
                    "The property 'identity." + USERS + "' must hold the id of one identity.");
        }
        return Optional.of(new ClusterIdentity(
                Optional.of(ResourceId.parse(users.propertyNames().iterator().next()))));
    }

    /// That of a cluster.
    static ClusterIdentity of(ObjectNode cluster) {
        JsonNode users = cluster.path("identity").path(USERS);
        return new ClusterIdentity(users.isEmpty()
                ? Optional.empty()
                : Optional.of(ResourceId.parse(users.propertyNames().iterator().next())));
    }

    /// Object id of the principal; empty text until there is one.
    static String principalId(ObjectNode cluster) {
        JsonNode identity = cluster.path("identity");
        return Json.text(identity, "principalId").or(() -> identity.path(USERS).valueStream().findFirst()
                .flatMap(user -> Json.text(user, "principalId"))).orElse("");
    }

    boolean isUser(ResourceId id) {
        return user.filter(id::equals).isPresent();
    }
}
