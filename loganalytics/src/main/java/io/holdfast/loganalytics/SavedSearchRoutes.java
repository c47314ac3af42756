package io.holdfast.loganalytics;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmEnvelope;
import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.ResourceId;
import io.holdfast.loganalytics.SavedSearches.SavedSearch;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// `Microsoft.OperationalInsights/workspaces/savedSearches`: PUT, GET, list, DELETE. Dark, all are refused.
///
/// One with a `functionAlias` is a function of the workspace's queries. An `etag` in a PUT's body must be the
/// present one (409 `Conflict`), `*` or none write over any. Source: arm-api B7.
final class SavedSearchRoutes {

    static final String TYPE = "Microsoft.OperationalInsights/workspaces/savedSearches";

    private static final String LIST = "/subscriptions/{sub}/resourceGroups/{group}/providers/"
            + "Microsoft.OperationalInsights/workspaces/{workspace}/savedSearches";
    private static final String ONE = LIST + "/{search}";

    private final ArmResources resources;
    private final Workspaces workspaces;
    private final SavedSearches searches;

    SavedSearchRoutes(LogAnalyticsParts parts, Workspaces workspaces, SavedSearches searches) {
        this.resources = parts.resources();
        this.workspaces = workspaces;
        this.searches = searches;
    }

    List<Route> routes(Authorizer authorizer) {
        return List.of(Route.of("GET", LIST, ArmAccess.action(authorizer, TYPE + "/read"), this::list),
                Route.of("GET", ONE, ArmAccess.action(authorizer, TYPE + "/read"), this::get),
                Route.of("PUT", ONE, ArmAccess.action(authorizer, TYPE + "/write"), this::put),
                Route.of("DELETE", ONE, ArmAccess.action(authorizer, TYPE + "/delete"), this::delete));
    }

    private WorkspaceView workspace(Call call) {
        ResourceId id = ResourceId.of(call.request());
        return workspaces.require(id.resourceType().equals(TYPE) ? id.parent().orElseThrow() : id);
    }

    /// Without pages: clients of this list do not follow them.
    private ApiResponse list(Call call) {
        WorkspaceView workspace = workspace(call);
        return ApiResponse.json(200, ArmEnvelope.list(searches.list(workspace).stream()
                .map(search -> shown(workspace, search)).toList()));
    }

    private ApiResponse get(Call call) {
        WorkspaceView workspace = workspace(call);
        return ApiResponse.json(200, searches.find(workspace, call.variable("search"))
                .map(search -> shown(workspace, search))
                .orElseThrow(() -> ArmErrors.notFound(ResourceId.of(call.request()))));
    }

    private ApiResponse put(Call call) {
        WorkspaceView workspace = workspace(call);
        String name = call.variable("search");
        // Dark is said before anything of the body is.
        searches.requireLight(workspace);
        SavedSearchRequest request = SavedSearchRequest.parse(call.request().jsonObject());
        requireFreeAlias(workspace, name, request);
        SavedSearch written = resources.transact(transaction -> {
            requireSettled(resources.find(transaction, workspace.cluster().orElseThrow().id()));
            Optional<SavedSearch> present = searches.find(transaction, workspace, name);
            ArmResource.checkPreconditions(call.request(), present.map(search -> new ArmResource(
                    workspace.id(), search.etag(), Json.object())));
            boolean stale = request.etag().filter(etag -> !etag.equals("*"))
                    .filter(etag -> present.filter(search -> etag.contains(search.etag())).isEmpty())
                    .isPresent();
            if (stale) {
                throw ArmErrors.conflict("The saved search '" + name + "' has another etag than was sent: "
                        + "read it again, and send its present etag.");
            }
            return searches.put(transaction, workspace, name, request.properties());
        });
        return ApiResponse.json(200, shown(workspace, written));
    }

    private void requireFreeAlias(WorkspaceView workspace, String name, SavedSearchRequest request) {
        Optional<String> alias = Json.text(request.properties(), "functionAlias");
        boolean taken = alias.isPresent() && searches.list(workspace).stream()
                .filter(search -> !search.name().equalsIgnoreCase(name))
                .anyMatch(search -> Json.text(search.properties(), "functionAlias").equals(alias));
        if (taken) {
            throw ArmErrors.conflict("Another saved search of the workspace has the same functionAlias.");
        }
    }

    /// While a cluster gets its first key, its account key may be replaced.
    private static void requireSettled(Optional<ArmResource> cluster) {
        if (cluster.filter(Clusters::isSucceeded).isEmpty()
                && cluster.flatMap(Clusters::key).isEmpty()) {
            throw new ApiException(409, "Conflict",
                    "The workspace's cluster is being changed: send the call again when its provisioning "
                            + "state is Succeeded.");
        }
    }

    private ApiResponse delete(Call call) {
        return ApiResponse.empty(searches.delete(workspace(call), call.variable("search")) ? 200 : 204);
    }

    private static ObjectNode shown(WorkspaceView workspace, SavedSearch search) {
        ResourceId id = workspace.id().child("savedSearches", search.name());
        ObjectNode json = Json.object().put("id", id.toString()).put("name", search.name())
                .put("type", TYPE).put("etag", "W/\"" + search.etag() + "\"");
        json.set("properties", search.properties());
        return json;
    }
}
