package io.holdfast.loganalytics;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmPages;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.CheckedHandler;
import io.holdfast.arm.Checks;
import io.holdfast.arm.Guids;
import io.holdfast.arm.Locations;
import io.holdfast.arm.ResourceId;
import io.holdfast.arm.SystemData;
import io.holdfast.arm.Tags;
import io.holdfast.keyring.KeyringException;
import io.holdfast.records.RecordTransaction;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// `Microsoft.OperationalInsights/workspaces` and `deletedWorkspaces`.
///
/// A workspace is made or changed when it is answered: 201 or 200. DELETE is soft: for 14 days a PUT of the
/// same id and
/// location recovers it, with `force=true` it is for good. Source: arm-api B3, `cmk-behaviour` L10 and G9.
final class WorkspaceRoutes {

    private static final Logger LOGGER = LoggerFactory.getLogger(WorkspaceRoutes.class);
    private static final String PROVIDER = "/providers/Microsoft.OperationalInsights";
    private static final String SUBSCRIPTION = "/subscriptions/{sub}";
    private static final String GROUP = SUBSCRIPTION + "/resourceGroups/{group}";
    private static final String ONE = GROUP + PROVIDER + "/workspaces/{workspace}";
    private static final String READ = Workspaces.TYPE + "/read";
    private static final String WRITE = Workspaces.TYPE + "/write";

    private final ArmResources resources;
    private final Workspaces workspaces;
    private final ClusterStores stores;
    private final DeletedWorkspaces deleted;
    private final InstantSource clock;
    private final SecureRandom random;

    WorkspaceRoutes(LogAnalyticsParts parts, Workspaces workspaces, ClusterStores stores,
            DeletedWorkspaces deleted) {
        this.resources = parts.resources();
        this.clock = parts.clock();
        this.random = parts.random();
        this.workspaces = workspaces;
        this.stores = stores;
        this.deleted = deleted;
    }

    List<Route> routes(Authorizer authorizer) {
        return List.of(
                Route.of("GET", SUBSCRIPTION + PROVIDER + "/workspaces", ArmAccess.action(authorizer, READ),
                        this::list),
                Route.of("GET", GROUP + PROVIDER + "/workspaces", ArmAccess.action(authorizer, READ),
                        this::list),
                Route.of("GET", ONE, ArmAccess.action(authorizer, READ), this::get),
                Route.of("PUT", ONE, ArmAccess.action(authorizer, WRITE), this::put),
                Route.of("PATCH", ONE, ArmAccess.action(authorizer, WRITE), this::patch),
                Route.of("DELETE", ONE, ArmAccess.action(authorizer, Workspaces.TYPE + "/delete"),
                        CheckedHandler.of(this::delete, this::checkDelete)),
                Route.of("GET", SUBSCRIPTION + PROVIDER + "/deletedWorkspaces",
                        ArmAccess.action(authorizer, READ),
                        this::listDeleted),
                Route.of("GET", GROUP + PROVIDER + "/deletedWorkspaces", ArmAccess.action(authorizer, READ),
                        this::listDeleted));
    }

    private ApiResponse list(Call call) {
        return ApiResponse.json(200,
                ArmPages.page(call.request(), resources.list(ResourceId.of(call.request()), Workspaces.TYPE)
                        .stream().map(WorkspaceRoutes::shown).toList()));
    }

    private ApiResponse listDeleted(Call call) {
        ResourceId scope = ResourceId.of(call.request());
        deleted.purgeOld(scope, clock.instant());
        return ApiResponse.json(200, ArmPages.page(call.request(), deleted.list(scope).stream()
                .map(workspace -> shown(new ArmResource(workspace.id(), "", workspace.body()))).toList()));
    }

    private ApiResponse get(Call call) {
        return ApiResponse.json(200, shown(resources.require(ResourceId.of(call.request()))));
    }

    private static ObjectNode shown(ArmResource workspace) {
        ObjectNode json = Bodies.shown(workspace);
        return workspace.etag().isEmpty() ? json : json.put("etag", "\"" + workspace.etag() + "\"");
    }

