package io.holdfast.loganalytics;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmPages;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.CheckedHandler;
import io.holdfast.arm.Checks;
import io.holdfast.arm.ResourceId;
import io.holdfast.arm.SystemData;
import io.holdfast.loganalytics.internal.StandardTables;
import io.holdfast.logstore.LogStore;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// `Microsoft.OperationalInsights/workspaces/tables`: PUT, PATCH, GET, list, DELETE; each done when it is
/// answered.
///
/// Source: arm-api B5 and B6, `cmk-behaviour` S13.
final class TableRoutes {

    private static final String LIST = "/subscriptions/{sub}/resourceGroups/{group}/providers/"
            + "Microsoft.OperationalInsights/workspaces/{workspace}/tables";
    private static final String ONE = LIST + "/{table}";

    private final ArmResources resources;
    private final Workspaces workspaces;
    private final Tables tables;
    private final ClusterStores stores;
    private final InstantSource clock;

    TableRoutes(LogAnalyticsParts parts, Workspaces workspaces, Tables tables, ClusterStores stores) {
        this.resources = parts.resources();
        this.clock = parts.clock();
        this.workspaces = workspaces;
        this.tables = tables;
        this.stores = stores;
    }

    List<Route> routes(Authorizer authorizer) {
        return List.of(Route.of("GET", LIST, ArmAccess.action(authorizer, Tables.TYPE + "/read"), this::list),
                Route.of("GET", ONE, ArmAccess.action(authorizer, Tables.TYPE + "/read"), this::get),
                Route.of("PUT", ONE, ArmAccess.action(authorizer, Tables.TYPE + "/write"),
                        CheckedHandler.of(this::put, this::checkPut)),
                Route.of("PATCH", ONE, ArmAccess.action(authorizer, Tables.TYPE + "/write"), this::patch),
                Route.of("DELETE", ONE, ArmAccess.action(authorizer, Tables.TYPE + "/delete"), this::delete));
    }

    private WorkspaceView workspace(Call call) {
        ResourceId id = ResourceId.of(call.request());
        return workspaces.require(id.resourceType().equals(Tables.TYPE) ? id.parent().orElseThrow() : id);
    }

    private ApiResponse list(Call call) {
        WorkspaceView workspace = workspace(call);
        requireLight(workspace);
        return ApiResponse.json(200, ArmPages.page(call.request(),
                tables.list(workspace.id()).stream().map(Bodies::shown).toList()));
    }

    private ApiResponse get(Call call) {
        requireLight(workspace(call));
        return ApiResponse.json(200, Bodies.shown(resources.require(ResourceId.of(call.request()))));
    }

    private ApiResponse put(Call call) {
        return written(call, workspace(call), true);
    }

    private ApiResponse patch(Call call) {
        WorkspaceView workspace = workspace(call);
        resources.require(ResourceId.of(call.request()));
        return written(call, workspace, false);
    }

    private void checkPut(Call call, Checks checks) {
        WorkspaceView workspace = workspace(call);
        ResourceId id = named(call, workspace);
        TableRequest request = checkedRequest(call, workspace, checks);
        int days = retention(workspace);
        checks.that(() -> written(resources.find(id), id, request, days));
    }

    private TableRequest checkedRequest(Call call, WorkspaceView workspace, Checks checks) {
        ObjectNode asked = call.request().jsonObject();
        String name = named(call, workspace).name();
        checks.that(() -> refuseJobs(workspace, name));
        checks.that(() -> TableRecords.checkName(name));
        TableRequest request = TableRequest.parse(asked);
        checks.that(() -> requireLight(workspace));
        return request;
    }

    private int retention(WorkspaceView workspace) {
        return resources.require(workspace.id()).properties().path("retentionInDays").asInt();
    }

    private static ObjectNode written(Optional<ArmResource> present, ResourceId id, TableRequest request,
            int days) {
        return present.map(found -> TableRecords.changed(found, request, days))
                .orElseGet(() -> TableRecords.created(id.name(), TableRecords.RULE_BASED, request, days));
    }

    private ApiResponse written(Call call, WorkspaceView workspace, boolean mayCreate) {
        ResourceId id = named(call, workspace);
        TableRequest request = checkedRequest(call, workspace, Checks.STRICT);
        int days = retention(workspace);
        ArmResource table = resources.transact(transaction -> {
            Optional<ArmResource> present = resources.find(transaction, id);
            if (present.isEmpty() && !mayCreate) {
                throw ArmErrors.notFound(id);
            }
            ObjectNode body = written(present, id, request, days);
            SystemData.stamp(body, present, call.caller(), clock.instant());
            return resources.put(transaction, id, body);
        });
        onStore(workspace, store -> Tables.ensure(store, workspace, table));
        return ApiResponse.json(200, Bodies.shown(table));
    }

    /// The id with a standard table's name in the casing that queries use.
    private ResourceId named(Call call, WorkspaceView workspace) {
        ResourceId id = ResourceId.of(call.request());
        return StandardTables.find(id.name()).map(standard -> workspace.id().child("tables", standard.name()))
                .orElse(id);
    }

    private static void refuseJobs(WorkspaceView workspace, String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (upper.endsWith("_SRCH")) {
            throw workspace.isUnderCustomerKey()
                    ? new ApiException(400, "SearchJobsNotSupportedWithCustomerManagedKey",
                            "Workspaces under a customer-managed key do not support search jobs: run the "
                                    + "query itself.")
                    : new ApiException(400, "SearchJobsNotOffered",
                            "Search jobs are not offered: run the query itself.");
        }
        if (upper.endsWith("_RST")) {
            throw new ApiException(400, "RestoreNotOffered",
                    "Restoring archived logs is not offered: all rows within the retention can be queried.");
        }
    }

    private ApiResponse delete(Call call) {
        WorkspaceView workspace = workspace(call);
        ResourceId id = ResourceId.of(call.request());
        Optional<ArmResource> table = resources.find(id);
        if (table.isEmpty()) {
            return ApiResponse.empty(204);
        }
        requireLight(workspace);
        // Rows first, so that a table of the same name never finds old ones; and again after, for rows that
        // came between.
        onStore(workspace, store -> store.dropTable(Tables.storeId(workspace, table.get())));
        resources.delete(id);
        onStore(workspace, store -> store.dropTable(Tables.storeId(workspace, table.get())));
        return ApiResponse.empty(200);
    }

    private void requireLight(WorkspaceView workspace) {
        workspace.cluster().ifPresent(cluster -> stores.open(cluster.clusterId()));
    }

    private void onStore(WorkspaceView workspace, Consumer<LogStore> work) {
        workspace.cluster().ifPresent(cluster -> stores.open(cluster.clusterId()).use(store -> {
            work.accept(store);
            return Json.object();
        }));
    }
}
