package io.holdfast.loganalytics;

import io.holdfast.arm.ArmErrors;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The body of a PUT or PATCH of a cluster, each part checked on its own; what it does not say is empty.
///
/// @param capacityGbPerDay one of [#TIERS]
/// @param identity by which it is to reach its key
record ClusterRequest(Optional<Integer> capacityGbPerDay, Optional<ClusterIdentity> identity, KeySetting key,
        Optional<String> billingType, Optional<Boolean> doubleEncryption,
        Optional<Boolean> availabilityZones) {

    /// The commitment tiers, GB a day.
    static final List<Integer> TIERS = List.of(100, 200, 300, 400, 500, 1000, 2000, 5000, 10_000, 25_000,
            50_000);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]");
    private static final List<String> BILLING_TYPES = List.of("Cluster", "Workspaces");

    /// Checks the name of a cluster to be made.
    ///
    /// @throws ApiException 400 `InvalidParameter`
    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw ArmErrors.invalidParameter("clusterName",
                    "The cluster name must have 4 to 63 characters, letters, "
                            + "digits and hyphens, and begin and end with a letter or digit.");
        }
    }

    /// Reads a body.
    ///
    /// @throws ApiException 400 `InvalidParameter`, its target naming the property
    static ClusterRequest parse(ObjectNode body) {
        JsonNode properties = properties(body);
        JsonNode associated = properties.path("associatedWorkspaces");
        if (!associated.isMissingNode() && !associated.isNull()) {
            throw ArmErrors.invalidParameter("properties.associatedWorkspaces",
                    "The property 'properties.associatedWorkspaces' is read only: leave it out. Workspaces "
                            + "are linked "
                            + "with PUT .../workspaces/{workspace}/linkedServices/cluster.");
        }
        return new ClusterRequest(capacity(body.path("sku")), ClusterIdentity.parse(body.path("identity")),
                KeySetting.parse(properties), billingType(properties),
                flag(properties, "isDoubleEncryptionEnabled"),
                flag(properties, "isAvailabilityZonesEnabled"));
    }

    private static JsonNode properties(ObjectNode body) {
        JsonNode properties = body.path("properties");
        if (!properties.isMissingNode() && !properties.isNull() && !properties.isObject()) {
            throw ArmErrors.invalidParameter("properties", "The member 'properties' must be an object.");
        }
        return properties;
    }

    private static Optional<Integer> capacity(JsonNode sku) {
        if (sku.isMissingNode() || sku.isNull()) {
            return Optional.empty();
        }
        if (!Json.text(sku, "name").orElse("").equalsIgnoreCase("CapacityReservation")) {
            throw ArmErrors.invalidParameter("sku.name",
                    "The property 'sku.name' must be CapacityReservation.");
        }
        JsonNode capacity = sku.path("capacity");
        if (!capacity.isIntegralNumber() || !capacity.canConvertToInt()
                || !TIERS.contains(capacity.intValue())) {
            throw ArmErrors.invalidParameter("sku.capacity",
                    "The property 'sku.capacity' must be one of the commitment"
                            + " tiers, in GB a day: " + TIERS + ".");
        }
        return Optional.of(capacity.intValue());
    }

    private static Optional<String> billingType(JsonNode properties) {
        JsonNode given = properties.path("billingType");
        if (given.isMissingNode() || given.isNull()) {
            return Optional.empty();
        }
        return Optional.of(BILLING_TYPES.stream()
                .filter(type -> given.isString() && type.equalsIgnoreCase(given.stringValue())).findFirst()
                .orElseThrow(() -> ArmErrors.invalidParameter("properties.billingType",
                        "The property 'properties.billingType' must be Cluster or Workspaces.")));
    }

    private static Optional<Boolean> flag(JsonNode properties, String member) {
        JsonNode given = properties.path(member);
        if (given.isMissingNode() || given.isNull()) {
            return Optional.empty();
        }
        if (!given.isBoolean()) {
            throw ArmErrors.invalidParameter("properties." + member,
                    "The property 'properties." + member + "' must be true or false.");
        }
        return Optional.of(given.booleanValue());
    }
}
