package io.holdfast.loganalytics.internal;

import io.holdfast.rest.Json;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rows of events of the activity log. Source: the table AzureActivity of the Azure Monitor table
/// reference.
public final class ActivityRows {

    /// The column by which a row is known again: the event's GUID.
    public static final String EVENT_DATA_ID = "EventDataId";

    private static final Map<String, String> STATUS_VALUES = Map.of("Started", "Start", "Accepted", "Accept",
            "Succeeded", "Success", "Failed", "Failure");
    private static final Map<String, String> PHRASES = Map.ofEntries(Map.entry("200", "OK"),
            Map.entry("201", "Created"), Map.entry("202", "Accepted"), Map.entry("204", "NoContent"),
            Map.entry("400", "BadRequest"), Map.entry("403", "Forbidden"), Map.entry("404", "NotFound"),
            Map.entry("405", "MethodNotAllowed"), Map.entry("409", "Conflict"),
            Map.entry("412", "PreconditionFailed"), Map.entry("429", "TooManyRequests"),
            Map.entry("500", "InternalServerError"), Map.entry("503", "ServiceUnavailable"));

    private ActivityRows() {}

    /// The row of an event in the form of the activity log's API. Operations and providers are in upper case,
    /// as the service writes them there.
    public static ObjectNode azureActivity(JsonNode event) {
        String resource = text(event, "resourceId");
        String operation = value(event, "operationName");
        String status = value(event, "status");
        String subStatus = value(event, "subStatus");
        String provider = value(event, "resourceProviderName");
        ObjectNode properties = Json.object().put("eventCategory", "Administrative").put("entity", resource)
                .put("message", operation).put("hierarchy", text(event, "subscriptionId"));
        event.path("properties").properties().forEach(member -> properties.set(member.getKey(),
                member.getValue()));
        ObjectNode row = Json.object().put("TimeGenerated", text(event, "eventTimestamp"))
                .put(EVENT_DATA_ID, text(event, "eventDataId")).put("SourceSystem", "Azure")
                .put("OperationName", operation)
                .put("OperationNameValue", operation.toUpperCase(Locale.ROOT))
                .put("ResourceProvider", provider)
                .put("ResourceProviderValue", provider.toUpperCase(Locale.ROOT))
                .put("Level", text(event, "level")).put("ActivityStatus", status)
                .put("ActivityStatusValue", STATUS_VALUES.getOrDefault(status, status))
                .put("ActivitySubstatus", subStatus.isEmpty()
                        ? ""
                        : PHRASES.getOrDefault(subStatus, subStatus) + " (HTTP Status Code: " + subStatus
                                + ")")
                .put("ActivitySubstatusValue", PHRASES.getOrDefault(subStatus, subStatus))
                .put("Caller", text(event, "caller"))
                .put("CallerIpAddress", text(event.path("httpRequest"), "clientIpAddress"))
                .put("Category", "Administrative").put("CategoryValue", "Administrative")
                .put("CorrelationId", text(event, "correlationId"))
                .put("OperationId", text(event, "operationId"))
                .put("EventSubmissionTimestamp", text(event, "submissionTimestamp"))
                .put("Hierarchy", text(event, "subscriptionId"))
                .put("HTTPRequest", json(event.path("httpRequest"))).put("Properties", json(properties))
                .put("Authorization", json(event.path("authorization")))
                .put("Claims", json(event.path("claims"))).put("ResourceId", resource)
                .put("_ResourceId", resource.toLowerCase(Locale.ROOT))
                .put("Resource", resource.substring(resource.lastIndexOf('/') + 1))
                .put("ResourceGroup", text(event, "resourceGroupName"))
                .put("SubscriptionId", text(event, "subscriptionId"))
                .put("_SubscriptionId", text(event, "subscriptionId"));
        row.set("Properties_d", properties);
        row.set("Authorization_d", event.path("authorization"));
        row.set("Claims_d", event.path("claims"));
        return row;
    }

    private static String value(JsonNode event, String member) {
        return text(event.path(member), "value");
    }

    private static String text(JsonNode json, String member) {
        return Json.text(json, member).orElse("");
    }

    private static String json(JsonNode json) {
        return new String(Json.bytes(json), StandardCharsets.UTF_8);
    }
}
