package io.holdfast.loganalytics;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// When a workspace was linked lately, in the internal part of its body: `linkTimes`. Source:
/// `cmk-behaviour` L4.
final class WorkspaceLinkTimes {

    static final Duration WINDOW = Duration.ofDays(30);

    private static final String MEMBER = "linkTimes";

    private WorkspaceLinkTimes() {}

    /// Notes one more link.
    ///
    /// @throws ApiException 400 `LinkLimitExceeded` if there were as many as there may be
    static void add(ObjectNode workspace, LogAnalyticsLimits limits, Instant now) {
        ObjectNode internal = Bodies.internal(workspace);
        List<String> recent = internal.path(MEMBER).valueStream().map(JsonNode::asString)
                .filter(time -> Instant.parse(time).plus(WINDOW).isAfter(now)).toList();
        if (recent.size() >= limits.linksPerWorkspace()) {
            throw new ApiException(400, "LinkLimitExceeded", "The workspace was linked "
                    + recent.size() + " times within " + WINDOW.toDays() + " days, as often as it may be; "
                    + "the next time is after " + Instant.parse(recent.getFirst()).plus(WINDOW) + ".");
        }
        ArrayNode times = Json.array();
        recent.forEach(times::add);
        internal.set(MEMBER, times.add(now.toString()));
    }
}
