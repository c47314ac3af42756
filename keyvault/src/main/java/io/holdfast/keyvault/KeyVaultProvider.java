package io.holdfast.keyvault;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ArmPages;
import io.holdfast.arm.ArmProvider;
import io.holdfast.arm.ResourceId;
import io.holdfast.rest.Access;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// The management plane of the built-in vaults: `Microsoft.KeyVault`. Thread-safe.
///
/// Every call leaves an audit event, refused ones too.
public final class KeyVaultProvider implements ArmProvider {

    private static final List<String> VERSIONS = List.of("2026-02-01", "2025-05-01", "2024-12-01-preview",
            "2024-11-01", "2023-07-01", "2023-02-01", "2022-11-01", "2022-07-01", "2021-10-01",
            "2019-09-01", "2018-02-14", "2018-02-14-preview", "2016-10-01", "2015-06-01");
    /// From this version on, new vaults are in RBAC mode unless they say otherwise.
    private static final String RBAC_BY_DEFAULT = "2026-02-01";
    private static final String SUBSCRIPTION = "/subscriptions/{subscription}";
    private static final String PROVIDER = "/providers/Microsoft.KeyVault";
    private static final String IN_GROUP = SUBSCRIPTION + "/resourceGroups/{group}" + PROVIDER + "/vaults";
    private static final String VAULT = IN_GROUP + "/{vault}";
    private static final String DELETED = SUBSCRIPTION + PROVIDER
            + "/locations/{location}/deletedVaults/{vault}";
    private static final String AUDIT = SUBSCRIPTION + PROVIDER + "/auditEvents";
    private static final String ACTION = "Microsoft.KeyVault/";
    private static final String READ = "vaults/read";
    private static final String WRITE = "vaults/write";

    private final VaultService service;
    private final Vaults vaults;
    private final Authorizer authorizer;
    private final VaultJson json;

    /// The provider over the vaults.
    ///
    /// @param authorizer decides who may manage them
    public KeyVaultProvider(VaultService service, Authorizer authorizer) {
        this.service = service;
        this.vaults = service.vaults();
        this.authorizer = authorizer;
        this.json = new VaultJson(service.addresses());
    }

    @Override
    public String namespace() {
        return "Microsoft.KeyVault";
    }

    @Override
    public Map<String, List<String>> apiVersionsByType() {
        return Map.of("vaults", VERSIONS, "vaults/accessPolicies", VERSIONS, "vaults/keys", VERSIONS,
                "vaults/keys/versions", VERSIONS, "vaults/privateEndpointConnections", VERSIONS,
                "vaults/privateLinkResources", VERSIONS, "deletedVaults", VERSIONS,
                "locations/deletedVaults", VERSIONS, "checkNameAvailability", VERSIONS, "auditEvents",
                VERSIONS);
    }

    @Override
    public List<Route> routes() {
        return Stream.concat(keyRoutes(), Stream.of(route("PUT", VAULT, WRITE, "VaultPut", this::put),
                route("PATCH", VAULT, WRITE, "VaultPatch", this::patch),
                route("GET", VAULT, READ, "VaultGet",
                        (call, scope) -> ApiResponse.json(200, json.of(vaults.get(id(call))))),
                route("DELETE", VAULT, "vaults/delete", "VaultDelete",
                        (call, scope) -> ApiResponse.empty(service.deleteVault(id(call)) ? 200 : 204)),
                route("GET", IN_GROUP, READ, "VaultList", this::list),
                route("GET", SUBSCRIPTION + PROVIDER + "/vaults", READ, "VaultList", this::list),
                policies("add", PolicyBodies::added), policies("replace", (existing, given) -> given),
                policies("remove", PolicyBodies::removed),
                route("GET", SUBSCRIPTION + PROVIDER + "/deletedVaults", "deletedVaults/read",
                        "VaultListDeleted",
                        (call, scope) -> page(call,
                                vaults.listDeleted(id(call)).stream().map(VaultJson::deleted))),
                route("GET", DELETED, "locations/deletedVaults/read", "VaultGetDeleted",
                        (call, scope) -> ApiResponse.json(200, VaultJson
                                .deleted(vaults.deleted(call.variable("location"), call.variable("vault"))))),
                route("POST", DELETED + "/purge", "locations/deletedVaults/purge/action", "VaultPurge",
                        this::purge),
                route("POST", SUBSCRIPTION + PROVIDER + "/checkNameAvailability",
                        "checkNameAvailability/read", "VaultCheckName", (call, scope) -> checkName(call)),
                route("GET", AUDIT, "auditEvents/read", "VaultAuditRead",
                        (call, scope) -> new AuditRoutes(service).list(call)),
                route("POST", AUDIT + "/verify", "auditEvents/verify/action", "VaultAuditVerify",
                        (call, scope) -> new AuditRoutes(service).verify(call)),
                route("GET", VAULT + "/privateEndpointConnections", "vaults/privateEndpointConnections/read",
                        "VaultGet", this::none),
                route("GET", VAULT + "/privateLinkResources", "vaults/privateLinkResources/read", "VaultGet",
                        this::none)))
                .toList();
    }

