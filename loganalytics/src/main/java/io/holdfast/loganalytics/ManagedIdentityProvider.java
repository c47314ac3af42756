package io.holdfast.loganalytics;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmPages;
import io.holdfast.arm.ArmProvider;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.Locations;
import io.holdfast.arm.ResourceId;
import io.holdfast.arm.SystemData;
import io.holdfast.arm.Tags;
import io.holdfast.identity.Principal;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Handler;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// `Microsoft.ManagedIdentity/userAssignedIdentities`: PUT, PATCH of tags, GET, list, DELETE. They serve
/// clusters: nobody gets a token for one. Source: arm-api G.
final class ManagedIdentityProvider implements ArmProvider {

    static final String TYPE = "Microsoft.ManagedIdentity/userAssignedIdentities";

    private static final String ALL = "/subscriptions/{sub}/providers/" + TYPE;
    private static final String LIST = "/subscriptions/{sub}/resourceGroups/{group}/providers/" + TYPE;
    private static final String ONE = LIST + "/{identity}";

    private final LogAnalyticsParts parts;
    private final ArmResources resources;
    private final Clusters clusters;

    ManagedIdentityProvider(LogAnalyticsParts parts, Clusters clusters) {
        this.parts = parts;
        this.resources = parts.resources();
        this.clusters = clusters;
    }

    @Override
    public String namespace() {
        return "Microsoft.ManagedIdentity";
    }

    @Override
    public Map<String, List<String>> apiVersionsByType() {
        return Map.of("userAssignedIdentities", List.of("2024-11-30", "2023-01-31", "2018-11-30"));
    }

    @Override
    public List<ObjectNode> resources(ResourceId scope) {
        return resources.summaries(scope, TYPE);
    }

    @Override
    public List<Route> routes() {
        return List.of(route("GET", ALL, "read", this::list), route("GET", LIST, "read", this::list),
                route("GET", ONE, "read",
                        call -> ApiResponse.json(200,
                                resources.require(ResourceId.of(call.request())).json())),
                route("PUT", ONE, "write", this::put), route("PATCH", ONE, "write", this::patch),
                route("DELETE", ONE, "delete", this::delete));
    }

    private Route route(String method, String path, String action, Handler handler) {
        return Route.of(method, path, ArmAccess.action(parts.authorizer(), TYPE + "/" + action), handler);
    }

    private ApiResponse list(Call call) {
        return ApiResponse.json(200, ArmPages.page(call.request(), resources
                .list(ResourceId.of(call.request()), TYPE).stream().map(ArmResource::json).toList()));
    }

    private ApiResponse put(Call call) {
        ResourceId id = ResourceId.of(call.request());
        ObjectNode asked = call.request().jsonObject();
        String location = Locations.require(asked, TYPE);
        boolean isNew = resources.find(id).isEmpty();
        ArmResource written = resources.transact(transaction -> {
            Optional<ArmResource> present = resources.find(transaction, id);
            present.ifPresent(found -> Locations.requireSame(id, found.location(), location));
            ObjectNode body = present.map(ArmResource::body).orElseGet(() -> {
                ObjectNode fresh = Json.object().put("location", location);
                Principal principal = parts.principals().createManagedIdentity(transaction, id);
                fresh.putObject("properties").put("tenantId", parts.tenant().tenantId())
                        .put("principalId", principal.objectId()).put("clientId", principal.appId());
                return fresh;
            });
            body.set("tags", Tags.of(asked));
            SystemData.stamp(body, present, call.caller(), parts.clock().instant());
            return resources.put(transaction, id, body);
        });
        return ApiResponse.json(isNew ? 201 : 200, written.json());
    }

    private ApiResponse patch(Call call) {
        ResourceId id = ResourceId.of(call.request());
        ArmResource identity = resources.require(id);
        ObjectNode asked = call.request().jsonObject();
        if (asked.has("tags")) {
            identity.body().set("tags", Tags.of(asked));
        }
        return ApiResponse.json(200, resources.put(id, identity.body()).json());
    }

    private ApiResponse delete(Call call) {
        ResourceId id = ResourceId.of(call.request());
        boolean used = clusters.list(ResourceId.subscription(id.subscriptionId())).stream()
                .anyMatch(cluster -> ClusterIdentity.of(cluster.body()).isUser(id));
        if (used) {
            throw new ApiException(409, "IdentityInUse", "The identity '" + id.name()
                    + "' is that of a cluster, which could not reach its key without it.");
        }
        boolean existed = resources.transact(transaction -> {
            Optional<ArmResource> present = resources.find(transaction, id);
            present.flatMap(found -> Json.text(found.properties(), "principalId"))
                    .ifPresent(principal -> parts.principals().delete(transaction, principal));
            return resources.delete(transaction, id);
        });
        return ApiResponse.empty(existed ? 200 : 204);
    }
}
