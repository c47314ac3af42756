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
import io.holdfast.keyring.KeyringException;
import io.holdfast.records.RecordTransaction;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `Microsoft.Insights/dataCollectionRules`: PUT, PATCH of tags, GET, list, DELETE.
///
/// The text of transformations is customer content and kept by [Transformations]. Source: arm-api D.
final class RuleRoutes {

    private static final String ALL = "/subscriptions/{sub}/providers/" + Rules.TYPE;
    private static final String GROUP = "/subscriptions/{sub}/resourceGroups/{group}/providers/" + Rules.TYPE;
    private static final String ONE = GROUP + "/{rule}";
    private static final List<String> KEPT = List.of("description", "dataCollectionEndpointId",
            "streamDeclarations",
            "dataFlows");
    private static final String DIRECT = "Direct";

    private final ArmResources resources;
    private final Rules rules;
    private final Workspaces workspaces;
    private final ClusterStores stores;
    private final Transformations transformations;
    private final InstantSource clock;
    private final SecureRandom random;

    RuleRoutes(LogAnalyticsParts parts, Rules rules, Workspaces workspaces, ClusterStores stores) {
        this.resources = parts.resources();
        this.clock = parts.clock();
        this.random = parts.random();
        this.rules = rules;
        this.workspaces = workspaces;
        this.stores = stores;
        this.transformations = new Transformations(parts);
    }

    List<Route> routes(Authorizer authorizer) {
        return List.of(Route.of("GET", ALL, ArmAccess.action(authorizer, Rules.TYPE + "/read"), this::list),
                Route.of("GET", GROUP, ArmAccess.action(authorizer, Rules.TYPE + "/read"), this::list),
                Route.of("GET", ONE, ArmAccess.action(authorizer, Rules.TYPE + "/read"), this::get),
                Route.of("PUT", ONE, ArmAccess.action(authorizer, Rules.TYPE + "/write"), this::put),
                Route.of("PATCH", ONE, ArmAccess.action(authorizer, Rules.TYPE + "/write"), this::patch),
                Route.of("DELETE", ONE, ArmAccess.action(authorizer, Rules.TYPE + "/delete"), this::delete));
    }

    private ApiResponse list(Call call) {
        return ApiResponse.json(200,
                ArmPages.page(call.request(),
                        resources.list(ResourceId.of(call.request()), Rules.TYPE).stream()
                                .map(rule -> listed(rule, call.request())).toList()));
    }

    private ApiResponse get(Call call) {
        ArmResource rule = resources.require(ResourceId.of(call.request()));
        requireLight(rule);
        return ApiResponse.json(200, shown(rule, call.request()));
    }

    /// In lists, a transformation that the key does not open now is left out.
    private ObjectNode listed(ArmResource rule, ApiRequest request) {
        try {
            requireLight(rule);
            return shown(rule, request);
        } catch (KeyringException e) {
            return plain(rule, request);
        }
    }

    private ObjectNode shown(ArmResource rule, ApiRequest request) {
        ObjectNode json = plain(rule, request);
        RuleRequest parsed = RuleRequest.parse(rule.properties());
        for (RuleRequest.Flow flow : parsed.flows()) {
            if (RuleBodies.isSealed(rule.body(), flow.index())) {
                workspaces
                        .find(Optional.ofNullable(parsed.destinations().get(flow.destination()))
                                .orElseThrow())
                        .flatMap(workspace -> transformations.find(workspace, Rules.immutableId(rule),
                                flow.index()))
                        .ifPresent(kql -> RuleBodies.open(json, flow.index(), kql));
            }
        }
        return json;
    }

    private static ObjectNode plain(ArmResource rule, ApiRequest request) {
        ObjectNode json = Bodies.shown(rule).put("etag", "\"" + rule.etag() + "\"");
        if (Json.text(json, "kind").filter(DIRECT::equalsIgnoreCase).isPresent()) {
            Json.child(json, "properties").putObject("endpoints").put("logsIngestion",
                    request.origin().toString());
        }
        return json;
    }

    private ApiResponse put(Call call) {
        ResourceId id = ResourceId.of(call.request());
        ObjectNode asked = call.request().jsonObject();
        String location = Locations.require(asked, Rules.TYPE);
        RuleRequest request = RuleRequest.parse(asked.path("properties"));
        requireEndpoint(asked.path("properties"));
        ObjectNode destinations = destinations(asked, request);
        Stored stored = resources.transact(transaction -> {
            Optional<ArmResource> present = resources.find(transaction, id);
            ArmResource.checkPreconditions(call.request(), present);
            present.ifPresent(found -> Locations.requireSame(id, found.location(), location));
            ObjectNode body = body(asked, location, destinations, immutableId(present));
            RuleBodies.seal(body, request);
            SystemData.stamp(body, present, call.caller(), clock.instant());
            ArmResource rule = resources.put(transaction, id, body);
            Rules.index(transaction, rule);
            present.ifPresent(former -> forget(transaction, former));
            keep(transaction, request, rule);
            return new Stored(rule, present.isEmpty());
        });
        return ApiResponse.json(stored.isNew() ? 201 : 200, shown(stored.rule(), call.request()));
    }

