package io.holdfast.loganalytics;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ResourceId;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The shared keys of a workspace: `POST .../sharedKeys` answers both, `.../regenerateSharedKey` new ones.
///
/// 64 random bytes each, in base64, made when first asked for. Record: `{"v":1,"primary":...,"secondary":...}`
/// in `loganalytics/shared-keys` by customer id. Source: arm-api B3.
final class SharedKeyRoutes {

    private static final String COLLECTION = "loganalytics/shared-keys";
    private static final int KEY_BYTES = 64;
    private static final String WORKSPACE = "/subscriptions/{sub}/resourceGroups/{group}/providers/"
            + "Microsoft.OperationalInsights/workspaces/{workspace}";

    private final RecordSpace space;
    private final SecureRandom random;
    private final Workspaces workspaces;
    private final ClusterStores stores;

    SharedKeyRoutes(LogAnalyticsParts parts, Workspaces workspaces, ClusterStores stores) {
        this.space = parts.platform();
        this.random = parts.random();
        this.workspaces = workspaces;
        this.stores = stores;
    }

    List<Route> routes(Authorizer authorizer) {
        String type = Workspaces.TYPE;
        return List.of(
                Route.of("POST", WORKSPACE + "/sharedKeys",
                        ArmAccess.action(authorizer, type + "/sharedKeys/action"),
                        call -> answered(call, false)),
                Route.of("POST", WORKSPACE + "/regenerateSharedKey",
                        ArmAccess.action(authorizer, type + "/regenerateSharedKey/action"),
                        call -> answered(call, true)));
    }

    private ApiResponse answered(Call call, boolean anew) {
        WorkspaceView workspace = workspaces.require(ResourceId.of(call.request()));
        workspace.cluster().ifPresent(cluster -> stores.open(cluster.clusterId()));
        RecordRef ref = RecordRef.of(COLLECTION, workspace.customerId());
        ObjectNode keys = space.transact(transaction -> {
            if (!anew && transaction.find(ref).isPresent()) {
                return Json.parseObject(transaction.find(ref).orElseThrow().body());
            }
            ObjectNode fresh = Json.object().put("v", 1).put("primary", key()).put("secondary", key());
            transaction.put(ref, Json.bytes(fresh));
            return fresh;
        });
        return ApiResponse.json(200,
                Json.object().put("primarySharedKey", keys.path("primary").asString())
                        .put("secondarySharedKey", keys.path("secondary").asString()))
                .with("Cache-Control", "no-store");
    }

    /// Forgets the keys of a workspace that is gone for good.
    static void delete(RecordTransaction transaction, String customerId) {
        transaction.delete(RecordRef.of(COLLECTION, customerId));
    }

    private String key() {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
