package io.holdfast.loganalytics;

import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Json;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// An answer as a client sees it.
///
/// @param json an empty object where there is no body
record Answer(int status, Map<String, String> headers, JsonNode json) {

    static Answer of(ApiResponse response) {
        return new Answer(response.status(), response.headers(),
                response.body().length == 0 ? Json.object() : Json.parse(response.body()));
    }

    /// The value at a path such as `properties.sku.name`, as text; empty text where there is none.
    String text(String path) {
        return at(path).asString("");
    }

    JsonNode at(String path) {
        JsonNode node = json;
        for (String part : path.split("\\.", -1)) {
            node = node.path(part);
        }
        return node;
    }

    String code() {
        return text("error.code");
    }

    String message() {
        return text("error.message");
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
