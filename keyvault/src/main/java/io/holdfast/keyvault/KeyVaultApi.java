package io.holdfast.keyvault;

import io.holdfast.rest.Access;
import io.holdfast.rest.Api;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Caller;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import io.holdfast.rest.TokenProblem;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The data plane of the built-in vaults: Azure Key Vault keys, api-versions 2016-10-01, 7.0 to 7.6, and
/// dates from 2025-07-01 on, all with the same bodies. Thread-safe.
///
/// Each vault answers at its own host, the first one also at the plain host. Every call leaves an audit
/// event.
public final class KeyVaultApi implements Api {

    private static final Pattern VERSION = Pattern
            .compile(
                    "7\\.[0-6](-preview(\\.[0-9])?)?|2016-10-01|20(2[5-9]|[3-9][0-9])-[0-9]{2}-[0-9]{2}(-preview)?");
    private static final Pattern TRAILING_SLASHES = Pattern.compile("/+$");
    private static final String MIRRORED_AUDIENCE = "https://vault.azure.net";

    private final VaultService service;
    private final Supplier<URI> authority;
    private final List<Route> routes;

    /// The API over the vaults.
    ///
    /// @param authority where tokens are issued, without path; asked at each use
    public KeyVaultApi(VaultService service, Supplier<URI> authority) {
        this.service = service;
        this.authority = authority;
        this.routes = makeRoutes(new KeyHandlers(service));
    }

    private List<Route> makeRoutes(KeyHandlers keys) {
        List<Route> all = new ArrayList<>(List.of(
                route("POST", "/keys/{name}/create", KeyPermission.CREATE, "KeyCreate", keys::create),
                route("PUT", "/keys/{name}", KeyPermission.IMPORT, "KeyImport", keys::importKey),
                route("POST", "/keys/{name}/rotate", KeyPermission.ROTATE, "KeyRotate", keys::rotate),
                route("GET", "/keys/{name}/rotationpolicy", KeyPermission.GET_ROTATION_POLICY,
                        "KeyRotationPolicyGet", keys::rotationPolicy),
                route("PUT", "/keys/{name}/rotationpolicy", KeyPermission.SET_ROTATION_POLICY,
                        "KeyRotationPolicySet", keys::setRotationPolicy),
                route("POST", "/keys/{name}/backup", KeyPermission.BACKUP, "KeyBackup", keys::backup),
                route("POST", "/keys/restore", KeyPermission.RESTORE, "KeyRestore", keys::restore),
                route("GET", "/keys/{name}/{version?}", KeyPermission.GET, "KeyGet", keys::get),
                route("PATCH", "/keys/{name}/{version?}", KeyPermission.UPDATE, "KeyUpdate", keys::update),
                route("POST", "/keys/{name}/{version?}", KeyPermission.UPDATE, "KeyUpdate",
                        call -> tunnelled(call, keys::update)),
                route("DELETE", "/keys/{name}", KeyPermission.DELETE, "KeyDelete", keys::delete),
                route("GET", "/keys", KeyPermission.LIST, "KeyList", keys::list),
                route("GET", "/keys/{name}/versions", KeyPermission.LIST, "KeyListVersions", keys::versions),
                route("GET", "/deletedkeys", KeyPermission.LIST, "KeyListDeleted", keys::listDeleted),
                route("GET", "/deletedkeys/{name}", KeyPermission.GET, "KeyGetDeleted", keys::getDeleted),
                route("POST", "/deletedkeys/{name}/recover", KeyPermission.RECOVER, "KeyRecover",
                        keys::recover),
                route("DELETE", "/deletedkeys/{name}", KeyPermission.PURGE, "KeyPurge", keys::purge),
                route("GET", "/keys/{name}/{version?}/attestation", KeyPermission.GET, "KeyGet",
                        unknown("attestation")),
                route("POST", "/rng", KeyPermission.GET, "RandomBytesGet",
                        unknown("rng"))));
        for (String path : List.of("/keys/{name}/{version?}/", "/keys/{name}/")) {
            all.add(route("POST", path + "release", KeyPermission.RELEASE, "KeyRelease", keys::release));
            for (CryptoOperation operation : CryptoOperation.values()) {
                all.add(route("POST", path + operation.operationName(), operation.permission(),
                        operation.auditName(), call -> keys.crypto(operation, call)));
            }
        }
        return List.copyOf(all);
    }

    private Route route(String method, String path, KeyPermission permission, String auditName,
            Function<KeyCall, ApiResponse> handler) {
        return Route.of(method, path,
                Access.of("keys/" + permission.policyName(), call -> check(call, permission, auditName)),
                call -> answered(call, auditName, handler));
    }

    /// What managed hardware modules do, and vaults do not.
    private static Function<KeyCall, ApiResponse> unknown(String operation) {
        return call -> {
            throw Refusals.noSuchOperation(call.call().request().method(), operation);
        };
    }

    /// Clients that cannot send PATCH send POST with a header.
    private static ApiResponse tunnelled(KeyCall call, Function<KeyCall, ApiResponse> handler) {
        String meant = call.call().request().headers().first("x-http-method").orElse("");
        if (!meant.equalsIgnoreCase("PATCH")) {
            throw new ApiException(405, "MethodNotAllowed", "The method POST is not supported on this path.");
        }
        return handler.apply(call);
    }

