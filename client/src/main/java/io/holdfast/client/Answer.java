package io.holdfast.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import tools.jackson.databind.JsonNode;

/// The answer to one call.
///
/// @param headers by lower-case name, first value
/// @param body a missing node where there is none
/// @param took from sending to having the whole answer
public record Answer(int status, Map<String, String> headers, JsonNode body, Duration took) {

    /// Copies the headers.
    public Answer {
        headers = Map.copyOf(headers);
    }

    /// Whether the status is 2xx.
    public boolean succeeded() {
        return status / 100 == 2;
    }

    /// A header's value.
    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    /// The error's code, wherever the API's envelope has it; empty text if it is no error.
    public String errorCode() {
        return error().path("code").asString("");
    }

    /// The code of the innermost error; empty text if there is none.
    public String innerCode() {
        return innermost().path("code").asString("");
    }

    /// The error as one line: status, code, message and, innermost, what caused it.
    public String errorText() {
        JsonNode error = error();
        JsonNode innermost = innermost();
        String cause = innermost.path("message").asString(innermost.path("code").asString(""));
        String place = innermost.has("line")
                ? " at line " + innermost.path("line").asString("") + ", column "
                        + innermost.path("pos").asString("")
                : "";
        String message = error.path("message").asString("");
        return (status + " " + errorCode() + ": " + message
                + (cause.isEmpty() || message.contains(cause) ? "" : " (" + cause + place + ")")).strip();
    }

    /// The line of a text that a mistake in it is on, and a caret below its place; empty if the answer names none.
    public List<String> markedIn(String text) {
        JsonNode innermost = innermost();
        int line = innermost.path("line").asInt(0);
        int column = innermost.path("pos").asInt(0);
        List<String> lines = text.lines().toList();
        if (line < 1 || line > lines.size() || column < 1 || column > lines.get(line - 1).length() + 1) {
            return List.of();
        }
        String marked = lines.get(line - 1);
        String before = marked.substring(0, column - 1).replaceAll("[^\\t]", " ");
        return List.of(marked, before + "^");
    }

    private JsonNode innermost() {
        JsonNode innermost = error();
        while (innermost.path("innererror").isObject()) {
            innermost = innermost.path("innererror");
        }
        return innermost;
    }

    private JsonNode error() {
        JsonNode error = body.path("error");
        return error.isObject() ? error : body;
    }
}
