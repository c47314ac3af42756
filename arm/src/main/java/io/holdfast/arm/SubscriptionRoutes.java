package io.holdfast.arm;

import io.holdfast.rest.Access;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// Tenants, subscriptions and locations.
final class SubscriptionRoutes {

    private final ArmSettings settings;
    private final Authorizer authorizer;

    SubscriptionRoutes(ArmSettings settings, Authorizer authorizer) {
        this.settings = settings;
        this.authorizer = authorizer;
    }

    Stream<Route> routes() {
        Access read = ArmAccess.action(authorizer, "Microsoft.Resources/subscriptions/read");
        return Stream.of(
                Route.of("GET", "/tenants", Access.anyPrincipal("a principal may see its own tenant"),
                        call -> ApiResponse.json(200, ArmEnvelope.list(List.of(tenant())))),
                Route.of("GET", "/subscriptions", Access.anyPrincipal("lists only what the caller may read"),
                        call -> ApiResponse.json(200, ArmEnvelope.list(
                                authorizer.permits(call.caller(), read.permission(),
                                        subscriptionId().toString())
                                                ? List.of(subscription())
                                                : List.of()))),
                Route.of("GET", "/subscriptions/{subscription}", read,
                        call -> ApiResponse.json(200, subscription())),
                Route.of("GET", "/subscriptions/{subscription}/locations", read,
                        call -> ApiResponse.json(200, ArmEnvelope.list(locations()))));
    }

    private ResourceId subscriptionId() {
        return ResourceId.subscription(settings.subscriptionId());
    }

    private ObjectNode tenant() {
        return Json.object().put("id", "/tenants/" + settings.tenantId()).put("tenantId", settings.tenantId())
                .put("displayName", "Holdfast").put("defaultDomain", settings.domain())
                .put("tenantCategory", "Home");
    }

    private ObjectNode subscription() {
        ObjectNode json = Json.object().put("id", subscriptionId().toString())
                .put("subscriptionId", settings.subscriptionId()).put("tenantId", settings.tenantId())
                .put("displayName", "Holdfast").put("state", "Enabled")
                .put("authorizationSource", "RoleBased");
        json.putObject("subscriptionPolicies").put("spendingLimit", "Off");
        json.putArray("managedByTenants");
        return json;
    }

    private List<ObjectNode> locations() {
        return Locations.all().entrySet().stream().map(location -> {
            ObjectNode json = Json.object().put("id", subscriptionId() + "/locations/" + location.getKey())
                    .put("name", location.getKey()).put("displayName", location.getValue())
                    .put("regionalDisplayName", location.getValue());
            json.putObject("metadata").put("regionType", "Physical");
            return json;
        }).toList();
    }
}
