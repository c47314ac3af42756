package io.holdfast.loganalytics;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.ResourceId;
import io.holdfast.crypto.SealingKey;
import io.holdfast.keyring.Keyring;
import io.holdfast.keyring.StorageResource;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import io.holdfast.sealedingest.SealedIngest;
import io.holdfast.sealedingest.SealedIngestStatus;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A resource of our own below a cluster: `GET` (dark or not) and `PUT .../clusters/{c}/sealedIngest`, by
/// which a cluster opts in to taking data while its key may not be used.
///
/// PUT takes `{"properties":{"enabled":true,"quotaMegabytes":256}}`; both answer 200 with that, and what
/// waits.
final class SealedIngestRoutes {

    private static final String PATH = "/subscriptions/{sub}/resourceGroups/{group}/providers/"
            + "Microsoft.OperationalInsights/clusters/{cluster}/sealedIngest";
    private static final int MEGABYTE = 1 << 20;

    /// A day of the lowest commitment tier, 100 GB.
    private static final int MAX_MEGABYTES = 102_400;

    private final ArmResources resources;
    private final Keyring keyring;
    private final SealedIngest sealed;

    SealedIngestRoutes(LogAnalyticsParts parts) {
        this.resources = parts.resources();
        this.keyring = parts.keyring();
        this.sealed = parts.sealed();
    }

    List<Route> routes(Authorizer authorizer) {
        return List.of(
                Route.of("GET", PATH, ArmAccess.action(authorizer, Clusters.TYPE + "/read"), this::get),
                Route.of("PUT", PATH, ArmAccess.action(authorizer, Clusters.TYPE + "/write"), this::put));
    }

    private ApiResponse get(Call call) {
        return answer(resources.require(ResourceId.of(call.request())));
    }

    private ApiResponse put(Call call) {
        ArmResource cluster = resources.require(ResourceId.of(call.request()));
        String clusterId = Clusters.clusterId(cluster);
        // The pair that batches are sealed with is made under the account key.
        try (SealingKey key = keyring.accountKey(StorageResource.logStore(clusterId))) {
            JsonNode properties = call.request().jsonObject().path("properties");
            if (!properties.path("enabled").isBoolean()) {
                throw ArmErrors.invalidParameter("properties.enabled",
                        "The property 'properties.enabled' must be true or false.");
            }
            sealed.set(clusterId, properties.path("enabled").booleanValue(),
                    quotaBytes(properties.path("quotaMegabytes")));
            sealed.prepare(clusterId, key);
        }
        return answer(cluster);
    }

    private static long quotaBytes(JsonNode megabytes) {
        if (megabytes.isMissingNode() || megabytes.isNull()) {
            return SealedIngest.DEFAULT_QUOTA_BYTES;
        }
        if (!megabytes.isInt() || megabytes.intValue() < 1 || megabytes.intValue() > MAX_MEGABYTES) {
            throw ArmErrors.invalidParameter("properties.quotaMegabytes",
                    "The property 'properties.quotaMegabytes' must be 1 to " + MAX_MEGABYTES + ".");
        }
        return (long) megabytes.intValue() * MEGABYTE;
    }

    private ApiResponse answer(ArmResource cluster) {
        SealedIngestStatus status = sealed.status(Clusters.clusterId(cluster));
        ObjectNode json = Json.object().put("id", cluster.id() + "/sealedIngest").put("name", "sealedIngest")
                .put("type", Clusters.TYPE + "/sealedIngest");
        ObjectNode properties = json.putObject("properties").put("enabled", status.enabled())
                .put("ready", status.ready()).put("quotaMegabytes", status.quotaBytes() / MEGABYTE)
                .put("waitingBatches", status.batches()).put("waitingBytes", status.bytes())
                .put("restoredBatches", status.restored()).put("damagedBatches", status.damaged());
        status.fingerprint().ifPresent(fingerprint -> properties.put("publicKeyFingerprint", fingerprint));
        status.oldest().ifPresent(at -> properties.put("oldest", at.toString()));
        return ApiResponse.json(200, json);
    }
}
