package io.holdfast.server;

import io.holdfast.arm.ResourceId;
import io.holdfast.crypto.PlatformKey;
import io.holdfast.identity.Identity;
import io.holdfast.identity.Principal;
import io.holdfast.identity.RoleAssignment;
import io.holdfast.rest.Api;
import io.holdfast.rest.ApiDispatcher;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Caller;
import io.holdfast.rest.Headers;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import io.holdfast.rest.TokenProblem;
import io.holdfast.rest.TokenVerifier;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// All of a server but its port, with something of each kind in it, and what decides who may call each route.
///
/// A token is `{object id} {audience}` in plain. Handlers of the routes under test are replaced, so that a call that
/// passes changes nothing.
final class MatrixWorld implements AutoCloseable {

    /// The status of a call that reached its handler.
    static final int PASSED = 299;

    private static final String ARM = "https://management.azure.com";
    private static final String INSIGHTS = "/providers/Microsoft.Insights";
    private static final String LOGS = "/providers/Microsoft.OperationalInsights";

    private final DataFolder folder;
    private final PlatformKey key;
    private final Composition composition;
    private final Map<String, String> variables = new HashMap<>();
    final Identity identity;
    final List<Api> apis;
    private final String owner;

    MatrixWorld(Path root) {
        SecureRandom random = new SecureRandom();
        folder = DataFolder.open(root);
        key = PlatformKey.openOrCreate(folder.platformKey(), Optional.empty(), random);
        composition = Composition.open(Endpoint.onLoopback(8443),
                new Platform(folder, key, Clock.systemUTC(), random), ServerConfig.onLoopback(root, 8443));
        composition.start();
        identity = composition.identity();
        apis = composition.apis();
        owner = identity.principals()
                .findByAppId(composition.takeBootstrapCredentials().orElseThrow().clientId()).orElseThrow()
                .objectId();
        fill();
    }

    private void fill() {
        variables.putAll(Map.of("subscription", identity.tenant().subscriptionId(), "group", "g1", "vault",
                "policies", "cluster", "cluster1", "namespace", "Microsoft.KeyVault", "type", "vaults",
                "resource",
                "policies", "type2", "keys", "resource2", "k"));
        variables.putAll(Map.of("sub", identity.tenant().subscriptionId(), "tenant",
                identity.tenant().tenantId(), "location", "westeurope"));
        make(group("g1"), "2021-04-01", "{'location':'westeurope'}");
        make(group("g2"), "2021-04-01", "{'location':'westeurope'}");
        makeVault("policies", false);
        makeVault("roles", true);
        JsonNode workspace = make(group("g1") + LOGS + "/workspaces/work1", "2022-10-01",
                "{'location':'westeurope','properties':{'sku':{'name':'PerGB2018'}}}").body();
        make(group("g1") + LOGS + "/workspaces/work1/tables/T_CL", "2022-10-01",
                "{'properties':{'schema':{'name':'T_CL','columns':[{'name':'TimeGenerated','type':'datetime'}]}}}");
        make(group("g1") + INSIGHTS + "/dataCollectionEndpoints/endpoint1", "2022-06-01",
                "{'location':'westeurope','properties':{}}");
        JsonNode rule = make(group("g1") + INSIGHTS + "/dataCollectionRules/rule1", "2022-06-01",
                "{'location':'westeurope','properties':{'dataCollectionEndpointId':'" + group("g1") + INSIGHTS
                        + "/dataCollectionEndpoints/endpoint1','streamDeclarations':{'Custom-T_CL':{'columns':[{'name':"
                        + "'TimeGenerated','type':'datetime'}]}},'destinations':{'logAnalytics':[{"
                        + "'workspaceResourceId':'" + group("g1") + LOGS
                        + "/workspaces/work1','name':'ws'}]},"
                        + "'dataFlows':[{'streams':['Custom-T_CL'],'destinations':['ws'],'transformKql':'source',"
                        + "'outputStream':'Custom-T_CL'}]}}")
                .body();
        Made cluster = make(group("g1") + LOGS + "/clusters/cluster1", "2022-10-01",
                "{'location':'westeurope','identity':{'type':'SystemAssigned'},"
                        + "'sku':{'name':'CapacityReservation','capacity':500}}");
        variables.put("operation", cluster.operation());
        variables.put("groupOperation", deleteGroup("g3"));
        variables.put("customerId", workspace.path("properties").path("customerId").asString());
        variables.put("immutableId", rule.path("properties").path("immutableId").asString());
    }

    private String group(String name) {
        return "/subscriptions/" + identity.tenant().subscriptionId() + "/resourceGroups/" + name;
    }

    /// Makes a group and deletes it again; answers the id of the operation.
    private String deleteGroup(String name) {
        make(group(name), "2021-04-01", "{'location':'westeurope'}");
        ApiResponse response = new ApiDispatcher(apis, verifier()).dispatch(request("DELETE", "localhost",
                group(name), "2021-04-01", owner + " " + ARM, ""));
        return response.headers().getOrDefault("Location", "")
                .replaceAll("^.*/operationresults/|\\?.*$", "");
    }

    private record Made(JsonNode body, String operation) {}

    private void makeVault(String name, boolean rbac) {
        make(group("g1") + "/providers/Microsoft.KeyVault/vaults/" + name, "2023-07-01",
                "{'location':'westeurope','properties':{'tenantId':'" + identity.tenant().tenantId()
                        + "','sku':{'family':'A','name':'standard'},'enableRbacAuthorization':" + rbac
                        + ",'accessPolicies':[]}}");
    }

