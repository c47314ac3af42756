package io.holdfast.arm;

import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The registration of provider namespaces.
final class ProviderRoutes {

    private static final String ALL = "/subscriptions/{subscription}/providers";
    private static final String ONE = ALL + "/{namespace}";

    private final Providers registrations;
    private final List<ArmProvider> providers;
    private final Authorizer authorizer;

    ProviderRoutes(Providers registrations, List<ArmProvider> providers, Authorizer authorizer) {
        this.registrations = registrations;
        this.providers = providers;
        this.authorizer = authorizer;
    }

    Stream<Route> routes() {
        String read = "Microsoft.Resources/subscriptions/providers/read";
        return Stream.of(Route.of("GET", ALL, ArmAccess.action(authorizer, read), this::list),
                Route.of("GET", ONE, ArmAccess.action(authorizer, read), this::show),
                Route.of("POST", ONE + "/register",
                        ArmAccess.action(authorizer,
                                "Microsoft.Resources/subscriptions/providers/register/action"),
                        this::register),
                Route.of("POST", ONE + "/unregister",
                        ArmAccess.action(authorizer,
                                "Microsoft.Resources/subscriptions/providers/unregister/action"),
                        this::unregister));
    }

    private ApiResponse list(Call call) {
        return ApiResponse.json(200, ArmEnvelope.list(registrations.known().stream()
                .map(namespace -> json(call.variable("subscription"), namespace)).toList()));
    }

    private ApiResponse show(Call call) {
        return ApiResponse.json(200,
                json(call.variable("subscription"), registrations.require(call.variable("namespace"))));
    }

    private ApiResponse register(Call call) {
        registrations.register(call.variable("subscription"), call.variable("namespace"));
        return show(call);
    }

    private ApiResponse unregister(Call call) {
        registrations.unregister(call.variable("subscription"), call.variable("namespace"));
        return show(call);
    }

    private ObjectNode json(String subscriptionId, String namespace) {
        boolean registered = registrations.isRegistered(subscriptionId, namespace);
        ObjectNode json = Json.object()
                .put("id", "/subscriptions/" + subscriptionId + "/providers/" + namespace)
                .put("namespace", namespace).put("registrationPolicy", "RegistrationRequired")
                .put("registrationState", registered ? "Registered" : "NotRegistered");
        ArrayNode types = json.putArray("resourceTypes");
        providers.stream().filter(provider -> provider.namespace().equalsIgnoreCase(namespace))
                .forEach(provider -> provider.apiVersionsByType().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .forEach(type -> types.add(type(type.getKey(), type.getValue()))));
        return json;
    }

    private static ObjectNode type(String name, List<String> versions) {
        ObjectNode json = Json.object().put("resourceType", name);
        ArrayNode locations = json.putArray("locations");
        Locations.all().values().forEach(locations::add);
        ArrayNode apiVersions = json.putArray("apiVersions");
        versions.forEach(apiVersions::add);
        return json.put("capabilities", "None");
    }
}
