package io.holdfast.identity;

import io.holdfast.arm.ArmAccess;
import io.holdfast.arm.ResourceId;
import io.holdfast.rest.Access;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The replacement of the key that signs tokens, by the operator of the installation.
final class SigningKeyRoutes {

    private final Identity identity;

    SigningKeyRoutes(Identity identity) {
        this.identity = identity;
    }

    Stream<Route> routes() {
        ResourceId subscription = ResourceId.subscription(identity.tenant().subscriptionId());
        Access access = Access.of(BuiltInRoles.ROTATE_SIGNING_KEY, call -> ArmAccess
                .require(identity.roles(), call.caller(), BuiltInRoles.ROTATE_SIGNING_KEY, subscription));
        return Stream.of(Route.of("POST", "/v1.0/signingKeys/rotate", access, this::rotate));
    }

    private ApiResponse rotate(Call call) {
        boolean discard = call.request().jsonObject().path("discardOthers").asBoolean(false);
        SigningKeys keys = identity.tokens().keys();
        ObjectNode json = Json.object().put("keyId", keys.rotate(discard).getKeyID());
        ArrayNode accepted = json.putArray("acceptedKeyIds");
        keys.verifying().forEach(key -> accepted.add(key.getKeyID()));
        return ApiResponse.json(200, json);
    }
}
