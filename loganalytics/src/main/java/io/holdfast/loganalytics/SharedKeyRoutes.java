package io.holdfast.loganalytics;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ResourceId;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.List;
import java.util.function.Function;

/// The shared keys of a workspace: `POST .../sharedKeys` answers both, `.../regenerateSharedKey` new ones.
/// Source: arm-api B3.
final class SharedKeyRoutes {

    private static final String WORKSPACE = "/subscriptions/{sub}/resourceGroups/{group}/providers/"
            + "Microsoft.OperationalInsights/workspaces/{workspace}";

    private final SharedKeys keys;
    private final Workspaces workspaces;
    private final ClusterStores stores;

    SharedKeyRoutes(SharedKeys keys, Workspaces workspaces, ClusterStores stores) {
        this.keys = keys;
        this.workspaces = workspaces;
        this.stores = stores;
    }

    List<Route> routes(Authorizer authorizer) {
        String type = Workspaces.TYPE;
        return List.of(
                Route.of("POST", WORKSPACE + "/sharedKeys",
                        ArmAccess.action(authorizer, type + "/sharedKeys/action"),
                        call -> answered(call, keys::obtain)),
                Route.of("POST", WORKSPACE + "/regenerateSharedKey",
                        ArmAccess.action(authorizer, type + "/regenerateSharedKey/action"),
                        call -> answered(call, keys::renew)));
    }

    private ApiResponse answered(Call call, Function<String, SharedKeys.Pair> asked) {
        WorkspaceView workspace = workspaces.require(ResourceId.of(call.request()));
        workspace.cluster().ifPresent(cluster -> stores.open(cluster.clusterId()));
        SharedKeys.Pair pair = asked.apply(workspace.customerId());
        return ApiResponse.json(200, Json.object().put("primarySharedKey", pair.primary())
                .put("secondarySharedKey", pair.secondary())).with("Cache-Control", "no-store");
    }
}
