package io.holdfast.cmk;

import java.net.URI;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A call that would change something.
///
/// @param audience of the token it needs
public record Call(String method, URI target, String audience, Optional<JsonNode> body) {

    /// As a `--dry-run` shows it: the request line, then the body on lines of its own.
    public String shown() {
        return method + " " + target
                + body.map(json -> System.lineSeparator() + json.toPrettyString()).orElse("");
    }
}
