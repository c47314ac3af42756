package io.holdfast.identity;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ResourceId;
import io.holdfast.rest.Access;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Applications of the directory and identities of workloads: made, given secrets and certificates, and deleted by who
/// may assign any role on the subscription.
///
/// An application and its service principal are one record here and share their object id.
final class ApplicationRoutes {

    private static final String APPLICATIONS = "/v1.0/applications";
    private static final String WORKLOADS = "/v1.0/workloadIdentities";
    // The directory has no roles of its own. A secret of a principal gives all its rights, so this goes with the right
    // to assign any role: no role that may assign some only has these actions.
    private static final String WRITE = "Microsoft.Authorization/applications/write";
    private static final String READ = "Microsoft.Authorization/applications/read";

    private final Identity identity;

    ApplicationRoutes(Identity identity) {
        this.identity = identity;
    }

    Stream<Route> routes() {
        String application = APPLICATIONS + "/{id}";
        return Stream.of(common(APPLICATIONS, PrincipalType.APPLICATION),
                common(WORKLOADS, PrincipalType.WORKLOAD_IDENTITY),
                Stream.of(Route.of("POST", APPLICATIONS, access(WRITE), this::createApplication),
                        Route.of("POST", WORKLOADS, access(WRITE), this::createWorkload),
                        Route.of("POST", application + "/addKey", access(WRITE), this::addKey),
                        Route.of("POST", application + "/removeKey", access(WRITE), this::removeKey)))
                .flatMap(part -> part);
    }

    private Stream<Route> common(String collection, PrincipalType type) {
        String one = collection + "/{id}";
        return Stream.of(Route.of("GET", collection, access(READ), call -> list(type)),
                Route.of("GET", one, access(READ), call -> ApiResponse.json(200, json(existing(call, type)))),
                Route.of("DELETE", one, access(WRITE), call -> delete(call, type)),
                Route.of("POST", one + "/addPassword", access(WRITE), call -> addPassword(call, type)),
                Route.of("POST", one + "/removePassword", access(WRITE), call -> removePassword(call, type)));
    }

    private Access access(String action) {
        ResourceId subscription = ResourceId.subscription(identity.tenant().subscriptionId());
        return Access.of(action,
                call -> ArmAccess.require(identity.roles(), call.caller(), action, subscription));
    }

    private ApiResponse list(PrincipalType type) {
        ObjectNode json = Json.object();
        ArrayNode values = json.putArray("value");
        identity.principals().list().stream().filter(principal -> principal.type() == type).map(this::json)
                .forEach(values::add);
        return ApiResponse.json(200, json);
    }

    private ObjectNode json(Principal principal) {
        ObjectNode json = Json.object().put("id", principal.objectId()).put("appId", principal.appId())
                .put("displayName", principal.displayName());
        ArrayNode secrets = json.putArray("passwordCredentials");
        identity.principals().secretIds(principal).forEach(id -> secrets.addObject().put("keyId", id));
        if (principal.type() == PrincipalType.WORKLOAD_IDENTITY) {
            return json.put("onImds", identity.principals().onImds().contains(principal));
        }
        ArrayNode certificates = json.putArray("keyCredentials");
        identity.certificates().of(principal).stream().map(Certificates::json).forEach(certificates::add);
        return json;
    }

    private static String displayName(ObjectNode body) {
        return Json.text(body, "displayName")
                .filter(text -> !text.isBlank() && text.length() <= Principals.MAX_NAME_LENGTH)
                .orElseThrow(() -> badRequest("The property displayName must be a text of 1 to "
                        + Principals.MAX_NAME_LENGTH + " characters."));
    }

    private ApiResponse createApplication(Call call) {
        String name = displayName(call.request().jsonObject());
        Principal made = identity.principals()
                .transact(transaction -> identity.principals().registerApplication(transaction, name));
        return ApiResponse.json(201, json(made));
    }

