package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ResourceId;
import io.holdfast.rest.ApiException;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The other end of a relation: a resource of the same workspace. Pure functions.
final class RelatedResource {

    private static final String MEMBER = "properties.relatedResourceId";

    private RelatedResource() {}

    /// Reads the id of the other end.
    ///
    /// @throws ApiException 400 if it is none of a resource of Sentinel in the workspace
    static ResourceId of(ResourceWrite write, String text) {
        ResourceId workspace = write.workspace().id();
        return ResourceId.tryParse(text)
                .filter(id -> id.namespace().equalsIgnoreCase("Microsoft.SecurityInsights"))
                .filter(id -> id.parent().equals(Optional.of(workspace)))
                .orElseThrow(() -> ArmErrors.invalidParameter(MEMBER, "'" + MEMBER
                        + "' must be the id of a resource below " + workspace
                        + "/providers/Microsoft.SecurityInsights."));
    }

    /// 400 for another end that is not there.
    static ApiException missing(ResourceId id) {
        return ArmErrors.invalidParameter(MEMBER, "'" + MEMBER + "' names " + id + ", which is not there.");
    }

    /// Sets the read-only members that name the other end.
    static void describe(ObjectNode properties, ResourceId id) {
        properties.put("relatedResourceId", id.toString()).put("relatedResourceName", id.name())
                .put("relatedResourceType", id.resourceType());
    }
}
