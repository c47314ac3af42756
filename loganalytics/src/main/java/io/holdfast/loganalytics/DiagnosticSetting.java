package io.holdfast.loganalytics;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ResourceId;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a diagnostic setting says: which workspace the log of a resource goes to, and into which table.
///
/// @param id of the setting; an extension of the resource, which is a vault or a subscription
/// @param enabled whether anything is sent at all
record DiagnosticSetting(ResourceId id, ResourceId workspace, boolean dedicated, boolean enabled) {

    static final String TYPE = "Microsoft.Insights/diagnosticSettings";

    private static final String DEDICATED = "Dedicated";
    private static final Set<String> TYPES = Set.of("", "dedicated", "azurediagnostics");
    private static final Set<String> VAULT_CATEGORIES = Set.of("auditevent");
    private static final String ADMINISTRATIVE = "administrative";
    // The activity log of the mirrored service has these too; here nothing writes the others.
    private static final Set<String> ACTIVITY_CATEGORIES = Set.of(ADMINISTRATIVE, "security", "servicehealth",
            "alert", "recommendation", "policy", "autoscale", "resourcehealth");
    private static final Set<String> GROUPS = Set.of("audit", "alllogs");
    private static final List<String> SINKS = List.of("storageAccountId", "serviceBusRuleId",
            "eventHubAuthorizationRuleId", "marketplacePartnerId");

    /// A stored one.
    static DiagnosticSetting of(ArmResource stored) {
        return parse(stored.id(), stored.body());
    }

    /// The body of a PUT.
    ///
    /// @throws ApiException 400 `BadRequest`
    static DiagnosticSetting parse(ResourceId id, ObjectNode body) {
        JsonNode properties = body.path("properties");
        for (String sink : SINKS) {
            if (properties.path(sink).isString() && !properties.path(sink).stringValue().isBlank()) {
                throw bad("Logs can be sent to a workspace only: leave out '" + sink + "'.");
            }
        }
        ResourceId workspace = ResourceId.parse(Json.text(properties, "workspaceId").orElse(""));
        if (!workspace.resourceType().equals(Workspaces.TYPE)) {
            throw ArmErrors.invalidParameter("properties.workspaceId",
                    "The property 'properties.workspaceId' must be the resource id of a workspace.");
        }
        String type = Json.text(properties, "logAnalyticsDestinationType").orElse("");
        if (!TYPES.contains(type.toLowerCase(Locale.ROOT))) {
            throw bad(
                    "The property 'logAnalyticsDestinationType' must be Dedicated, AzureDiagnostics or null.");
        }
        boolean enabled = false;
        for (JsonNode log : properties.path("logs")) {
            enabled |= sendsEvents(id, log) && log.path("enabled").asBoolean(false);
        }
        return new DiagnosticSetting(id, workspace, type.equalsIgnoreCase(DEDICATED), enabled);
    }

    /// Checks the category; answers whether it has events.
    private static boolean sendsEvents(ResourceId id, JsonNode log) {
        boolean ofSubscription = !id.parent().orElseThrow().isResource();
        Set<String> categories = ofSubscription ? ACTIVITY_CATEGORIES : VAULT_CATEGORIES;
        String category = Json.text(log, "category").orElse("");
        String group = Json.text(log, "categoryGroup").orElse("");
        boolean known = group.isEmpty()
                ? categories.contains(category.toLowerCase(Locale.ROOT))
                : category.isEmpty() && !ofSubscription && GROUPS.contains(group.toLowerCase(Locale.ROOT));
        if (!known) {
            throw bad("Category '" + (group.isEmpty() ? category : group) + "' is not supported: use the "
                    + (ofSubscription
                            ? "category Administrative or another one of the activity log."
                            : "category AuditEvent, or the group audit or allLogs."));
        }
        return !ofSubscription || category.equalsIgnoreCase(ADMINISTRATIVE);
    }

    private static ApiException bad(String message) {
        return new ApiException(400, "BadRequest", message);
    }

    /// The resource whose log is sent.
    ResourceId resource() {
        return id.parent().orElseThrow();
    }

    /// Whether it sends the activity log of a subscription, not the audit log of a vault.
    boolean isOfSubscription() {
        return !resource().isResource();
    }

    /// The table that the events go to.
    String table() {
        if (isOfSubscription()) {
            return "AzureActivity";
        }
        return dedicated ? "AZKVAuditLogs" : "AzureDiagnostics";
    }

    /// What is kept and shown of a body that was parsed.
    static ObjectNode kept(ObjectNode asked, DiagnosticSetting setting) {
        ObjectNode body = Json.object();
        ObjectNode properties = body.putObject("properties");
        SINKS.forEach(properties::putNull);
        properties.put("workspaceId", setting.workspace().toString());
        if (setting.dedicated()) {
            properties.put("logAnalyticsDestinationType", DEDICATED);
        } else {
            properties.putNull("logAnalyticsDestinationType");
        }
        properties.set("logs", asked.path("properties").path("logs").isArray()
                ? asked.path("properties").path("logs")
                : Json.array());
        properties.set("metrics", Json.array());
        return body;
    }
}
