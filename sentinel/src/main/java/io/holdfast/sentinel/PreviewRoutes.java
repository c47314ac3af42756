package io.holdfast.sentinel;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmEnvelope;
import io.holdfast.arm.CheckedHandler;
import io.holdfast.loganalytics.WorkspaceGate;
import io.holdfast.loganalytics.WorkspaceView;
import io.holdfast.loganalytics.Workspaces;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The previews that are not enabled on a workspace under a customer-managed key: each call of one is
/// refused by name, there with 400 `PreviewFeatureNotSupportedWithCustomerManagedKey`, elsewhere with 400
/// `FeatureNotOffered`. And `GET .../previewFeatures`, which is ours: the list, with what is enabled.
final class PreviewRoutes {

    static final String LIST_TYPE = "previewFeatures";

    private static final String NAMESPACE = "Microsoft.SecurityInsights/";
    private static final List<String> METHODS = List.of("GET", "PUT", "DELETE");

    private final WorkspaceGate gate;
    private final Workspaces workspaces;

    PreviewRoutes(WorkspaceGate gate, Workspaces workspaces) {
        this.gate = gate;
        this.workspaces = workspaces;
    }

    /// The types of the previews.
    static List<String> types() {
        return PreviewFeature.ALL.stream().filter(feature -> !feature.isEnabledWithCustomerKey())
                .flatMap(feature -> feature.types().stream()).toList();
    }

    List<Route> routes(Authorizer authorizer) {
        List<Route> routes = new ArrayList<>();
        routes.add(Route.of("GET", SentinelProvider.BASE + "/" + LIST_TYPE,
                ArmAccess.action(authorizer, NAMESPACE + LIST_TYPE + "/read"), this::list));
        for (String type : types()) {
            CheckedHandler refusal = CheckedHandler.of(call -> refused(call, type),
                    (call, checks) -> refused(call, type));
            String collection = SentinelProvider.BASE + "/" + type;
            routes.add(Route.of("GET", collection, ArmAccess.action(authorizer, NAMESPACE + type + "/read"),
                    refusal));
            for (String method : METHODS) {
                String action = method.equals("GET") ? "read" : method.equals("PUT") ? "write" : "delete";
                routes.add(Route.of(method, collection + "/{name}",
                        ArmAccess.action(authorizer, NAMESPACE + type + "/" + action),
                        refusal));
            }
        }
        return List.copyOf(routes);
    }

    private boolean underCustomerKey(WorkspaceView workspace) {
        return workspace.isUnderCustomerKey() || gate.onboarding(workspace.id()).withCustomerKey();
    }

    private ApiResponse list(Call call) {
        WorkspaceView workspace = workspaces.require(SentinelProvider.workspace(call));
        boolean customerKey = underCustomerKey(workspace);
        return ApiResponse.json(200, ArmEnvelope.list(PreviewFeature.ALL.stream().map(feature -> {
            ObjectNode json = Json.object().put("name", feature.name()).put("preview", feature.preview())
                    .put("supportsCustomerManagedKey", feature.supportsCustomerManagedKey())
                    .put("enabled", feature.isEnabledWithCustomerKey());
            ArrayNode types = json.putArray("types");
            feature.types().forEach(types::add);
            return json.put("workspaceUnderCustomerManagedKey", customerKey);
        }).toList()));
    }

    private ApiResponse refused(Call call, String type) {
        WorkspaceView workspace = workspaces.require(SentinelProvider.workspace(call));
        PreviewFeature feature = PreviewFeature.ofType(type).orElseThrow();
        if (underCustomerKey(workspace)) {
            throw new ApiException(400, "PreviewFeatureNotSupportedWithCustomerManagedKey", "The feature '"
                    + feature.name() + "' is in preview and does not support customer-managed keys, so it is "
                    + "not enabled on the workspace '" + workspace.id().name() + "'.");
        }
        throw new ApiException(400, "FeatureNotOffered",
                "The feature '" + feature.name() + "' (" + type + ") is not offered.");
    }
}
