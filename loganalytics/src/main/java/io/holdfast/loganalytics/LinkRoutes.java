package io.holdfast.loganalytics;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmEnvelope;
import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.CheckedHandler;
import io.holdfast.arm.Checks;
import io.holdfast.arm.Operation;
import io.holdfast.arm.OperationRequest;
import io.holdfast.arm.Operations;
import io.holdfast.arm.ResourceId;
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
    private final Authorizer authorizer;
    private final LinkRules rules;
    private final InstantSource clock;

    LinkRoutes(LogAnalyticsParts parts, LogAnalyticsLimits limits, Workspaces workspaces, Clusters clusters,
            ClusterStores stores) {
        this.limits = limits;
        this.resources = parts.resources();
        this.operations = parts.operations();
        this.authorizer = parts.authorizer();
        this.clock = parts.clock();
        this.rules = new LinkRules(parts, limits, workspaces, clusters, stores);
        operations.register(LinkWork.KIND, new LinkWork(resources));
        operations.register(UnlinkWork.KIND, new UnlinkWork(resources, clusters, stores));
    }

    List<Route> routes() {
        return List.of(Route.of("GET", LIST, ArmAccess.action(authorizer, TYPE + "/read"), this::list),
                Route.of("GET", ONE, ArmAccess.action(authorizer, TYPE + "/read"), this::get),
                Route.of("PUT", ONE, ArmAccess.action(authorizer, TYPE + "/write"),
                        CheckedHandler.of(this::put, this::checkPut)),
                Route.of("DELETE", ONE, ArmAccess.action(authorizer, TYPE + "/delete"),
                        CheckedHandler.of(this::delete, this::checkDelete)));
    }

    private ArmResource workspace(Call call) {
        ResourceId id = ResourceId.of(call.request());
        return resources.require(id.resourceType().equals(TYPE) ? id.parent().orElseThrow() : id);
    }

    private ApiResponse list(Call call) {
        ArmResource workspace = workspace(call);
        rules.requireLight(workspace);
        return ApiResponse.json(200, ArmEnvelope
                .list(WorkspaceLink.of(workspace).map(link -> link.json(workspace.id())).stream().toList()));
    }

    private ApiResponse get(Call call) {
        ArmResource workspace = workspace(call);
        rules.requireLight(workspace);
        return WorkspaceLink.of(workspace).filter(link -> LinkRules.isCluster(call))
                .map(link -> ApiResponse.json(200, link.json(workspace.id())))
                .orElseThrow(() -> ArmErrors.notFound(ResourceId.of(call.request())));
    }

    private ApiResponse put(Call call) {
        ArmResource workspace = workspace(call);
        LinkRules.Wish wish = rules.checkLink(call, workspace, Checks.STRICT);
        if (wish.isSo()) {
            return ApiResponse.json(200,
                    WorkspaceLink.of(workspace).orElseThrow().json(workspace.id()));
        }
        return start(call, workspace.id(), new WorkspaceLink(wish.cluster().id(), WorkspaceLink.LINKING,
                Bodies.rfc1123(clock.instant())), LinkWork.KIND);
    }

    private void checkPut(Call call, Checks checks) {
        rules.checkLink(call, workspace(call), checks);
    }

    private ApiResponse delete(Call call) {
        ArmResource workspace = workspace(call);
        Optional<WorkspaceLink> link = WorkspaceLink.of(workspace)
                .filter(present -> LinkRules.isCluster(call));
        if (link.isEmpty()) {
            return ApiResponse.empty(204);
        }
        rules.checkUnlink(workspace, link.get(), Checks.STRICT);
        return start(call, workspace.id(), link.get().in(WorkspaceLink.UNLINKING), UnlinkWork.KIND);
    }

    private void checkDelete(Call call, Checks checks) {
        ArmResource workspace = workspace(call);
        WorkspaceLink.of(workspace).filter(present -> LinkRules.isCluster(call))
                .ifPresent(link -> rules.checkUnlink(workspace, link, checks));
    }

    private ApiResponse start(Call call, ResourceId workspace, WorkspaceLink link, String kind) {
        Operation operation = resources.transact(transaction -> {
            ArmResource present = resources.find(transaction, workspace)
                    .orElseThrow(() -> ArmErrors.notFound(workspace));
            LinkRules.requireFree(present, link.cluster());
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
