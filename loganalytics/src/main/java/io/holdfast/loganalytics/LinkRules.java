package io.holdfast.loganalytics;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.Checks;
import io.holdfast.arm.ResourceId;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Remedy;
import java.time.InstantSource;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Everything that linking a workspace to a cluster, or unlinking it, can be refused for: for the calls and
/// for their preflights. Source: `cmk-behaviour` section 5, S8c and S9e.
final class LinkRules {

    private final LogAnalyticsLimits limits;
    private final Workspaces workspaces;
    private final AccountContent content;
    private final Clusters clusters;
    private final ClusterStores stores;
    private final Authorizer authorizer;
    private final WorkspaceGate gate;
    private final InstantSource clock;

    LinkRules(LogAnalyticsParts parts, LogAnalyticsLimits limits, Workspaces workspaces, Clusters clusters,
            ClusterStores stores) {
        this.limits = limits;
        this.workspaces = workspaces;
        this.content = new AccountContent(parts);
        this.authorizer = parts.authorizer();
        this.gate = parts.gate();
        this.clock = parts.clock();
        this.clusters = clusters;
        this.stores = stores;
    }

    /// What a PUT asks for.
    ///
    /// @param isSo whether the workspace is linked to that cluster already
    record Wish(ArmResource cluster, boolean isSo) {}

    static boolean isCluster(Call call) {
        return call.variable("service").equalsIgnoreCase("cluster");
    }

    /// Checks that the cluster of a workspace, if it has one, is light.
    void requireLight(ArmResource workspace) {
        WorkspaceLink.of(workspace).flatMap(link -> clusters.find(link.cluster()))
                .ifPresent(cluster -> stores.open(Clusters.clusterId(cluster)));
    }

    /// The cluster that is meant, if the workspace may be linked to it.
    Wish checkLink(Call call, ArmResource workspace, Checks checks) {
        if (!isCluster(call)) {
            throw ArmErrors.invalidParameter("linkedServiceName",
                    "The only linked service that is offered is the one named Cluster.");
        }
        ArmResource cluster = cluster(call);
        checks.that(() -> requireSucceeded(cluster));
        // While dark, nothing is linked, nor found linked.
        checks.that(() -> stores.open(Clusters.clusterId(cluster)));
        if (WorkspaceLink.of(workspace)
                .filter(link -> link.isUp() && link.cluster().equals(cluster.id())).isPresent()) {
            return new Wish(cluster, true);
        }
        checks.that(() -> requireSameRegion(workspace, cluster));
        checks.that(() -> requireNotOnboarded(workspace, cluster));
        checks.that(() -> requireRoom(cluster));
        checks.that(() -> requireFree(workspace, cluster.id()));
        checks.that(() -> WorkspaceLinkTimes.add(workspace.body().deepCopy(), limits, clock.instant()));
        noteLimit(checks, "this is one of them.");
        checks.irreversible("Once it is onboarded to Sentinel with a customer-managed key the workspace "
                + "cannot be unlinked.");
        return new Wish(cluster, false);
    }

    private ArmResource cluster(Call call) {
        ObjectNode asked = call.request().jsonObject();
        String target = Json.text(asked.path("properties"), "writeAccessResourceId")
                .orElseThrow(() -> ArmErrors.invalidParameter("properties.writeAccessResourceId",
                        "The property 'properties.writeAccessResourceId' must be the resource id of a "
                                + "cluster."));
        ResourceId clusterId = ResourceId.parse(target);
        ArmAccess.requireLinked(authorizer, call.caller(), Clusters.TYPE + "/write", clusterId);
        return clusters.find(clusterId).orElseThrow(() -> ApiError.of(400, "InvalidParameter",
                "The cluster '" + clusterId + "' does not exist: create it before workspaces are linked to "
                        + "it.")
                .withRemedy(Remedy.of("PUT", clusterId.toString())).toException());
    }

    private static void requireSucceeded(ArmResource cluster) {
        if (!Clusters.isSucceeded(cluster)) {
            throw new ApiException(400, "BadRequest", "The cluster is in the provisioning state "
                    + Bodies.provisioningState(cluster) + ": link the workspace when it is Succeeded.");
        }
    }