    private Stream<Route> keyRoutes() {
        ManagedKeys managed = new ManagedKeys(vaults, service.keys(), service.addresses());
        String keys = VAULT + "/keys";
        String key = keys + "/{key}";
        return Stream.of(route("PUT", key, "vaults/keys/write", "KeyCreate", managed::put),
                route("GET", key, "vaults/keys/read", "KeyGet", managed::get),
                route("GET", keys, "vaults/keys/read", "KeyList", managed::list),
                route("GET", key + "/versions", "vaults/keys/versions/read", "KeyListVersions",
                        managed::versions),
                route("GET", key + "/versions/{version}", "vaults/keys/versions/read", "KeyGet",
                        managed::get));
    }

    // There are no private endpoints here; some clients ask.
    private ApiResponse none(Call call, AuditTrail.Scope scope) {
        scope.vault(vaults.get(ManagedKeys.vaultId(call)));
        return page(call, Stream.empty());
    }

    private Route route(String method, String path, String action, String auditName,
            BiFunction<Call, AuditTrail.Scope, ApiResponse> handler) {
        Access decided = ArmAccess.action(authorizer, ACTION + action);
        Access audited = Access.of(decided.permission(), call -> {
            try {
                decided.guard().check(call);
            } catch (RuntimeException e) {
                service.audit().audited(AuditTrail.Origin.of(call), auditName, scope -> {
                    scope.resource(id(call).toString());
                    throw e;
                }, (Integer status) -> status);
            }
        });
        return Route.of(method, path, audited, call -> service.audit()
                .audited(AuditTrail.Origin.of(call), auditName, scope -> {
                    scope.resource(id(call).toString());
                    return handler.apply(call, scope);
                }, ApiResponse::status));
    }

    private Route policies(String kind, BinaryOperator<List<AccessPolicy>> merge) {
        return route("PUT", VAULT + "/accessPolicies/" + kind, "vaults/accessPolicies/write", "VaultPatch",
                (call, scope) -> changePolicies(call, scope, merge));
    }

    private static ResourceId id(Call call) {
        return ResourceId.of(call.request());
    }

    private ApiResponse put(Call call, AuditTrail.Scope scope) {
        Vaults.Written written = vaults.put(request(call));
        return written.created()
                ? ApiResponse.json(201, json.created(written.vault())).with("Retry-After", "1")
                : ApiResponse.json(200, json.of(written.vault()));
    }

    private ApiResponse patch(Call call, AuditTrail.Scope scope) {
        return ApiResponse.json(200, json.of(vaults.patch(request(call))));
    }

    private static Vaults.Request request(Call call) {
        String version = call.request().query("api-version").orElse("");
        return new Vaults.Request(id(call), call.request().jsonObject(),
                version.compareTo(RBAC_BY_DEFAULT) >= 0, call.caller());
    }

    private ApiResponse list(Call call, AuditTrail.Scope scope) {
        return page(call, vaults.list(id(call)).stream().map(json::of));
    }

    /// By their ids, as pages need an order.
    private static ApiResponse page(Call call, Stream<ObjectNode> values) {
        List<ObjectNode> all = values
                .sorted(Comparator.comparing(value -> value.path("id").stringValue(),
                        String.CASE_INSENSITIVE_ORDER))
                .toList();
        return ApiResponse.json(200, ArmPages.page(call.request(), all));
    }

    private ApiResponse changePolicies(Call call, AuditTrail.Scope scope,
            BinaryOperator<List<AccessPolicy>> merge) {
        ResourceId vault = id(call).parent().filter(parent -> parent.type().equalsIgnoreCase("vaults"))
                .orElseGet(() -> id(call));
        scope.resource(vault.toString());
        List<AccessPolicy> given = PolicyBodies
                .read(Json.child(call.request().jsonObject(), "properties"))
                .orElseThrow(() -> PolicyBodies.badRequest("The property accessPolicies is required."));
        Vault changed = vaults.changePolicies(vault, existing -> merge.apply(existing, given));
        return ApiResponse.json(200, VaultJson.accessPolicies(changed));
    }

    private ApiResponse purge(Call call, AuditTrail.Scope scope) {
        Vault purged = vaults.purge(call.variable("location"), call.variable("vault"));
        scope.vault(purged);
        return ApiResponse.empty(200);
    }

    private ApiResponse checkName(Call call) {
        ObjectNode body = call.request().jsonObject();
        String name = Json.text(body, "name").orElse("");
        if (!Json.text(body, "type").filter(VaultJson.TYPE::equalsIgnoreCase).isPresent()) {
            throw PolicyBodies.badRequest("The property \"type\" must be " + VaultJson.TYPE + ".");
        }
        ObjectNode answer = Json.object();
        if (!Vaults.isName(name)) {
            answer.put("nameAvailable", false).put("reason", "AccountNameInvalid").put("message",
                    "The vault name '" + name + "' is invalid.");
        } else if (vaults.isFree(name)) {
            answer.put("nameAvailable", true);
        } else {
            answer.put("nameAvailable", false).put("reason", "AlreadyExists").put("message",
                    "The vault name '" + name.toLowerCase(Locale.ROOT) + "' is already in use.");
        }
        return ApiResponse.json(200, answer);
    }

    @Override
    public List<ObjectNode> resources(ResourceId scope) {
        return vaults.list(scope).stream().map(VaultJson::summary).toList();
    }

    @Override
    public Optional<ApiError> translate(RuntimeException failure) {
        return failure instanceof VaultException refusal
                ? Optional.of(Problems.error(refusal))
                : Optional.empty();
    }
}
