package io.holdfast.loganalytics;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmResource;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The body of a PUT or PATCH of a workspace; what it does not say is empty. Source: arm-api B3.
///
/// @param skuName as asked for, in any case
/// @param retentionDays 30 to 730
/// @param features those that are set, without `clusterResourceId`
/// @param claimedCluster `features.clusterResourceId` as sent: read only, tolerated where it says what is so
record WorkspaceRequest(Optional<String> skuName, Optional<Integer> retentionDays, ObjectNode features,
        Optional<String> claimedCluster, ObjectNode others) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]");
    private static final List<String> SKUS = List.of("PerGB2018", "Free", "Standard", "Premium", "PerNode",
            "Standalone", "CapacityReservation");
    private static final String LINKED_SKU = "LACluster";
    private static final int MIN_RETENTION_DAYS = 30;
    private static final int MAX_RETENTION_DAYS = 730;
    /// What is recorded as sent, and shown again.
    private static final List<String> RECORDED = List.of("publicNetworkAccessForIngestion",
            "publicNetworkAccessForQuery", "forceCmkForQuery", "defaultDataCollectionRuleResourceId");

    /// @throws ApiException 400 `InvalidParameter`
    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw ArmErrors.invalidParameter("workspaceName",
                    "The workspace name must have 4 to 63 characters, letters,"
                            + " digits and hyphens, and begin and end with a letter or digit.");
        }
    }

    /// @throws ApiException 400 `InvalidParameter`
    static WorkspaceRequest parse(ObjectNode body) {
        JsonNode properties = body.path("properties");
        if (!properties.isMissingNode() && !properties.isNull() && !properties.isObject()) {
            throw ArmErrors.invalidParameter("properties", "The member 'properties' must be an object.");
        }
        ObjectNode features = Json.child(properties, "features").deepCopy();
        Optional<String> claimed = Json.text(features, "clusterResourceId");
        features.remove("clusterResourceId");
        ObjectNode others = Json.object();
        RECORDED.stream().filter(properties::has).forEach(name -> others.set(name, properties.path(name)));
        return new WorkspaceRequest(sku(properties), retention(properties.path("retentionInDays")), features,
                claimed,
                others);
    }

    private static Optional<String> sku(JsonNode properties) {
        Optional<String> name = Json.text(properties.path("sku"), "name");
        if (name.isPresent() && !name.get().equalsIgnoreCase(LINKED_SKU)
                && SKUS.stream().noneMatch(name.get()::equalsIgnoreCase)) {
            throw ArmErrors.invalidParameter("properties.sku.name",
                    "The property 'properties.sku.name' must be one of " + SKUS + ".");
        }
        return name;
    }

    private static Optional<Integer> retention(JsonNode days) {
        if (days.isMissingNode() || days.isNull()) {
            return Optional.empty();
        }
        if (!days.isInt() || days.intValue() < MIN_RETENTION_DAYS || days.intValue() > MAX_RETENTION_DAYS) {
            throw ArmErrors.invalidParameter("properties.retentionInDays",
                    "The property 'properties.retentionInDays' "
                            + "must be " + MIN_RETENTION_DAYS + " to " + MAX_RETENTION_DAYS + ".");
        }
        return Optional.of(days.intValue());
    }

    /// The body of a new workspace, without its tags.
    ObjectNode created(String customerId, String location, Instant now) {
        refuseClaims(Optional.empty());
        if (skuName.filter(LINKED_SKU::equalsIgnoreCase).isPresent()) {
            throw ArmErrors.invalidParameter("properties.sku.name",
                    "The SKU LACluster results from linking the "
                            + "workspace to a cluster and cannot be asked for.");
        }
        ObjectNode body = Json.object().put("location", location);
        ObjectNode properties = body.putObject("properties").put("customerId", customerId)
                .put("source", "Azure").put("provisioningState", Bodies.SUCCEEDED)
                .put("retentionInDays", retentionDays.orElse(MIN_RETENTION_DAYS))
                .put("publicNetworkAccessForIngestion", "Enabled")
                .put("publicNetworkAccessForQuery", "Enabled")
                .put("createdDate", Bodies.rfc1123(now)).put("modifiedDate", Bodies.rfc1123(now));
        properties.putObject("sku").put("name", skuName.orElse("PerGB2018").toLowerCase(Locale.ROOT))
                .put("lastSkuUpdate", Bodies.rfc1123(now));
        properties.putObject("features").put("legacy", 0).put("searchVersion", 1)
                .put("enableLogAccessUsingOnlyResourcePermissions", true).setAll(features);
        properties.putObject("workspaceCapping").put("dailyQuotaGb", -1.0).put("dataIngestionStatus",
                "RespectQuota");
        properties.setAll(others);
        return body;
    }

    /// The body of a workspace with what this changes.
    ObjectNode changed(ArmResource workspace, Instant now) {
        Optional<WorkspaceLink> link = WorkspaceLink.of(workspace);
        refuseClaims(link);
        ObjectNode body = workspace.body().deepCopy();
        ObjectNode properties = Json.child(body, "properties");
        ObjectNode sku = Json.child(properties, "sku");
        skuName.filter(name -> !name.equalsIgnoreCase(Json.text(sku, "name").orElse(""))).ifPresent(name -> {
            if (link.isPresent() || name.equalsIgnoreCase(LINKED_SKU)) {
                throw new ApiException(400, "BadRequest", "The property 'properties.sku.name' cannot change "
                        + (link.isPresent()
                                ? "while the workspace is linked to a cluster"
                                : "to LACluster: link the "
                                        + "workspace to a cluster instead")
                        + ".");
            }
            sku.put("name", name.toLowerCase(Locale.ROOT)).put("lastSkuUpdate", Bodies.rfc1123(now));
        });
        retentionDays.ifPresent(days -> properties.put("retentionInDays", days));
        Json.child(properties, "features").setAll(features);
        properties.setAll(others);
        properties.put("modifiedDate", Bodies.rfc1123(now));
        return body;
    }

    private void refuseClaims(Optional<WorkspaceLink> link) {
        boolean wrong = claimedCluster.isPresent()
                && link.filter(l -> l.cluster().toString().equalsIgnoreCase(claimedCluster.get())).isEmpty();
        if (wrong) {
            throw ArmErrors.invalidParameter("properties.features.clusterResourceId",
                    "The property 'properties.features.clusterResourceId' is read only: link the workspace "
                            + "with PUT "
                            + ".../linkedServices/cluster.");
        }
    }
}
