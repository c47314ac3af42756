package io.holdfast.arm;

import io.holdfast.rest.ApiError;
import io.holdfast.rest.Json;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// An asynchronous operation on a resource.
///
/// @param id a GUID
/// @param kind what to do, as [Operations#register] named it
/// @param resource what it works on
/// @param location where its status is asked for, such as `westeurope`
/// @param startedBy the object id of the caller
/// @param parameters what the work needs beyond that; no secret, no customer content
/// @param started when it was accepted
/// @param outcome absent while it is in progress
public record Operation(String id, String kind, ResourceId resource, String location, String startedBy,
        ObjectNode parameters, Instant started, Optional<Outcome> outcome) {

    /// How an operation ended.
    public sealed interface Outcome {

        /// When it ended.
        Instant ended();
    }

    /// It did its work.
    ///
    /// @param properties shown in the status; may be empty
    public record Succeeded(Instant ended, ObjectNode properties) implements Outcome {}

    /// It did not; the error has code and message.
    public record Failed(Instant ended, ApiError error) implements Outcome {}

    /// Whether it has not ended.
    public boolean isInProgress() {
        return outcome.isEmpty();
    }

    Operation ended(Outcome how) {
        return new Operation(id, kind, resource, location, startedBy, parameters, started, Optional.of(how));
    }

    /// The path of its status.
    String statusPath() {
        return "/subscriptions/" + resource.subscriptionId() + "/providers/" + resource.namespace()
                + "/locations/" + location + "/operationStatuses/" + id;
    }

    /// The path of its result, which answers 202 while it runs; of an operation on a group the one that the
    /// subscription has.
    String resultPath() {
        return resource.isResource()
                ? "/subscriptions/" + resource.subscriptionId() + "/providers/" + resource.namespace()
                        + "/locations/" + location + "/operationResults/" + id
                : "/subscriptions/" + resource.subscriptionId() + "/operationresults/" + id;
    }

    /// The status body: `id`, `name`, `status` (`InProgress`, `Succeeded`, `Failed`), `startTime`, `endTime`,
    /// `properties`, `error`.
    ObjectNode statusJson() {
        ObjectNode json = Json.object().put("id", statusPath()).put("name", id);
        switch (outcome.orElse(null)) {
            case null -> json.put("status", "InProgress").put("startTime", started.toString());
            case Succeeded done -> json.put("status", "Succeeded").put("startTime", started.toString())
                    .put("endTime", done.ended().toString()).put("percentComplete", 100)
                    .set("properties", done.properties());
            case Failed failed -> json.put("status", "Failed").put("startTime", started.toString())
                    .put("endTime", failed.ended().toString())
                    .set("error", ArmEnvelope.error(failed.error()));
        }
        return json;
    }
}