    private ApiResponse createWorkload(Call call) {
        ObjectNode body = call.request().jsonObject();
        String name = displayName(body);
        boolean onImds = body.path("onImds").asBoolean(false);
        NewApplication made = identity.principals().transact(
                transaction -> identity.principals().createWorkloadIdentity(transaction, name, onImds));
        return ApiResponse.json(201, json(made.principal())
                .put("identityEndpoint", call.request().origin() + WorkloadRoutes.PATH)
                .put("identityHeader", WorkloadRoutes.header(made.principal(), made.clientSecret())))
                .with("Cache-Control", "no-store");
    }

    private Principal existing(Call call, PrincipalType type) {
        return identity.principals().find(call.variable("id")).filter(found -> found.type() == type)
                .orElseThrow(() -> new ApiException(404, "Request_ResourceNotFound",
                        "Resource '" + call.variable("id") + "' does not exist or is no "
                                + (type == PrincipalType.APPLICATION
                                        ? "application."
                                        : "identity of a workload.")));
    }

    private ApiResponse delete(Call call, PrincipalType type) {
        Principal principal = existing(call, type);
        if (principal.objectId().equals(call.caller().objectId())) {
            throw badRequest("An application cannot delete itself.");
        }
        identity.principals().delete(principal.objectId());
        return ApiResponse.empty(204);
    }

    private ApiResponse addPassword(Call call, PrincipalType type) {
        Principal principal = existing(call, type);
        NewSecret secret = changed(() -> identity.principals().transact(
                transaction -> identity.principals().addSecret(transaction, principal.objectId())));
        ObjectNode json = Json.object().put("keyId", secret.id());
        if (type == PrincipalType.WORKLOAD_IDENTITY) {
            json.put("identityHeader", WorkloadRoutes.header(principal, secret.value()));
        } else {
            json.put("secretText", secret.value()).put("hint", secret.value().substring(0, 3));
        }
        return ApiResponse.json(200, json).with("Cache-Control", "no-store");
    }

    private ApiResponse removePassword(Call call, PrincipalType type) {
        String objectId = existing(call, type).objectId();
        return removed(call, keyId -> identity.principals()
                .transact(transaction -> identity.principals().removeSecret(transaction, objectId, keyId)));
    }

    private ApiResponse addKey(Call call) {
        Principal application = existing(call, PrincipalType.APPLICATION);
        ObjectNode key = Json.child(call.request().jsonObject(), "keyCredential");
        if (!Json.text(key, "type").orElse("AsymmetricX509Cert").equals("AsymmetricX509Cert")
                || !Json.text(key, "usage").orElse("Verify").equals("Verify")) {
            throw badRequest("The keyCredential must be of type AsymmetricX509Cert, for the usage Verify.");
        }
        String name = Json.text(key, "displayName").orElse("");
        if (name.length() > Principals.MAX_NAME_LENGTH) {
            throw badRequest("The displayName is longer than " + Principals.MAX_NAME_LENGTH + " characters.");
        }
        byte[] bytes = Json.text(key, "key").flatMap(ApplicationRoutes::base64)
                .orElseThrow(() -> badRequest("The keyCredential's key must be the certificate in base64."));
        RegisteredCertificate added = changed(() -> identity.principals().transact(transaction -> identity
                .certificates().add(transaction, application.objectId(), name, bytes)));
        return ApiResponse.json(200, Certificates.json(added));
    }

    private static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getMimeDecoder().decode(text)).filter(bytes -> bytes.length > 0);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private ApiResponse removeKey(Call call) {
        String objectId = existing(call, PrincipalType.APPLICATION).objectId();
        return removed(call, keyId -> identity.principals()
                .transact(transaction -> identity.certificates().remove(transaction, objectId, keyId)));
    }

    private static ApiResponse removed(Call call, Function<String, Boolean> removal) {
        String keyId = Json.text(call.request().jsonObject(), "keyId").orElse("");
        if (!changed(() -> removal.apply(keyId))) {
            throw badRequest("There is no credential of that keyId.");
        }
        return ApiResponse.empty(204);
    }

    private static <T> T changed(Supplier<T> change) {
        try {
            return change.get();
        } catch (IllegalArgumentException e) {
            throw badRequest(e.getMessage() + ".");
        }
    }

    private static ApiException badRequest(String message) {
        return new ApiException(400, "Request_BadRequest", message);
    }
}
