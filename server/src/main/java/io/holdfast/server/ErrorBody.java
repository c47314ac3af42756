package io.holdfast.server;

import io.holdfast.rest.Json;
import tools.jackson.databind.node.ObjectNode;

/// The error envelope for requests that reach no API: `{"error":{"code":"...","message":"..."}}`.
final class ErrorBody {

    private ErrorBody() {}

    static ObjectNode of(String code, String message) {
        ObjectNode body = Json.object();
        body.putObject("error").put("code", code).put("message", message);
        return body;
    }
}
