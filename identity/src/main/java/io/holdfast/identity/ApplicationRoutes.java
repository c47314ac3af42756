package io.holdfast.identity;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ResourceId;
import io.holdfast.rest.Access;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// Applications of the directory: made, given secrets and deleted by who may assign roles on the
/// subscription.
///
/// An application and its service principal are one record here and share their object id.
final class ApplicationRoutes {

    private static final String APPLICATIONS = "/v1.0/applications";
    private static final String APPLICATION = APPLICATIONS + "/{id}";
    // Who may give rights to principals may as well make them; the directory has no roles of its own.
    private static final String ACTION = "Microsoft.Authorization/roleAssignments/write";

    private final Identity identity;

    ApplicationRoutes(Identity identity) {
        this.identity = identity;
    }

    Stream<Route> routes() {
        ResourceId subscription = ResourceId.subscription(identity.tenant().subscriptionId());
        Access access = Access.of(ACTION,
                call -> ArmAccess.require(identity.roles(), call.caller(), ACTION, subscription));
        return Stream.of(Route.of("POST", APPLICATIONS, access, this::create),
                Route.of("DELETE", APPLICATION, access, this::delete),
                Route.of("POST", APPLICATION + "/addPassword", access, this::addPassword),
                Route.of("POST", APPLICATION + "/removePassword", access, this::removePassword));
    }

    private ApiResponse create(Call call) {
        String name = Json.text(call.request().jsonObject(), "displayName")
                .filter(text -> !text.isBlank() && text.length() <= Principals.MAX_NAME_LENGTH)
                .orElseThrow(() -> new ApiException(400, "Request_BadRequest",
                        "The property displayName must be a text of 1 to " + Principals.MAX_NAME_LENGTH
                                + " characters."));
        Principal made = identity.principals()
                .transact(transaction -> identity.principals().registerApplication(transaction, name));
        return ApiResponse.json(201, Json.object().put("id", made.objectId()).put("appId", made.appId())
                .put("displayName", made.displayName()));
    }

    private Principal application(Call call) {
        return identity.principals().find(call.variable("id"))
                .filter(found -> found.type() == PrincipalType.APPLICATION)
                .orElseThrow(() -> new ApiException(404, "Request_ResourceNotFound", "Resource '"
                        + call.variable("id") + "' does not exist or is no application."));
    }

    private ApiResponse delete(Call call) {
        Principal application = application(call);
        if (application.objectId().equals(call.caller().objectId())) {
            throw new ApiException(400, "Request_BadRequest", "An application cannot delete itself.");
        }
        identity.principals().delete(application.objectId());
        return ApiResponse.empty(204);
    }

    private ApiResponse addPassword(Call call) {
        String objectId = application(call).objectId();
        try {
            NewSecret secret = identity.principals()
                    .transact(transaction -> identity.principals().addSecret(transaction, objectId));
            ObjectNode json = Json.object().put("keyId", secret.id()).put("secretText", secret.value())
                    .put("hint", secret.value().substring(0, 3));
            return ApiResponse.json(200, json).with("Cache-Control", "no-store");
        } catch (IllegalArgumentException e) {
            throw new ApiException(400, "Request_BadRequest",
                    "The application does not exist any more, or has "
                            + Principals.MAX_SECRETS + " secrets already; remove one with removePassword.");
        }
    }

    private ApiResponse removePassword(Call call) {
        String objectId = application(call).objectId();
        String keyId = Json.text(call.request().jsonObject(), "keyId").orElse("");
        boolean removed = identity.principals()
                .transact(transaction -> identity.principals().removeSecret(transaction, objectId, keyId));
        if (!removed) {
            throw new ApiException(400, "Request_BadRequest", "The application has no secret of that keyId.");
        }
        return ApiResponse.empty(204);
    }
}