    private static void requireSameRegion(ArmResource workspace, ArmResource cluster) {
        if (!workspace.location().equals(cluster.location())) {
            throw new ApiException(400, "BadRequest", "The workspace is in " + workspace.location()
                    + " and the cluster in " + cluster.location() + ": both must be in the same region.");
        }
    }

    private void requireNotOnboarded(ArmResource workspace, ArmResource cluster) {
        WorkspaceGate.Onboarding onboarding = gate.onboarding(workspace.id());
        if (onboarding == WorkspaceGate.Onboarding.PLATFORM_KEY && Clusters.key(cluster).isPresent()) {
            throw new ApiException(400, "WorkspaceAlreadyOnboarded",
                    "The workspace was onboarded to Sentinel without a "
                            + "customer-managed key; what Sentinel keeps of it would stay under the "
                            + "platform key. Link a "
                            + "workspace that was never onboarded, then onboard it with customerManagedKey "
                            + "true.");
        }
        if (onboarding.withCustomerKey()) {
            throw new ApiException(400, "WorkspaceAlreadyOnboarded",
                    "The workspace was onboarded to Sentinel under the "
                            + "key of a cluster that was deleted, with all that Sentinel kept of it. "
                            + "Delete its onboarding state"
                            + " or use another workspace.");
        }
    }

    private void requireRoom(ArmResource cluster) {
        if (workspaces.linkedTo(cluster.id()).size() >= limits.workspacesPerCluster()) {
            throw new ApiException(400, "ClusterWorkspaceLimitExceeded", "The cluster has "
                    + limits.workspacesPerCluster() + " linked workspaces, as many as it may have.");
        }
    }

    /// Checks that no other link is in the way.
    ///
    /// @throws ApiException 409 `Conflict`
    static void requireFree(ArmResource workspace, ResourceId cluster) {
        WorkspaceLink.of(workspace).ifPresent(link -> {
            requireSettled(link);
            if (!link.cluster().equals(cluster)) {
                throw ArmErrors.conflict("The workspace is linked to the cluster '" + link.cluster()
                        + "': unlink it before it is linked to another.");
            }
        });
    }

    private static void requireSettled(WorkspaceLink link) {
        if (!link.isUp()) {
            throw ArmErrors.conflict("The workspace is being linked or unlinked (" + link.state()
                    + "): wait until that is done.");
        }
    }

    /// Whether the link may be taken down.
    void checkUnlink(ArmResource workspace, WorkspaceLink link, Checks checks) {
        checks.that(() -> requireSettled(link));
        checks.that(() -> requireLight(workspace));
        checks.that(() -> requireNoCustomerKey(workspace));
        checks.that(() -> requireNoContent(workspace));
        Optional<ArmResource> cluster = clusters.find(link.cluster());
        cluster.ifPresent(found -> checks.that(() -> UnlinkWork.requireNoRows(
                stores.open(Clusters.clusterId(found)), Workspaces.customerId(workspace))));
        checks.that(() -> {
            if (cluster.filter(Clusters::isSucceeded).isEmpty()) {
                throw ArmErrors.conflict("The cluster is being changed or deleted: try again.");
            }
        });
        noteLimit(checks, "it may not be linked again soon.");
    }

    private void noteLimit(Checks checks, String so) {
        if (limits.linksPerWorkspace() < LogAnalyticsLimits.NONE.linksPerWorkspace()) {
            checks.irreversible("A workspace can be linked " + limits.linksPerWorkspace() + " times within "
                    + WorkspaceLinkTimes.WINDOW.toDays() + " days: " + so);
        }
    }

    private void requireNoCustomerKey(ArmResource workspace) {
        if (gate.onboarding(workspace.id()).withCustomerKey()) {
            throw new ApiException(400, "UnlinkNotSupportedWithCustomerManagedKey",
                    "The workspace is onboarded to "
                            + "Sentinel under the customer-managed key of its cluster and cannot be "
                            + "unlinked. To take its data out "
                            + "of reach, disable the key in its vault; to end it for good, delete the "
                            + "workspace.");
        }
    }

    private void requireNoContent(ArmResource workspace) {
        if (content.any(Workspaces.customerId(workspace))) {
            throw new ApiException(409, "WorkspaceHoldsData",
                    "The workspace has saved searches, or data collection rules with transformations, which are "
                            + "under the account key of the cluster. Delete them first, or keep the link.");
        }
    }
}
