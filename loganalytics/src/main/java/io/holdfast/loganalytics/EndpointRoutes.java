package io.holdfast.loganalytics;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmPages;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.ArmResources;
import io.holdfast.arm.Guids;
import io.holdfast.arm.Locations;
import io.holdfast.arm.ResourceId;
import io.holdfast.arm.SystemData;
import io.holdfast.arm.Tags;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// `Microsoft.Insights/dataCollectionEndpoints`: PUT, PATCH, GET, list, DELETE.
///
/// Every endpoint is this server: `properties.logsIngestion.endpoint` is the origin that the request itself
/// came to.
/// Source: arm-api D.
final class EndpointRoutes {

    static final String TYPE = "Microsoft.Insights/dataCollectionEndpoints";

    private static final String ALL = "/subscriptions/{sub}/providers/" + TYPE;
    private static final String GROUP = "/subscriptions/{sub}/resourceGroups/{group}/providers/" + TYPE;
    private static final String ONE = GROUP + "/{endpoint}";

    private final ArmResources resources;
    private final InstantSource clock;
    private final SecureRandom random;

    EndpointRoutes(LogAnalyticsParts parts) {
        this.resources = parts.resources();
        this.clock = parts.clock();
        this.random = parts.random();
    }

    List<Route> routes(Authorizer authorizer) {
        return List.of(Route.of("GET", ALL, ArmAccess.action(authorizer, TYPE + "/read"), this::list),
                Route.of("GET", GROUP, ArmAccess.action(authorizer, TYPE + "/read"), this::list),
                Route.of("GET", ONE, ArmAccess.action(authorizer, TYPE + "/read"), this::get),
                Route.of("PUT", ONE, ArmAccess.action(authorizer, TYPE + "/write"), this::put),
                Route.of("PATCH", ONE, ArmAccess.action(authorizer, TYPE + "/write"), this::patch),
                Route.of("DELETE", ONE, ArmAccess.action(authorizer, TYPE + "/delete"), this::delete));
    }

    private ApiResponse list(Call call) {
        return ApiResponse.json(200,
                ArmPages.page(call.request(), resources.list(ResourceId.of(call.request()), TYPE).stream()
                        .map(endpoint -> shown(endpoint, call.request().origin())).toList()));
    }

    private ApiResponse get(Call call) {
        return ApiResponse.json(200,
                shown(resources.require(ResourceId.of(call.request())), call.request().origin()));
    }

    private static ObjectNode shown(ArmResource endpoint, URI origin) {
        ObjectNode json = Bodies.shown(endpoint).put("etag", "\"" + endpoint.etag() + "\"");
        ObjectNode properties = Json.child(json, "properties");
        properties.putObject("logsIngestion").put("endpoint", origin.toString());
        return json;
    }

    private ApiResponse put(Call call) {
        ResourceId id = ResourceId.of(call.request());
        ObjectNode asked = call.request().jsonObject();
        String location = Locations.require(asked, TYPE);
        Stored stored = resources.transact(transaction -> {
            Optional<ArmResource> present = resources.find(transaction, id);
            ArmResource.checkPreconditions(call.request(), present);
            present.ifPresent(found -> Locations.requireSame(id, found.location(), location));
            ObjectNode body = present.map(found -> found.body().deepCopy())
                    .orElseGet(() -> created(location));
            body.set("tags", Tags.of(asked));
            describe(body, asked);
            SystemData.stamp(body, present, call.caller(), clock.instant());
            return new Stored(resources.put(transaction, id, body), present.isEmpty());
        });
        return ApiResponse.json(stored.isNew() ? 201 : 200,
                shown(stored.endpoint(), call.request().origin()));
    }

    private ObjectNode created(String location) {
        ObjectNode body = Json.object().put("location", location);
        body.putObject("properties")
                .put("immutableId", "dce-" + Guids.random(random).replace("-", ""))
                .put("provisioningState", Bodies.SUCCEEDED).putObject("networkAcls")
                .put("publicNetworkAccess", "Enabled");
        return body;
    }

    private static void describe(ObjectNode body, ObjectNode asked) {
        Json.text(asked.path("properties"), "description")
                .ifPresent(text -> Json.child(body, "properties").put("description", text));
    }

    private ApiResponse patch(Call call) {
        ResourceId id = ResourceId.of(call.request());
        resources.require(id);
        ObjectNode asked = call.request().jsonObject();
        ArmResource changed = resources.transact(transaction -> {
            ArmResource present = resources.find(transaction, id).orElseThrow(() -> ArmErrors.notFound(id));
            ObjectNode body = present.body().deepCopy();
            if (asked.has("tags")) {
                body.set("tags", Tags.of(asked));
            }
            SystemData.stamp(body, Optional.of(present), call.caller(), clock.instant());
            return resources.put(transaction, id, body);
        });
        return ApiResponse.json(200, shown(changed, call.request().origin()));
    }

    private ApiResponse delete(Call call) {
        return ApiResponse.empty(resources.delete(ResourceId.of(call.request())) ? 200 : 204);
    }

    private record Stored(ArmResource endpoint, boolean isNew) {}
}
