package io.holdfast.arm;

import io.holdfast.rest.Caller;
import io.holdfast.rest.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The `systemData` member of resources: who created and last changed them, and when (ISO-8601).
public final class SystemData {

    private static final String APPLICATION = "Application";

    private SystemData() {}

    /// Sets `systemData` in a resource's body.
    ///
    /// @param former the resource as it was, whose creation is kept
    public static void stamp(ObjectNode body, Optional<ArmResource> former, Caller caller, Instant now) {
        String time = now.truncatedTo(ChronoUnit.MILLIS).toString();
        ObjectNode data = former.map(was -> Json.child(was.body(), "systemData")).orElseGet(Json::object);
        if (!data.has("createdAt")) {
            data.put("createdBy", caller.objectId()).put("createdByType", APPLICATION).put("createdAt", time);
        }
        data.put("lastModifiedBy", caller.objectId()).put("lastModifiedByType", APPLICATION)
                .put("lastModifiedAt", time);
        body.set("systemData", data);
    }
}