    private void keep(RecordTransaction transaction, RuleRequest request, ArmResource rule) {
        request.flows().stream().filter(flow -> !flow.transformKql().isEmpty())
                .forEach(flow -> transformations.put(transaction, rules.workspace(request, flow),
                        Rules.immutableId(rule), flow.index(), flow.transformKql()));
    }

    private void forget(RecordTransaction transaction, ArmResource rule) {
        RuleRequest former = RuleRequest.parse(rule.properties());
        for (RuleRequest.Flow flow : former.flows()) {
            workspaces.find(Optional.ofNullable(former.destinations().get(flow.destination())).orElseThrow())
                    .ifPresent(workspace -> Transformations.delete(transaction, workspace,
                            Rules.immutableId(rule), flow.index()));
        }
    }

    private void requireEndpoint(JsonNode properties) {
        Json.text(properties, "dataCollectionEndpointId").filter(text -> !text.isBlank()).ifPresent(text -> {
            ResourceId endpoint = ResourceId.parse(text);
            if (!endpoint.resourceType().equals(EndpointRoutes.TYPE) || resources.find(endpoint).isEmpty()) {
                throw ArmErrors.invalidParameter("properties.dataCollectionEndpointId",
                        "The data collection endpoint '" + endpoint + "' does not exist: create it first.");
            }
        });
    }

    /// Checks every flow against its table, none of whose clusters may be dark; answers the destinations as
    /// shown.
    private ObjectNode destinations(ObjectNode asked, RuleRequest request) {
        request.flows().stream().map(flow -> rules.target(request, flow)).map(Rules.Target::workspace)
                .flatMap(workspace -> workspace.cluster().stream())
                .forEach(cluster -> stores.open(cluster.clusterId()));
        ObjectNode destinations = Json.child(asked.path("properties"), "destinations").deepCopy();
        for (JsonNode destination : destinations.path("logAnalytics")) {
            ResourceId workspace = ResourceId.parse(Json.text(destination, "workspaceResourceId").orElse(""));
            resources.find(workspace)
                    .ifPresent(found -> ((ObjectNode) destination).put("workspaceId",
                            Workspaces.customerId(found)));
        }
        return destinations;
    }

    private String immutableId(Optional<ArmResource> present) {
        return present.flatMap(rule -> Json.text(rule.properties(), "immutableId"))
                .orElseGet(() -> "dcr-" + Guids.random(random).replace("-", ""));
    }

    private static ObjectNode body(ObjectNode asked, String location, ObjectNode destinations,
            String immutableId) {
        ObjectNode body = Json.object().put("location", location);
        Json.text(asked, "kind").ifPresent(kind -> body.put("kind", kind));
        body.set("tags", Tags.of(asked));
        ObjectNode properties = body.putObject("properties").put("immutableId", immutableId).put(
                "provisioningState",
                Bodies.SUCCEEDED);
        KEPT.stream().filter(asked.path("properties")::has)
                .forEach(member -> properties.set(member, asked.path("properties").path(member)));
        properties.set("destinations", destinations);
        return body;
    }

    private ApiResponse patch(Call call) {
        ResourceId id = ResourceId.of(call.request());
        requireLight(resources.require(id));
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
        return ApiResponse.json(200, shown(changed, call.request()));
    }

    /// Nothing of a rule is shown or changes while a cluster that it leads to is dark.
    private void requireLight(ArmResource rule) {
        RuleRequest.parse(rule.properties()).destinations().values().stream()
                .flatMap(id -> workspaces.find(id).flatMap(WorkspaceView::cluster).stream())
                .forEach(cluster -> stores.open(cluster.clusterId()));
    }

    private ApiResponse delete(Call call) {
        ResourceId id = ResourceId.of(call.request());
        resources.find(id).ifPresent(this::requireLight);
        boolean existed = resources.transact(transaction -> {
            resources.find(transaction, id).ifPresent(rule -> {
                forget(transaction, rule);
                Rules.unindex(transaction, rule);
            });
            return resources.delete(transaction, id);
        });
        return ApiResponse.empty(existed ? 200 : 204);
    }

    private record Stored(ArmResource rule, boolean isNew) {}
}
