package io.holdfast.loganalytics.internal;

import io.holdfast.rest.Json;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rows of events in the common schema of resource logs. Source: the tables AzureDiagnostics and
/// AZKVAuditLogs of the Azure Monitor table reference.
public final class DiagnosticRows {

    /// The column by which a row is known again, made of the event's hash.
    public static final String ITEM_ID = "_ItemId";

    private static final String OBJECT_ID = "http://schemas.microsoft.com/identity/claims/objectidentifier";
    private static final int GROUP_SEGMENT = 4;
    private static final int VAULT_SEGMENT = 8;
    private static final int SUBSCRIPTION_SEGMENT = 2;

    private DiagnosticRows() {}

    /// A GUID of the first half of the event's hash.
    public static String itemId(String hash) {
        return hash.substring(0, 8) + "-" + hash.substring(8, 12) + "-" + hash.substring(12, 16) + "-"
                + hash.substring(16, 20) + "-" + hash.substring(20, 32);
    }

    /// The row of the shared table: names carry their types, the resource is in upper case.
    public static ObjectNode azureDiagnostics(String hash, String resourceId, JsonNode event) {
        ObjectNode row = common(hash, resourceId, event);
        String[] parts = resourceId.toUpperCase(Locale.ROOT).split("/", -1);
        JsonNode properties = event.path("properties");
        JsonNode claim = event.path("identity").path("claim");
        row.put("ResourceId", resourceId.toUpperCase(Locale.ROOT)).put("Category", text(event, "category"))
                .put("ResourceProvider", "MICROSOFT.KEYVAULT").put("ResourceType", "VAULTS")
                .put("CallerIPAddress", text(event, "callerIpAddress"))
                .put("clientInfo_s", text(properties, "clientInfo"))
                .put("requestUri_s", text(properties, "requestUri")).put("id_s", text(properties, "id"))
                .put("httpStatusCode_d", properties.path("httpStatusCode").intValue());
        if (parts.length > VAULT_SEGMENT) {
            row.put("SubscriptionId", parts[SUBSCRIPTION_SEGMENT].toLowerCase(Locale.ROOT))
                    .put("ResourceGroup", parts[GROUP_SEGMENT]).put("Resource", parts[VAULT_SEGMENT]);
        }
        guid(claim, OBJECT_ID).ifPresent(oid -> row
                .put("identity_claim_http_schemas_microsoft_com_identity_claims_objectidentifier_g", oid));
        guid(claim, "appid").ifPresent(appId -> row.put("identity_claim_appid_g", appId));
        return row;
    }

    /// The row of the table of vaults.
    public static ObjectNode vaultAuditLog(String hash, String resourceId, JsonNode event) {
        ObjectNode row = common(hash, resourceId, event);
        String[] parts = resourceId.split("/", -1);
        JsonNode properties = event.path("properties");
        row.put("CallerIpAddress", text(event, "callerIpAddress"))
                .put("ClientInfo", text(properties, "clientInfo"))
                .put("RequestUri", text(properties, "requestUri")).put("Id", text(properties, "id"))
                .put("HttpStatusCode", properties.path("httpStatusCode").intValue())
                .put("Algorithm", text(properties, "algorithm"));
        row.set("Identity", event.path("identity"));
        if (parts.length > SUBSCRIPTION_SEGMENT) {
            row.put("_SubscriptionId", parts[SUBSCRIPTION_SEGMENT].toLowerCase(Locale.ROOT));
        }
        return row;
    }

    private static ObjectNode common(String hash, String resourceId, JsonNode event) {
        return Json.object().put(ITEM_ID, itemId(hash)).put("TimeGenerated", text(event, "time"))
                .put("_ResourceId", resourceId.toLowerCase(Locale.ROOT)).put("SourceSystem", "Azure")
                .put("OperationName", text(event, "operationName"))
                .put("OperationVersion", text(event, "operationVersion"))
                .put("ResultType", text(event, "resultType"))
                .put("ResultSignature", text(event, "resultSignature"))
                .put("ResultDescription", text(event, "resultDescription"))
                .put("DurationMs", Long.parseLong(text(event, "durationMs")))
                .put("CorrelationId", text(event, "correlationId"));
    }

    private static String text(JsonNode json, String member) {
        return Json.text(json, member).orElse("");
    }

    private static Optional<String> guid(JsonNode json, String member) {
        return Json.text(json, member).filter(text -> text.matches("[0-9a-fA-F-]{36}"));
    }
}
