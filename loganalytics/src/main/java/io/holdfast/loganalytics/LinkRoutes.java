package io.holdfast.loganalytics;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmEnvelope;
import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.Operation;
import io.holdfast.arm.OperationRequest;
import io.holdfast.arm.Operations;
import io.holdfast.arm.ResourceId;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// `Microsoft.OperationalInsights/workspaces/linkedServices/cluster`: PUT, GET, list, DELETE.
///
/// Both changes go on after they are answered: 200, the state not yet Succeeded, and `Azure-AsyncOperation`.
/// Source:
/// arm-api B4, `cmk-behaviour` section 5 and S8c.
final class LinkRoutes {

    private static final String TYPE = "Microsoft.OperationalInsights/workspaces/linkedServices";
    private static final String LIST = "/subscriptions/{sub}/resourceGroups/{group}/providers/"
            + "Microsoft.OperationalInsights/workspaces/{workspace}/linkedServices";
    private static final String ONE = LIST + "/{service}";

    private final ArmResources resources;
    private final Operations operations;
    private final LogAnalyticsLimits limits;
    private final Workspaces workspaces;
    private final SavedSearches searches;
    private final Clusters clusters;
    private final ClusterStores stores;
    private final Authorizer authorizer;
    private final WorkspaceGate gate;
    private final InstantSource clock;

    LinkRoutes(LogAnalyticsParts parts, LogAnalyticsLimits limits, Workspaces workspaces, Clusters clusters,
            ClusterStores stores) {
        this.limits = limits;
        this.workspaces = workspaces;
        this.searches = new SavedSearches(parts);
        this.resources = parts.resources();
        this.operations = parts.operations();
        this.authorizer = parts.authorizer();
        this.gate = parts.gate();
        this.clock = parts.clock();
        this.clusters = clusters;
        this.stores = stores;
        operations.register(LinkWork.KIND, new LinkWork(resources));
        operations.register(UnlinkWork.KIND, new UnlinkWork(resources, clusters, stores));
    }

    List<Route> routes() {
        return List.of(Route.of("GET", LIST, ArmAccess.action(authorizer, TYPE + "/read"), this::list),
                Route.of("GET", ONE, ArmAccess.action(authorizer, TYPE + "/read"), this::get),
                Route.of("PUT", ONE, ArmAccess.action(authorizer, TYPE + "/write"), this::put),
                Route.of("DELETE", ONE, ArmAccess.action(authorizer, TYPE + "/delete"), this::delete));
    }

    private ArmResource workspace(Call call) {
        ResourceId id = ResourceId.of(call.request());
        return resources.require(id.resourceType().equals(TYPE) ? id.parent().orElseThrow() : id);
    }

    private ApiResponse list(Call call) {
        ArmResource workspace = workspace(call);
        return ApiResponse.json(200, ArmEnvelope
                .list(WorkspaceLink.of(workspace).map(link -> link.json(workspace.id())).stream().toList()));
    }

    private ApiResponse get(Call call) {
        ArmResource workspace = workspace(call);
        return WorkspaceLink.of(workspace).filter(link -> isCluster(call))
                .map(link -> ApiResponse.json(200, link.json(workspace.id())))
                .orElseThrow(() -> ArmErrors.notFound(ResourceId.of(call.request())));
    }

    private static boolean isCluster(Call call) {
        return call.variable("service").equalsIgnoreCase("cluster");
    }