    private ApiResponse put(Call call) {
        ResourceId id = ResourceId.of(call.request());
        WorkspaceRequest.checkName(id.name());
        ObjectNode asked = call.request().jsonObject();
        WorkspaceRequest request = WorkspaceRequest.parse(asked);
        String location = Locations.require(asked, Workspaces.TYPE);
        deleted.purgeOld(id, clock.instant());
        Optional<ArmResource> existing = workspaces.resource(id);
        existing.ifPresent(workspace -> requireLight(workspace.id()));
        deleted.find(id).ifPresent(this::requireLight);
        Changed changed = resources.transact(transaction -> {
            Optional<ArmResource> present = resources.find(transaction, id)
                    .or(() -> deleted.take(transaction, id).map(gone -> recovered(transaction, gone)));
            ArmResource.checkPreconditions(call.request(), present.filter(found -> !found.etag().isEmpty()));
            Instant now = clock.instant();
            ObjectNode body;
            if (present.isPresent()) {
                Locations.requireSame(id, present.get().location(), location);
                body = request.changed(present.get(), now);
            } else {
                body = request.created(Guids.random(random), location, now);
            }
            body.set("tags", Tags.of(asked));
            SystemData.stamp(body, present, call.caller(), now);
            ArmResource written = resources.put(transaction, id, body);
            Workspaces.index(transaction, written);
            return new Changed(written, present.isEmpty());
        });
        return ApiResponse.json(changed.isNew() ? 201 : 200, shown(changed.workspace()));
    }

    /// A deleted workspace as it comes back: still linked, unless its cluster is gone.
    private ArmResource recovered(RecordTransaction transaction, DeletedWorkspaces.Deleted gone) {
        ArmResource workspace = new ArmResource(gone.id(), "", gone.body());
        if (WorkspaceLink.of(workspace).filter(link -> resources.find(transaction, link.cluster()).isEmpty())
                .isPresent()) {
            WorkspaceLink.removeFrom(workspace.body());
        }
        return workspace;
    }

    private ApiResponse patch(Call call) {
        ResourceId id = ResourceId.of(call.request());
        resources.require(id);
        ObjectNode asked = call.request().jsonObject();
        WorkspaceRequest request = WorkspaceRequest.parse(asked);
        requireLight(id);
        ArmResource changed = resources.transact(transaction -> {
            ArmResource present = resources.find(transaction, id).orElseThrow(() -> ArmErrors.notFound(id));
            ArmResource.checkPreconditions(call.request(), Optional.of(present));
            ObjectNode body = request.changed(present, clock.instant());
            if (asked.has("tags")) {
                body.set("tags", Tags.of(asked));
            }
            SystemData.stamp(body, Optional.of(present), call.caller(), clock.instant());
            return resources.put(transaction, id, body);
        });
        return ApiResponse.json(200, shown(changed));
    }

    /// Nothing of a workspace changes while its cluster is dark.
    private void requireLight(ResourceId id) {
        workspaces.find(id).flatMap(WorkspaceView::cluster)
                .ifPresent(cluster -> stores.open(cluster.clusterId()));
    }

    /// Nor does a workspace come back to a dark cluster.
    private void requireLight(DeletedWorkspaces.Deleted gone) {
        gone.cluster().flatMap(resources::find)
                .ifPresent(cluster -> stores.open(Clusters.clusterId(cluster)));
    }

    private ApiResponse delete(Call call) {
        ResourceId id = ResourceId.of(call.request());
        Optional<WorkspaceView> view = workspaces.find(id);
        boolean existed = resources.transact(transaction -> {
            Optional<ArmResource> present = resources.find(transaction, id);
            present.ifPresent(workspace -> deleted.add(transaction, workspace, clock.instant()));
            return present.isPresent();
        });
        if (existed && isForced(call)) {
            deleted.purge(id);
            view.flatMap(WorkspaceView::cluster).ifPresent(this::dropRows);
        }
        return ApiResponse.empty(existed ? 200 : 204);
    }

    /// Nothing refuses it, dark or not.
    private void checkDelete(Call call, Checks checks) {
        ResourceId id = ResourceId.of(call.request());
        if (resources.find(id).isPresent()) {
            checks.irreversible(isForced(call)
                    ? "The workspace is deleted for good, with its rows and all that Sentinel keeps of it."
                    : "The workspace is deleted for good in " + DeletedWorkspaces.KEPT.toDays()
                            + " days; until then PUT of the same id recovers it.");
        }
    }

    private static boolean isForced(Call call) {
        return call.request().query("force").filter("true"::equalsIgnoreCase).isPresent();
    }

    private void dropRows(ClusterView cluster) {
        try {
            stores.open(cluster.clusterId()).use(store -> {
                deleted.dropRows(cluster.clusterId(), store);
                return Json.object();
            });
        } catch (KeyringException e) {
            LOGGER.atInfo().addKeyValue("cluster", cluster.id()).addKeyValue("error", e.code())
                    .log("The rows of a deleted workspace are dropped when its cluster's key is back");
        }
    }

    private record Changed(ArmResource workspace, boolean isNew) {}
}