    private void check(Call call, KeyPermission permission, String auditName) {
        Optional<Vault> found = vaultName(call.request())
                .flatMap(name -> service.store().read(rows -> rows.vault(name)));
        try {
            checkVersion(call);
            Vault vault = live(found, call.request());
            checkTenant(call, vault);
            Firewall.check(vault, call.request().clientAddress());
            Optional<String> name = Optional.ofNullable(call.variables().get("name"));
            service.guard().check(vault, call.caller(), permission, name);
        } catch (RuntimeException e) {
            service.audit().audited(AuditTrail.Origin.of(call), auditName, scope -> {
                found.ifPresent(scope::vault);
                scope.key(call.request().origin() + call.request().path());
                throw e instanceof VaultException refusal ? refused(refusal, call.request()) : e;
            }, (Integer status) -> status);
        }
    }

    private void checkTenant(Call call, Vault vault) {
        if (!call.caller().tenantId().equalsIgnoreCase(vault.properties().tenantId())) {
            throw challenge(call.request(), Optional.of(new TokenProblem(TokenProblem.Kind.WRONG_ISSUER,
                    "The token is of another tenant than the vault."))).toException();
        }
    }

    private static void checkVersion(Call call) {
        String version = call.request().query("api-version").orElseThrow(() -> new VaultException.Invalid(
                "The query parameter api-version is missing; use 7.4 or 2025-07-01, for example."));
        if (!VERSION.matcher(version).matches()) {
            throw new VaultException.Invalid("The api-version '" + version + "' is not supported (must be"
                    + " 2016-10-01, 7.0 to 7.6, or 2025-07-01 or later).");
        }
    }

    private ApiResponse answered(Call call, String auditName, Function<KeyCall, ApiResponse> handler) {
        return service.audit().audited(AuditTrail.Origin.of(call), auditName, scope -> {
            try {
                Optional<Vault> found = vaultName(call.request())
                        .flatMap(name -> service.store().read(rows -> rows.vault(name)));
                found.ifPresent(scope::vault);
                Vault vault = live(found, call.request());
                scope.key(call.request().origin() + call.request().path());
                return withHeaders(handler.apply(new KeyCall(call, vault, scope)), call.request(), vault);
            } catch (VaultException e) {
                throw refused(e, call.request());
            }
        }, ApiResponse::status);
    }

    private Optional<String> vaultName(ApiRequest request) {
        return service.addresses().requestedVault(request.origin().getHost().toLowerCase(Locale.ROOT));
    }

    private static Vault live(Optional<Vault> found, ApiRequest request) {
        return found.filter(vault -> vault.deletion().isEmpty())
                .orElseThrow(() -> Refusals.vaultNotFound(request.origin().getHost()));
    }

    @Override
    public String name() {
        return "Key Vault";
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    @Override
    public boolean servesHost(String host) {
        return service.addresses().servesHost(host);
    }

    @Override
    public Optional<String> usualAudience() {
        return Optional.of("https://vault.azure.net");
    }

    @Override
    public boolean acceptsAudience(String audience, ApiRequest request) {
        String plain = TRAILING_SLASHES.matcher(audience).replaceFirst("");
        return plain.equalsIgnoreCase(service.addresses().audience())
                || plain.equalsIgnoreCase(MIRRORED_AUDIENCE);
    }

    @Override
    public ApiError unauthenticated(ApiRequest request, Optional<TokenProblem> problem) {
        Call call = new Call(request, Map.of(), Optional.<Caller>empty());
        return service.audit().audited(AuditTrail.Origin.of(call), "Authentication", scope -> {
            vaultName(request).flatMap(name -> service.store().read(rows -> rows.vault(name)))
                    .ifPresent(scope::vault);
            return challenge(request, problem);
        }, ApiError::status);
    }

    private ApiError challenge(ApiRequest request, Optional<TokenProblem> problem) {
        String message = problem.map(found -> code(found.kind()) + ": " + found.message())
                .orElse("AKV10000: Request is missing a Bearer or PoP token.");
        Map<String, String> headers = VaultHeaders.of(request, Optional.empty());
        headers.put("WWW-Authenticate", "Bearer authorization=\"" + authority.get() + "/"
                + service.settings().tenantId() + "\", resource=\"" + service.addresses().audience() + "\"");
        return VaultHeaders.with(ApiError.of(401, "Unauthorized", message), headers);
    }

    private static String code(TokenProblem.Kind kind) {
        return switch (kind) {
            case INVALID, EXPIRED -> "AKV10001";
            case WRONG_AUDIENCE -> "AKV10022";
            case WRONG_ISSUER -> "AKV10032";
        };
    }

    /// The version is checked with the access rule, which knows the operation that the audit names.
    @Override
    public void checkVersion(ApiRequest request) {}

    /// `{"error":{"code","message","innererror":{"code"}}}`.
    @Override
    public JsonNode render(ApiError error, String requestId) {
        ObjectNode json = Json.object();
        ObjectNode body = json.putObject("error").put("code", error.code()).put("message", error.message());
        error.inner().ifPresent(inner -> body.putObject("innererror").put("code", inner.code()));
        return json;
    }

    @Override
    public Optional<ApiError> translate(RuntimeException failure) {
        return failure instanceof VaultException refusal
                ? Optional.of(Problems.error(refusal))
                : Optional.empty();
    }

    private static ApiException refused(VaultException failure, ApiRequest request) {
        return VaultHeaders.with(Problems.error(failure), VaultHeaders.of(request, Optional.empty()))
                .toException();
    }

    private static ApiResponse withHeaders(ApiResponse response, ApiRequest request, Vault vault) {
        return response.with(VaultHeaders.of(request, Optional.of(vault)));
    }
}
