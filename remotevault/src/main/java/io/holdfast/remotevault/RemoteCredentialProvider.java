package io.holdfast.remotevault;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmEnvelope;
import io.holdfast.arm.ArmProvider;
import io.holdfast.arm.ResourceId;
import io.holdfast.rest.Access;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/// `Holdfast.Operator/vaultCredentials`: the credentials of the stores' principals, set by the operator of the
/// installation, read back by nobody.
public final class RemoteCredentialProvider implements ArmProvider {

    private static final String NAMESPACE = "Holdfast.Operator";
    private static final String TYPE = "vaultCredentials";
    private static final String ALL = "/providers/" + NAMESPACE + "/" + TYPE;
    private static final String ONE = ALL + "/{principal}";

    private final RemoteCredentials credentials;
    private final Authorizer authorizer;
    private final ResourceId subscription;
    private final Predicate<String> isStorePrincipal;

    /// @param subscription where the role Holdfast Operator is held
    /// @param isStorePrincipal whether an object id is that of a principal that only acts in this process
    public RemoteCredentialProvider(RemoteCredentials credentials, Authorizer authorizer,
            ResourceId subscription, Predicate<String> isStorePrincipal) {
        this.credentials = credentials;
        this.authorizer = authorizer;
        this.subscription = subscription;
        this.isStorePrincipal = isStorePrincipal;
    }

    @Override
    public String namespace() {
        return NAMESPACE;
    }

    @Override
    public Map<String, List<String>> apiVersionsByType() {
        return Map.of(TYPE, List.of("2026-01-01"));
    }

    @Override
    public List<ObjectNode> resources(ResourceId scope) {
        return List.of();
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.of("GET", ALL, access("read"), call -> list()),
                Route.of("GET", ONE, access("read"), this::get),
                Route.of("PUT", ONE, access("write"), this::put),
                Route.of("DELETE", ONE, access("delete"), this::delete));
    }

    private Access access(String verb) {
        String action = NAMESPACE + "/" + TYPE + "/" + verb;
        return Access.of(action, call -> ArmAccess.require(authorizer, call.caller(), action, subscription));
    }

    private ApiResponse list() {
        return ApiResponse.json(200,
                ArmEnvelope.list(credentials.list().stream().map(RemoteCredentialProvider::shown).toList()));
    }

    private ApiResponse get(Call call) {
        return credentials.find(call.variable("principal")).map(found -> ApiResponse.json(200, shown(found)))
                .orElseThrow(() -> new ApiException(404, "NotFound",
                        "The principal '" + call.variable("principal") + "' has no vault credential."));
    }

    private ApiResponse put(Call call) {
        String principalId = call.variable("principal");
        if (!isStorePrincipal.test(principalId)) {
            throw new ApiException(400, "PrincipalNotSupported", "'" + principalId
                    + "' is not the object id of a cluster's identity or of the Azure Cosmos DB principal.");
        }
        ObjectNode properties = Json.child(call.request().jsonObject(), "properties");
        return ApiResponse.json(200,
                shown(credentials.put(principalId, RemoteCredentialBody.parse(properties))));
    }

    private ApiResponse delete(Call call) {
        return ApiResponse.empty(credentials.delete(call.variable("principal")) ? 200 : 204);
    }

    /// All but the proof itself.
    private static ObjectNode shown(StoredCredential stored) {
        ObjectNode json = Json.object().put("id", ALL + "/" + stored.principalId())
                .put("name", stored.principalId()).put("type", NAMESPACE + "/" + TYPE);
        json.putObject("properties").put("authority", stored.credential().authority().toString())
                .put("tenantId", stored.credential().tenantId())
                .put("clientId", stored.credential().clientId())
                .put("kind", stored.credential().proof().kind()).put("setAt", stored.setAt().toString());
        return json;
    }
}
