package io.holdfast.e2e;

import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON for the tests.
final class Json {

    private static final JsonMapper MAPPER = new JsonMapper();

    private Json() {}

    static JsonNode parse(String text) {
        return MAPPER.readTree(text.isEmpty() ? "null" : text);
    }

    /// The JSON in a file.
    static JsonNode read(Path file) {
        return MAPPER.readTree(file.toFile());
    }

    /// JSON written with single quotes, for readable sources.
    static String of(String singleQuoted) {
        return singleQuoted.replace('\'', '"');
    }
}