    private Made make(String path, String version, String body) {
        ApiResponse response = new ApiDispatcher(apis, verifier()).dispatch(request("PUT", "localhost", path,
                version, owner + " " + ARM, body.replace('\'', '"')));
        if (response.status() >= 300) {
            throw new AssertionError(path + ": " + new String(response.body(), StandardCharsets.UTF_8));
        }
        String operation = response.headers().getOrDefault("Azure-AsyncOperation", "");
        return new Made(response.body().length == 0 ? Json.object() : Json.parse(response.body()),
                operation.replaceAll("^.*/operationStatuses/|\\?.*$", ""));
    }

    private TokenVerifier verifier() {
        return token -> {
            String[] parts = token.split(" ", 2);
            if (parts[0].equals("invalid")) {
                throw new TokenVerifier.InvalidTokenException(
                        new TokenProblem(TokenProblem.Kind.INVALID, "The token is not valid."));
            }
            return new Caller(identity.tenant().tenantId(), parts[0], "app", parts[1], "issuer");
        };
    }

    private static ApiRequest request(String method, String host, String path, String version, String token,
            String body) {
        Map<String, String> headers = token.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + token);
        return new ApiRequest(method, Arrays.asList(path.substring(1).split("/", -1)),
                Map.of("api-version", version), Headers.of(headers),
                limit -> body.getBytes(StandardCharsets.UTF_8), URI.create("https://" + host + ":8443"),
                UUID.randomUUID().toString(), "127.0.0.1");
    }

    /// A principal without any right.
    Principal principal(String name) {
        return identity.principals().createApplication(name).principal();
    }

    void assign(Principal principal, String roleId, String scope) {
        identity.roles()
                .assign(new RoleAssignment(UUID.randomUUID().toString(), ResourceId.parse(scope), roleId,
                        principal.objectId(), owner, Clock.systemUTC().instant()));
    }

    String subscription() {
        return "/subscriptions/" + identity.tenant().subscriptionId();
    }

    String otherGroup() {
        return group("g2");
    }

    /// Gives a principal permissions on keys in the vault that access policies decide on.
    void allow(Principal principal, String permission) {
        make(group("g1") + "/providers/Microsoft.KeyVault/vaults/policies/accessPolicies/add", "2023-07-01",
                "{'properties':{'accessPolicies':[{'tenantId':'" + identity.tenant().tenantId()
                        + "','objectId':'"
                        + principal.objectId() + "','permissions':{'keys':['" + permission + "']}}]}}");
    }

    /// What a route answers to a caller: [#PASSED], or the status of the refusal.
    ///
    /// @param host empty for the API's usual one
    /// @param objectId of the caller; empty for none
    int status(Api api, Route route, String host, String objectId) {
        Api alone = only(api, new Route(route.method(), route.path(), route.access(),
                call -> ApiResponse.empty(PASSED)));
        String token = objectId.isEmpty() ? "" : objectId + " " + api.usualAudience().orElse(ARM);
        return new ApiDispatcher(List.of(alone), verifier()).dispatch(request(route.method(),
                host.isEmpty() ? "localhost" : host, path(route), version(route), token, "{}")).status();
    }

    // The route's variables filled with what exists; the rest with a name of nothing.
    private String path(Route route) {
        Map<String, String> values = new LinkedHashMap<>(variables);
        String text = route.path().toString();
        if (text.contains("/dataCollectionRules/{rule}/streams")) {
            values.put("rule", variables.get("immutableId"));
        } else if (text.startsWith("/v1/workspaces")) {
            values.put("workspace", variables.get("customerId"));
        } else if (text.contains("operationStatuses") || text.contains("operationResults")) {
            values.put("namespace", "Microsoft.OperationalInsights");
        } else if (text.contains("operationresults")) {
            values.put("operation", variables.get("groupOperation"));
        }
        StringBuilder path = new StringBuilder();
        for (String part : text.substring(1).split("/", -1)) {
            boolean variable = part.startsWith("{");
            path.append('/').append(variable
                    ? part.endsWith("?}")
                            ? ""
                            : values.getOrDefault(part.substring(1, part.length() - 1), "work1")
                    : part);
        }
        return path.toString();
    }

    private String version(Route route) {
        String text = route.path().toString();
        if (text.startsWith("/keys") || text.startsWith("/deletedkeys") || text.equals("/rng")) {
            return "7.4";
        }
        return VERSIONS.entrySet().stream().filter(entry -> text.contains(entry.getKey()))
                .map(Map.Entry::getValue).findFirst().orElse("2022-09-01");
    }

    // The more specific first.
    private static final Map<String, String> VERSIONS = versions();

    private static Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("Microsoft.Authorization/", "2022-04-01");
        versions.put("Microsoft.KeyVault/", "2023-07-01");
        versions.put("linkedServices", "2020-08-01");
        versions.put("Microsoft.OperationalInsights/", "2022-10-01");
        versions.put("diagnosticSettings", "2021-05-01-preview");
        versions.put("Microsoft.Insights/", "2022-06-01");
        versions.put("Microsoft.SecurityInsights/", "2022-09-01-preview");
        return versions;
    }

    /// The API with one route, wherever it is asked; versions do not matter to who may call it.
    private static Api only(Api api, Route route) {
        InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
            case "routes" -> List.of(route);
            case "servesHost" -> true;
            case "checkVersion" -> null;
            case "translate" -> arguments[0] instanceof RuntimeException failure
                    ? api.translate(failure)
                            .or(() -> Optional.of(ApiError.of(500, "Failed", failure.toString())))
                    : Optional.empty();
            default -> method.invoke(api, arguments);
        };
        return (Api) Proxy.newProxyInstance(Api.class.getClassLoader(), new Class<?>[]{Api.class}, handler);
    }

    @Override
    public void close() {
        composition.close();
        key.close();
        folder.close();
    }
}
