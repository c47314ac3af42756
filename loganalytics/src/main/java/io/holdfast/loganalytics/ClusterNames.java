package io.holdfast.loganalytics;

import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ResourceId;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordTransaction;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// The names of deleted clusters, kept from use for a while. Source: `cmk-behaviour` C5.
///
/// Record: `{"v":1,"until":...,"location":...}`, in the collection `loganalytics/cluster-name-hold` of the
/// subscription.
final class ClusterNames {

    static final Duration HOLD = Duration.ofDays(14);

    private static final String COLLECTION = "loganalytics/cluster-name-hold";

    private ClusterNames() {}

    static void hold(RecordTransaction transaction, ArmResource cluster, Instant now) {
        transaction.put(ref(cluster.id()), Json.bytes(Json.object().put("v", 1)
                .put("until", now.plus(HOLD).toString()).put("location", cluster.location())));
    }

    /// How many names of a region are held in the subscription of a cluster.
    static int held(RecordTransaction transaction, ResourceId cluster, String location, Instant now) {
        return (int) transaction.list(COLLECTION, cluster.subscriptionId().toLowerCase(Locale.ROOT)).stream()
                .map(record -> Json.parseObject(record.body()))
                .filter(record -> now.isBefore(Instant.parse(Json.text(record, "until").orElseThrow())))
                .filter(record -> Json.text(record, "location").filter(location::equals).isPresent()).count();
    }

    /// @throws ApiException 409 `Conflict` if the name is held
    static void requireFree(RecordTransaction transaction, ResourceId cluster, Instant now) {
        transaction.find(ref(cluster))
                .map(record -> Json.text(Json.parseObject(record.body()), "until").orElseThrow())
                .map(Instant::parse).ifPresent(until -> {
                    if (now.isBefore(until)) {
                        throw new ApiException(409, "Conflict",
                                "A cluster named '" + cluster.name() + "' was deleted "
                                        + "in this resource group; its name is held until " + until
                                        + ". Use another name.");
                    }
                });
    }

    /// Forgets that the name was held.
    static void release(RecordTransaction transaction, ResourceId cluster) {
        transaction.delete(ref(cluster));
    }

    private static RecordRef ref(ResourceId cluster) {
        return new RecordRef(COLLECTION, cluster.subscriptionId().toLowerCase(Locale.ROOT), cluster.key());
    }
}
