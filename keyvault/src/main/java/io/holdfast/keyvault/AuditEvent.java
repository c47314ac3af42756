package io.holdfast.keyvault;

import io.holdfast.rest.Json;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One call to a vault or to its management, whatever came of it: the `AuditEvent` of Key Vault logging.
///
/// @param resourceId the vault's ARM id; empty where there is no such vault
/// @param operationName such as `KeyUnwrap`
/// @param operationVersion the api-version
/// @param result what came of it
/// @param durationMillis how long it took
/// @param client who called
/// @param request what was called
public record AuditEvent(Instant time, String resourceId, String operationName, String operationVersion,
        Result result, long durationMillis, Client client, Request request) {

    private static final String OBJECT_ID = "http://schemas.microsoft.com/identity/claims/objectidentifier";

    /// What came of a call.
    ///
    /// @param status HTTP status
    /// @param description the error's message; empty where it succeeded
    public record Result(int status, String description) {

        /// `Success` or `Failed`.
        public String type() {
            return status < 400 ? "Success" : "Failed";
        }

        /// The status in words.
        public String signature() {
            return switch (status) {
                case 200, 201, 202, 204 -> "OK";
                case 400 -> "Bad Request";
                case 401 -> "Unauthorized";
                case 403 -> "Forbidden";
                case 404 -> "Not Found";
                case 405 -> "Method Not Allowed";
                case 409 -> "Conflict";
                case 503 -> "Service Unavailable";
                default -> "Internal Server Error";
            };
        }
    }

    /// Who made a call.
    ///
    /// @param address IP address
    /// @param info user agent
    /// @param objectId empty where nobody was authenticated
    /// @param appId likewise
    public record Client(String address, String info, String objectId, String appId) {}

    /// What was called.
    ///
    /// @param correlationId the request id
    /// @param keyId with version where one was used; empty where the call is about no key
    /// @param algorithm empty where none was used
    public record Request(String correlationId, String uri, String keyId, String algorithm) {}

    /// The JSON of the mirrored log, as in its `AuditEvent` category.
    public JsonNode toJson() {
        ObjectNode json = Json.object().put("time", time.toString()).put("resourceId", resourceId)
                .put("operationName", operationName).put("operationVersion", operationVersion)
                .put("category", "AuditEvent").put("resultType", result.type())
                .put("resultSignature", result.signature()).put("resultDescription", result.description())
                .put("durationMs", Long.toString(durationMillis)).put("callerIpAddress", client.address())
                .put("correlationId", request.correlationId());
        ObjectNode claim = json.putObject("identity").putObject("claim");
        if (!client.objectId().isEmpty()) {
            claim.put(OBJECT_ID, client.objectId()).put("appid", client.appId());
        }
        json.putObject("properties").put("clientInfo", client.info()).put("requestUri", request.uri())
                .put("id", request.keyId()).put("httpStatusCode", result.status())
                .put("algorithm", request.algorithm());
        return json;
    }

    static AuditEvent of(JsonNode json) {
        JsonNode claim = json.path("identity").path("claim");
        JsonNode properties = json.path("properties");
        return new AuditEvent(Instant.parse(text(json, "time")), text(json, "resourceId"),
                text(json, "operationName"), text(json, "operationVersion"),
                new Result(properties.path("httpStatusCode").intValue(), text(json, "resultDescription")),
                Long.parseLong(text(json, "durationMs")),
                new Client(text(json, "callerIpAddress"), text(properties, "clientInfo"),
                        text(claim, OBJECT_ID),
                        text(claim, "appid")),
                new Request(text(json, "correlationId"), text(properties, "requestUri"),
                        text(properties, "id"), text(properties, "algorithm")));
    }

    private static String text(JsonNode json, String member) {
        return Optional.of(json.path(member)).filter(JsonNode::isString).map(JsonNode::stringValue)
                .orElse("");
    }
}
