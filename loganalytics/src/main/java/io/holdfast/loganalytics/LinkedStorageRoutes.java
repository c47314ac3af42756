package io.holdfast.loganalytics;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmEnvelope;
import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.ResourceId;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `Microsoft.OperationalInsights/workspaces/linkedStorageAccounts`: PUT, GET, list, DELETE.
///
/// Recorded only: nothing is stored in a storage account, as saved searches are under the cluster's key here.
/// Source: arm-api B1, `cmk-behaviour` Q2.
final class LinkedStorageRoutes {

    static final String TYPE = "Microsoft.OperationalInsights/workspaces/linkedStorageAccounts";

    private static final List<String> KINDS = List.of("Query", "Alerts", "CustomLogs", "AzureWatson",
            "Ingestion");
    private static final String LIST = "/subscriptions/{sub}/resourceGroups/{group}/providers/"
            + "Microsoft.OperationalInsights/workspaces/{workspace}/linkedStorageAccounts";
    private static final String ONE = LIST + "/{kind}";

    private final ArmResources resources;
    private final Workspaces workspaces;
    private final ClusterStores stores;

    LinkedStorageRoutes(LogAnalyticsParts parts, Workspaces workspaces, ClusterStores stores) {
        this.resources = parts.resources();
        this.workspaces = workspaces;
        this.stores = stores;
    }

    List<Route> routes(Authorizer authorizer) {
        return List.of(Route.of("GET", LIST, ArmAccess.action(authorizer, TYPE + "/read"), this::list),
                Route.of("GET", ONE, ArmAccess.action(authorizer, TYPE + "/read"), this::get),
                Route.of("PUT", ONE, ArmAccess.action(authorizer, TYPE + "/write"), this::put),
                Route.of("DELETE", ONE, ArmAccess.action(authorizer, TYPE + "/delete"), this::delete));
    }

    private ApiResponse list(Call call) {
        WorkspaceView workspace = workspaces.require(ResourceId.of(call.request()));
        requireLight(workspace);
        return ApiResponse.json(200, ArmEnvelope.list(resources.list(workspace.id(), TYPE).stream()
                .map(Bodies::shown).toList()));
    }

    private ApiResponse get(Call call) {
        ResourceId id = id(call);
        requireLight(id);
        return ApiResponse.json(200, Bodies.shown(resources.require(id)));
    }

    private ApiResponse put(Call call) {
        ResourceId id = id(call);
        requireLight(id);
        ObjectNode body = Json.object();
        ArrayNode accounts = body.putObject("properties").put("dataSourceType", id.name())
                .putArray("storageAccountIds");
        for (JsonNode account : call.request().jsonObject().path("properties").path("storageAccountIds")) {
            accounts.add(ResourceId.parse(account.asString()).toString());
        }
        if (accounts.isEmpty()) {
            throw ArmErrors.invalidParameter("properties.storageAccountIds",
                    "The property 'properties.storageAccountIds' must hold the id of a storage account.");
        }
        return ApiResponse.json(200, Bodies.shown(resources.put(id, body)));
    }

    private ApiResponse delete(Call call) {
        ResourceId id = id(call);
        requireLight(id);
        return ApiResponse.empty(resources.delete(id) ? 200 : 204);
    }

    /// With the kind in the casing that is documented.
    private ResourceId id(Call call) {
        ResourceId id = ResourceId.of(call.request());
        WorkspaceView workspace = workspaces.require(id.parent().orElseThrow());
        String kind = KINDS.stream().filter(id.name()::equalsIgnoreCase).findFirst()
                .orElseThrow(() -> ArmErrors.invalidParameter("dataSourceType",
                        "The data source type must be one of " + KINDS + "."));
        return workspace.id().child("linkedStorageAccounts", kind);
    }

    private void requireLight(ResourceId id) {
        requireLight(workspaces.require(id.parent().orElseThrow()));
    }

    private void requireLight(WorkspaceView workspace) {
        workspace.cluster().ifPresent(cluster -> stores.open(cluster.clusterId()));
    }
}
