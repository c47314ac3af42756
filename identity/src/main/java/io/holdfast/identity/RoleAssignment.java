package io.holdfast.identity;

import io.holdfast.arm.ResourceId;
import java.time.Instant;

/// A role given to a principal on a scope and all within it.
///
/// @param name a GUID
/// @param roleId the role definition's GUID
/// @param principalId the principal's object id
/// @param createdBy the object id of who made it
public record RoleAssignment(String name, ResourceId scope, String roleId, String principalId,
        String createdBy,
        Instant created) {

    /// Its own resource id.
    ResourceId id() {
        return scope.resource("Microsoft.Authorization", "roleAssignments", name);
    }

    /// Whether both give the same role to the same principal on the same scope.
    boolean sameGrant(RoleAssignment other) {
        return scope.equals(other.scope) && roleId.equalsIgnoreCase(other.roleId)
                && principalId.equalsIgnoreCase(other.principalId);
    }
}
