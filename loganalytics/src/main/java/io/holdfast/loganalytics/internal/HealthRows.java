package io.holdfast.loganalytics.internal;

import io.holdfast.rest.Json;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rows of changes of account keys. Source: the table SentinelHealth of the Azure Monitor table
/// reference; the mirrored service has no such events, so what stands in the columns is Holdfast's own.
public final class HealthRows {

    /// The table.
    public static final String TABLE = "SentinelHealth";

    /// The column by which a row is known again, made of the event's hash.
    public static final String RECORD_ID = "RecordId";

    private HealthRows() {}

    /// The row of a change.
    ///
    /// @param change `{"time","storageResource","state","keyId","previousState",...}`
    /// @param clusterId the resource id of the cluster
    /// @param customerId of the workspace
    public static ObjectNode keyChange(String hash, JsonNode change, String clusterId, String customerId) {
        String state = text(change, "state");
        String former = text(change, "previousState");
        String store = text(change, "storageResource").toLowerCase(Locale.ROOT).replace('_', ' ');
        ObjectNode row = Json.object().put("TimeGenerated", text(change, "time"))
                .put(RECORD_ID, DiagnosticRows.itemId(hash)).put("SourceSystem", "Sentinel")
                .put("WorkspaceId", customerId)
                .put("OperationName", state.equals(former)
                        ? "Customer-managed key version change"
                        : "Customer-managed key state change")
                .put("SentinelResourceId", clusterId)
                .put("SentinelResourceName", clusterId.substring(clusterId.lastIndexOf('/') + 1))
                .put("SentinelResourceType", "Customer-managed key")
                .put("SentinelResourceKind", Character.toUpperCase(store.charAt(0)) + store.substring(1))
                .put("Status", status(state)).put("Reason", state)
                .put("Description", description(change, store, state));
        ObjectNode extended = row.putObject("ExtendedProperties");
        change.properties().forEach(member -> extended.set(member.getKey(), member.getValue()));
        return row;
    }

    private static String status(String state) {
        return switch (state) {
            case "Available" -> "Success";
            case "Unreachable" -> "Partial success";
            default -> "Failure";
        };
    }

    private static String description(JsonNode change, String store, String state) {
        String key = text(change, "keyId");
        String what = switch (state) {
            case "Available" -> "may be used";
            case "Unreachable" -> "may be used only until the grace ends: its vault gives no usable answer";
            case "Revoked" -> "is dark: the vault refused the key";
            case "DarkUnreachable" -> "is dark: its vault gave no usable answer for too long";
            default -> "is destroyed";
        };
        JsonNode answer = change.path("vaultAnswer");
        String said = answer.isObject()
                ? " (" + answer.path("status").asInt() + " " + text(answer, "code")
                        + Json.text(answer, "innerCode").map(inner -> ", " + inner).orElse("") + ")"
                : "";
        return "The account key of the " + store + (key.isEmpty() ? "" : ", wrapped by " + key + ",") + " "
                + what + said + ".";
    }

    private static String text(JsonNode json, String member) {
        return Json.text(json, member).orElse("");
    }
}
