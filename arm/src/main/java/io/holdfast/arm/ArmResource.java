package io.holdfast.arm;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.Json;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// A resource as stored: the members of its body but for `id`, `name` and `type`.
///
/// @param id with the casing of its first PUT
/// @param etag changes with each change; unquoted
/// @param body the reader's own copy
public record ArmResource(ResourceId id, String etag, ObjectNode body) {

    /// The resource as a GET answers it: `id`, `name`, `type`, and the body.
    public ObjectNode json() {
        ObjectNode json = Json.object().put("id", id.toString()).put("name", id.name()).put("type",
                id.resourceType());
        json.setAll(body);
        return json;
    }

    /// The `location`, normalised; empty text where there is none.
    public String location() {
        return Locations.normalised(Json.text(body, "location").orElse(""));
    }

    /// The `properties` member: the one of the body itself, so that changes to it change the body.
    public ObjectNode properties() {
        return body.path("properties") instanceof ObjectNode properties
                ? properties
                : body.putObject("properties");
    }

    /// Checks `If-Match` and `If-None-Match` of a request against what there is.
    ///
    /// @throws ApiException 412 `PreconditionFailed` if they do not hold
    public static void checkPreconditions(ApiRequest request, Optional<ArmResource> existing) {
        Optional<String> ifMatch = request.headers().first("if-match").map(ArmResource::unquoted);
        boolean matches = ifMatch.isEmpty() || (existing.isPresent()
                && (ifMatch.get().equals("*") || ifMatch.get().equals(existing.get().etag())));
        Optional<String> ifNoneMatch = request.headers().first("if-none-match").map(ArmResource::unquoted);
        boolean noneMatches = ifNoneMatch.isEmpty() || existing.isEmpty()
                || (!ifNoneMatch.get().equals("*") && !ifNoneMatch.get().equals(existing.get().etag()));
        if (!matches || !noneMatches) {
            throw new ApiException(412, "PreconditionFailed",
                    "The resource was changed, exists or is absent, against what the request's precondition"
                            + " says; read it again and retry with its present etag.");
        }
    }

    private static String unquoted(String etag) {
        String strong = etag.startsWith("W/") ? etag.substring(2) : etag;
        return strong.replace("\"", "").strip();
    }
}
