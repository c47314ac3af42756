package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.arm.Tags;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The bodies of clusters: made from a request, and changed by one.
final class ClusterRecords {

    static final String CREATING = "ProvisioningAccount";
    static final String UPDATING = "Updating";
    static final String DELETING = "Deleting";

    /// How long a tier cannot be lowered after its last change. Source: `cmk-behaviour` C3.
    static final Duration COMMITMENT = Duration.ofDays(31);

    private ClusterRecords() {}

    /// The body of a cluster that is being created, but for the ids of the cluster and of its identity.
    static ObjectNode created(ObjectNode asked, ClusterRequest request, String location, Instant now) {
        int capacity = request.capacityGbPerDay().orElseThrow(() -> new ApiException(400, "InvalidParameter",
                "A cluster needs a commitment tier: send sku "
                        + "{\"name\":\"CapacityReservation\",\"capacity\":500}."));
        if (request.identity().isEmpty()) {
            throw new ApiException(400, "InvalidParameter",
                    "A cluster needs an identity by which it reaches its key: "
                            + "send identity {\"type\":\"SystemAssigned\"}.");
        }
        if (request.key() instanceof KeySetting.Use && request.identity().get().user().isEmpty()) {
            throw new ApiException(400, "InvalidParameter",
                    "keyVaultProperties cannot be given when a cluster is "
                            + "created: its identity does not exist yet and cannot have been granted "
                            + "access. Create it without, "
                            + "grant identity.principalId the key permissions get, wrapKey and unwrapKey, "
                            + "then PATCH the key.");
        }
        ObjectNode body = Json.object().put("location", location);
        body.set("tags", Tags.of(asked));
        body.putObject("sku").put("name", "CapacityReservation").put("capacity", capacity);
        body.putObject("properties").put("provisioningState", CREATING)
                .put("billingType", request.billingType().orElse("Cluster"))
                .put("isDoubleEncryptionEnabled", request.doubleEncryption().orElse(true))
                .put("isAvailabilityZonesEnabled", request.availabilityZones().orElse(false))
                .put("createdDate", Bodies.rfc1123(now)).put("lastModifiedDate", Bodies.rfc1123(now))
                .putObject("capacityReservationProperties").put("lastSkuUpdate", Bodies.rfc1123(now))
                .put("minCapacity", ClusterRequest.TIERS.getFirst());
        return body;
    }

    /// The body of a cluster with all that a request changes but its key.
    static ObjectNode changed(ArmResource cluster, ObjectNode asked, ClusterRequest request, Instant now) {
        ObjectNode body = cluster.body().deepCopy();
        ObjectNode properties = Json.child(body, "properties");
        if (asked.has("tags")) {
            body.set("tags", Tags.of(asked));
        }
        request.capacityGbPerDay().ifPresent(capacity -> changeCapacity(body, capacity, now));
        request.billingType().ifPresent(type -> properties.put("billingType", type));
        requireSame(properties, "isDoubleEncryptionEnabled", request.doubleEncryption());
        requireSame(properties, "isAvailabilityZonesEnabled", request.availabilityZones());
        properties.put("lastModifiedDate", Bodies.rfc1123(now));
        return body;
    }

    private static void changeCapacity(ObjectNode body, int capacity, Instant now) {
        ObjectNode sku = Json.child(body, "sku");
        int former = sku.path("capacity").asInt();
        ObjectNode reservation = Json.child(Json.child(body, "properties"), "capacityReservationProperties");
        Instant lastChange = Bodies.instant(Json.text(reservation, "lastSkuUpdate").orElseThrow());
        if (capacity < former && now.isBefore(lastChange.plus(COMMITMENT))) {
            throw new ApiException(400, "InvalidParameter",
                    "The commitment tier cannot be lowered from " + former
                            + " to " + capacity + " before " + lastChange.plus(COMMITMENT) + ", "
                            + COMMITMENT.toDays()
                            + " days after its last change; it can be raised at any time.");
        }
        if (capacity != former) {
            sku.put("capacity", capacity);
            reservation.put("lastSkuUpdate", Bodies.rfc1123(now));
        }
    }

    private static void requireSame(ObjectNode properties, String member, Optional<Boolean> asked) {
        if (asked.isPresent() && asked.get() != properties.path(member).asBoolean()) {
            throw new ApiException(400, "InvalidParameter",
                    "The property 'properties." + member
                            + "' is set when a cluster is created and cannot change.");
        }
    }

    /// The body in another state.
    static ObjectNode in(ObjectNode body, String provisioningState) {
        ObjectNode other = body.deepCopy();
        Json.child(other, "properties").put("provisioningState", provisioningState);
        return other;
    }

    /// The body with another key, the update being done.
    static ObjectNode withKey(ObjectNode body, ObjectNode keyVaultProperties, Instant now) {
        ObjectNode other = in(body, Bodies.SUCCEEDED);
        Json.child(other, "properties").put("lastModifiedDate", Bodies.rfc1123(now)).set("keyVaultProperties",
                keyVaultProperties);
        return other;
    }
}
