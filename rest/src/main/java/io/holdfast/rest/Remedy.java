package io.holdfast.rest;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The call that brings what an [ApiError] misses.
///
/// @param method such as `PUT`
/// @param path of the management API, or absolute for another; `{name}` stands for what the server cannot know
/// @param body if the call has one
public record Remedy(String method, String path, Optional<ObjectNode> body) {

    /// A call without a body.
    public static Remedy of(String method, String path) {
        return new Remedy(method, path, Optional.empty());
    }

    /// A call with a body.
    public static Remedy of(String method, String path, ObjectNode body) {
        return new Remedy(method, path, Optional.of(body));
    }

    /// `{"method","path"[,"body"]}`.
    public ObjectNode json() {
        ObjectNode json = Json.object().put("method", method).put("path", path);
        body.ifPresent(value -> json.set("body", value));
        return json;
    }
}
