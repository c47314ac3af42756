package io.holdfast.arm;

import io.holdfast.rest.Access;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.net.URI;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// The cloud's discovery document, in the schemas of 2015-01-01, 2019-05-01 (a list of clouds) and
/// 2022-09-01.
final class MetadataRoutes {

    private final ArmSettings settings;

    MetadataRoutes(ArmSettings settings) {
        this.settings = settings;
    }

    Stream<Route> routes() {
        return Stream.of(Route.of("GET", "/metadata/endpoints",
                Access.anonymous("clients learn from it where to sign in"), this::endpoints));
    }

    private ApiResponse endpoints(Call call) {
        CloudEndpoints cloud = settings.endpoints().apply(call.request().origin());
        return ApiResponse.json(200, switch (call.request().query("api-version").orElse("")) {
            case "2015-01-01", "2015-11-01", "2018-05-01" -> oldest(cloud);
            case "2019-05-01", "2020-01-01", "2020-06-01" -> Json.array().add(full(cloud));
            default -> full(cloud);
        });
    }

    private static ObjectNode oldest(CloudEndpoints cloud) {
        ObjectNode json = Json.object().put("galleryEndpoint", slashed(cloud.resourceManager()))
                .put("graphEndpoint", slashed(cloud.graph()))
                .put("portalEndpoint", slashed(cloud.resourceManager()));
        json.set("authentication", authentication(cloud));
        return json;
    }

    private static ObjectNode full(CloudEndpoints cloud) {
        ObjectNode json = Json.object().put("name", "Holdfast")
                .put("resourceManager", cloud.resourceManager().toString())
                .put("portal", cloud.resourceManager().toString())
                .put("microsoftGraphResourceId", slashed(cloud.graph())).put("graph", slashed(cloud.graph()))
                .put("graphAudience", slashed(cloud.graph()))
                .put("logAnalyticsResourceId", cloud.logAnalytics().toString());
        json.set("authentication",
                authentication(cloud).put("tenant", "common").put("identityProvider", "AAD"));
        json.putObject("suffixes").put("keyVaultDns", cloud.keyVaultDnsSuffix());
        return json;
    }

    private static ObjectNode authentication(CloudEndpoints cloud) {
        ObjectNode json = Json.object().put("loginEndpoint", cloud.login().toString());
        json.putArray("audiences").add("https://management.core.windows.net/")
                .add(slashed(cloud.resourceManager()));
        return json;
    }

    private static String slashed(URI uri) {
        return uri + "/";
    }
}
