package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.rest.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import tools.jackson.databind.node.ObjectNode;

/// Common members of the resources of this module.
final class Bodies {

    static final String SUCCEEDED = "Succeeded";

    /// A member of stored bodies that no answer shows.
    private static final String INTERNAL = "internal";

    private Bodies() {}

    /// The resource as answers show it.
    static ObjectNode shown(ArmResource resource) {
        ObjectNode json = resource.json();
        json.remove(INTERNAL);
        return json;
    }

    /// What the body keeps to itself; a change of it changes the body.
    static ObjectNode internal(ObjectNode body) {
        return body.path(INTERNAL) instanceof ObjectNode internal ? internal : body.putObject(INTERNAL);
    }

    static String provisioningState(ArmResource resource) {
        return Json.text(resource.properties(), "provisioningState").orElse(SUCCEEDED);
    }

    /// RFC 1123 in GMT, as clusters and workspaces have their dates.
    static String rfc1123(Instant instant) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
    }

    /// Reads what [#rfc1123] wrote.
    static Instant instant(String rfc1123) {
        return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(rfc1123));
    }
}
