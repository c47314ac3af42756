package io.holdfast.loganalytics;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.Checks;
import io.holdfast.arm.Locations;
import io.holdfast.arm.ResourceId;
import io.holdfast.records.RecordTransaction;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Call;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// Everything that a PUT, PATCH or DELETE of a cluster can be refused for. The calls themselves and their
/// preflights go through the same checks.
final class ClusterRules {

    private final ArmResources resources;
    private final ClusterStores stores;
    private final LogAnalyticsLimits limits;
    private final Workspaces workspaces;
    private final ClusterIdentities identities;
    private final ClusterKeyUpdate keyUpdate;
    private final KeyChangeRules keyRules;
    private final InstantSource clock;

    ClusterRules(LogAnalyticsParts parts, LogAnalyticsLimits limits, Workspaces workspaces,
            ClusterStores stores, ClusterKeyUpdate keyUpdate) {
        this.resources = parts.resources();
        this.stores = stores;
        this.limits = limits;
        this.workspaces = workspaces;
        this.identities = new ClusterIdentities(parts);
        this.keyUpdate = keyUpdate;
        this.keyRules = new KeyChangeRules(parts, workspaces);
        this.clock = parts.clock();
    }

    /// The request, if it may create a cluster.
    ClusterRequest checkCreate(Call call, ResourceId id, ObjectNode asked, Checks checks) {
        Instant now = clock.instant();
        checks.that(() -> ClusterRequest.checkName(id.name()));
        ClusterRequest request = ClusterRequest.parse(asked);
        String location = Locations.require(asked, Clusters.TYPE);
        request.identity().ifPresent(
                identity -> checks.that(() -> identities.requireUsable(call.caller(), identity)));
        checks.that(() -> ClusterRecords.created(asked, request, location, now));
        checks.that(() -> resources.transact(transaction -> {
            ClusterNames.requireFree(transaction, id, now);
            return id;
        }));
        checks.that(() -> resources.transact(transaction -> {
            requireRoom(transaction, id, location, now);
            return id;
        }));
        checks.irreversible("The region and the double-encryption flag of a cluster are set once. Its "
                + "commitment tier can be raised at any time, and lowered only " + ClusterRecords.COMMITMENT
                        .toDays()
                + " days after its last change.");
        return request;
    }

    /// The request, if it may change the cluster. While dark, nothing of a cluster changes.
    ClusterRequest checkUpdate(Call call, ArmResource existing, ObjectNode asked, Checks checks) {
        ClusterRequest request = ClusterRequest.parse(asked);
        checks.that(() -> requireSucceeded(existing));
        checks.that(() -> stores.open(Clusters.clusterId(existing)));
        checks.that(() -> ClusterRecords.changed(existing, asked, request, clock.instant()));
        checks.that(() -> keyRules.check(existing, request.key()));
        checks.that(() -> identities.checkChange(call.caller(), existing, request));
        if (request.key() instanceof KeySetting.Use use) {
            checks.that(() -> keyUpdate.check(existing, use.key(), checks));
            if (Clusters.key(existing).isEmpty()) {
                checks.irreversible("The key of a cluster can be rotated, but neither removed nor replaced "
                        + "by another key or vault, and the identity of the cluster cannot change any more.");
            }
        }
        request.capacityGbPerDay().filter(capacity -> capacity != existing.body().path("sku")
                .path("capacity").asInt())
                .ifPresent(capacity -> checks.irreversible("The commitment tier cannot be lowered for "
                        + ClusterRecords.COMMITMENT.toDays() + " days."));
        request.identity().filter(identity -> !identity.equals(ClusterIdentity.of(existing.body())))
                .ifPresent(identity -> checks.irreversible("The identity before is given up, with what it "
                        + "was granted; a system-assigned one is deleted and never comes back."));
        return request;
    }

    /// Whether the cluster may be deleted.
    void checkDelete(ArmResource cluster, Checks checks) {
        checks.that(() -> requireDeletable(cluster));
        List<ArmResource> linked = workspaces.linkedTo(cluster.id());
        checks.irreversible("The account keys of the cluster are destroyed: what it holds is unreadable for "
                + "good, copies and backups included"
                + (linked.isEmpty()
                        ? ""
                        : ", and so are the rows of its workspaces " + linked.stream()
                                .map(workspace -> workspace.id().name()).collect(Collectors.joining(", ")))
                + ". Its name is held for " + ClusterNames.HOLD.toDays() + " days.");
    }

    /// @throws ApiException 400 `ClusterLimitExceeded`
    void requireRoom(RecordTransaction transaction, ResourceId id, String location, Instant now) {
        ResourceId subscription = ResourceId.subscription(id.subscriptionId());
        long active = resources.list(transaction, subscription, Clusters.TYPE).stream()
                .filter(cluster -> cluster.location().equals(location)).count();
        int deleted = ClusterNames.held(transaction, id, location, now);
        if (active >= limits.activeClusters() || active + deleted >= limits.clusters()) {
            throw new ApiException(400, "ClusterLimitExceeded", "The subscription has " + active
                    + " clusters in " + location + " and deleted " + deleted + " within "
                    + ClusterNames.HOLD.toDays() + " days: at most " + limits.activeClusters()
                    + " may be active, and " + limits.clusters() + " with those that were deleted.");
        }
    }

    /// @throws ApiException 400 `AnotherOperationInProgress`
    static void requireSucceeded(ArmResource cluster) {
        if (!Clusters.isSucceeded(cluster)) {
            throw new ApiException(400, "AnotherOperationInProgress",
                    "The cluster '" + cluster.id().name() + "' is in "
                            + "the provisioning state " + Bodies.provisioningState(cluster)
                            + ": wait until it is Succeeded, then send the update again.");
        }
    }

    /// @throws ApiException 409 `Conflict` while it is being made or changed
    static void requireDeletable(ArmResource cluster) {
        String state = Bodies.provisioningState(cluster);
        if (state.equals(ClusterRecords.CREATING) || state.equals(ClusterRecords.UPDATING)) {
            throw ArmErrors.conflict("The cluster is in the provisioning state " + state
                    + " and cannot be deleted now: wait until it is Succeeded.");
        }
    }
}
