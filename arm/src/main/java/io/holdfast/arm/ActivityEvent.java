package io.holdfast.arm;

import io.holdfast.rest.Json;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// One step of a write on the management side.
///
/// A write leaves two events or three: [Status#STARTED] before anything is changed, how it was answered, and
/// for a long operation how that ended. They share the correlation id. No body of a request is kept.
///
/// @param id a GUID of its own
/// @param operationName the action, such as `Microsoft.OperationalInsights/clusters/write`
/// @param resource what the path names
/// @param httpStatus of the answer; 0 where there is none yet
/// @param errorCode of a refusal; empty text otherwise
/// @param operationId of a long operation; empty text otherwise
public record ActivityEvent(String id, Instant time, String operationName, ResourceId resource, Who who,
        Status status, int httpStatus, String errorCode, String operationId) {

    /// How far a write is.
    public enum Status {
        /// It is about to be tried.
        STARTED("Started"),
        /// It goes on as a long operation.
        ACCEPTED("Accepted"),
        /// It is done.
        SUCCEEDED("Succeeded"),
        /// It was refused or failed.
        FAILED("Failed");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        /// As the mirrored service writes it.
        public String text() {
            return text;
        }
    }

    /// Who made the request.
    ///
    /// @param objectId of the principal
    /// @param clientAddress the peer's IP address
    /// @param correlationId the id of the request
    public record Who(String objectId, String appId, String tenantId, String clientAddress, String method,
            String correlationId) {}

    /// The event as the activity log's API shows it. Source: Azure Monitor, event schema "Administrative".
    public ObjectNode json() {
        ObjectNode json = Json.object();
        json.putObject("authorization").put("action", operationName).put("scope", resource.toString());
        json.put("caller", who.objectId()).put("channels", "Operation");
        json.putObject("claims").put("appid", who.appId());
        json.put("correlationId", who.correlationId()).put("eventDataId", id);
        value(json, "eventName", status == Status.STARTED ? "BeginRequest" : "EndRequest");
        value(json, "category", "Administrative");
        json.putObject("httpRequest").put("clientIpAddress", who.clientAddress()).put("method",
                who.method());
        json.put("id", resource + "/events/" + id).put("level",
                status == Status.FAILED ? "Error" : "Informational");
        if (resource.isInGroup()) {
            json.put("resourceGroupName", resource.resourceGroup());
        }
        value(json, "resourceProviderName", resource.namespace());
        json.put("resourceId", resource.toString());
        value(json, "resourceType", resource.resourceType());
        json.put("operationId", operationId.isEmpty() ? who.correlationId() : operationId);
        value(json, "operationName", operationName);
        ObjectNode properties = json.putObject("properties");
        if (httpStatus != 0) {
            properties.put("statusCode", Integer.toString(httpStatus));
        }
        if (!errorCode.isEmpty()) {
            properties.put("statusMessage", errorCode);
        }
        value(json, "status", status.text());
        value(json, "subStatus", httpStatus == 0 ? "" : Integer.toString(httpStatus));
        json.put("eventTimestamp", time.toString()).put("submissionTimestamp", time.toString());
        return json.put("subscriptionId", resource.subscriptionId()).put("tenantId", who.tenantId());
    }

    private static void value(ObjectNode json, String member, String value) {
        json.putObject(member).put("value", value).put("localizedValue", value);
    }

    /// As it is stored.
    ObjectNode stored() {
        return Json.object().put("v", 1).put("id", id).put("time", time.toString())
                .put("operation", operationName).put("resource", resource.toString())
                .put("objectId", who.objectId()).put("appId", who.appId()).put("tenantId", who.tenantId())
                .put("client", who.clientAddress()).put("method", who.method())
                .put("correlationId", who.correlationId()).put("status", status.name())
                .put("httpStatus", httpStatus).put("error", errorCode).put("operationId", operationId);
    }

    /// Reads what [#stored] wrote.
    static ActivityEvent of(ObjectNode json) {
        return new ActivityEvent(text(json, "id"), Instant.parse(text(json, "time")), text(json, "operation"),
                ResourceId.parse(text(json, "resource")),
                new Who(text(json, "objectId"), text(json, "appId"), text(json, "tenantId"),
                        text(json, "client"), text(json, "method"), text(json, "correlationId")),
                Status.valueOf(text(json, "status")), json.path("httpStatus").asInt(), text(json, "error"),
                text(json, "operationId"));
    }

    private static String text(ObjectNode json, String member) {
        Optional<String> text = Json.text(json, member);
        return text.orElseThrow(() -> new IllegalStateException("A record of the activity log lacks "
                + member));
    }
}