    private ApiResponse put(Call call) {
        ArmResource workspace = workspace(call);
        if (!isCluster(call)) {
            throw ArmErrors.invalidParameter("linkedServiceName",
                    "The only linked service that is offered is the one named Cluster.");
        }
        ObjectNode asked = call.request().jsonObject();
        String target = Json.text(asked.path("properties"), "writeAccessResourceId")
                .orElseThrow(() -> ArmErrors.invalidParameter("properties.writeAccessResourceId",
                        "The property 'properties.writeAccessResourceId' must be the resource id of a "
                                + "cluster."));
        ResourceId clusterId = ResourceId.parse(target);
        ArmAccess.requireLinked(authorizer, call.caller(), Clusters.TYPE + "/write", clusterId);
        ArmResource cluster = clusters.find(clusterId)
                .orElseThrow(() -> new ApiException(400, "InvalidParameter",
                        "The cluster '" + clusterId
                                + "' does not exist: create it before workspaces are linked to it."));
        Optional<WorkspaceLink> present = WorkspaceLink.of(workspace);
        if (present.filter(link -> link.isUp() && link.cluster().equals(clusterId)).isPresent()) {
            return ApiResponse.json(200, present.get().json(workspace.id()));
        }
        requireLinkable(workspace, cluster);
        if (workspaces.linkedTo(clusterId).size() >= limits.workspacesPerCluster()) {
            throw new ApiException(400, "ClusterWorkspaceLimitExceeded", "The cluster has "
                    + limits.workspacesPerCluster() + " linked workspaces, as many as it may have.");
        }
        stores.open(Clusters.clusterId(cluster));
        return start(call, workspace.id(), new WorkspaceLink(cluster.id(), WorkspaceLink.LINKING,
                Bodies.rfc1123(clock.instant())), LinkWork.KIND);
    }

    private void requireLinkable(ArmResource workspace, ArmResource cluster) {
        if (!Clusters.isSucceeded(cluster)) {
            throw new ApiException(400, "BadRequest", "The cluster is in the provisioning state "
                    + Bodies.provisioningState(cluster) + ": link the workspace when it is Succeeded.");
        }
        if (!workspace.location().equals(cluster.location())) {
            throw new ApiException(400, "BadRequest", "The workspace is in " + workspace.location()
                    + " and the cluster in " + cluster.location() + ": both must be in the same region.");
        }
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

    private ApiResponse delete(Call call) {
        ArmResource workspace = workspace(call);
        Optional<WorkspaceLink> link = WorkspaceLink.of(workspace).filter(present -> isCluster(call));
        if (link.isEmpty()) {
            return ApiResponse.empty(204);
        }
        requireSettled(link.get());
        if (gate.onboarding(workspace.id()).withCustomerKey()) {
            throw new ApiException(400, "UnlinkNotSupportedWithCustomerManagedKey",
                    "The workspace is onboarded to "
                            + "Sentinel under the customer-managed key of its cluster and cannot be "
                            + "unlinked. To take its data out "
                            + "of reach, disable the key in its vault; to end it for good, delete the "
                            + "workspace.");
        }
        if (searches.any(Workspaces.customerId(workspace))) {
            throw new ApiException(409, "WorkspaceHoldsData",
                    "The workspace has saved searches, which are under the account key of the cluster. Delete "
                            + "them first, or keep the link.");
        }
        clusters.find(link.get().cluster()).ifPresent(cluster -> UnlinkWork.requireNoRows(
                stores.open(Clusters.clusterId(cluster)), Workspaces.customerId(workspace)));
        return start(call, workspace.id(), link.get().in(WorkspaceLink.UNLINKING), UnlinkWork.KIND);
    }

    private static void requireSettled(WorkspaceLink link) {
        if (!link.isUp()) {
            throw ArmErrors.conflict("The workspace is being linked or unlinked (" + link.state()
                    + "): wait until that is done.");
        }
    }

    private ApiResponse start(Call call, ResourceId workspace, WorkspaceLink link, String kind) {
        Operation operation = resources.transact(transaction -> {
            ArmResource present = resources.find(transaction, workspace)
                    .orElseThrow(() -> ArmErrors.notFound(workspace));
            WorkspaceLink.of(present).ifPresent(was -> {
                requireSettled(was);
                if (!was.cluster().equals(link.cluster())) {
                    throw ArmErrors.conflict("The workspace is linked to the cluster '" + was.cluster()
                            + "': unlink it before it is linked to another.");
                }
            });
            if (resources.find(transaction, link.cluster()).filter(Clusters::isSucceeded).isEmpty()) {
                throw ArmErrors.conflict("The cluster is being changed or deleted: try again.");
            }
            ObjectNode body = present.body().deepCopy();
            if (kind.equals(LinkWork.KIND)) {
                WorkspaceLinkTimes.add(body, limits, clock.instant());
            }
            link.putInto(body);
            resources.put(transaction, workspace, body);
            return operations.prepare(transaction,
                    new OperationRequest(kind, workspace, present.location(), Json.object()), call.caller());
        });
        operations.launch(operation);
        return Operations.announce(ApiResponse.json(200, link.json(workspace)), call.request(), operation);
    }
}
