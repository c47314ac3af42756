package io.holdfast.rest;

import java.util.Optional;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// JSON as the APIs read and write it: strict (one value, no duplicate names, bounded depth).
public final class Json {

    /// The deepest nesting that a body may have.
    public static final int MAX_DEPTH = 100;

    private static final JsonMapper MAPPER = JsonMapper
            .builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private Json() {}

    /// An empty object.
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /// An empty array.
    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /// UTF-8 bytes of the value.
    public static byte[] bytes(JsonNode value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /// Reads one value.
    ///
    /// @throws ApiException 400 `InvalidRequestContent`, with line and column, if it is malformed
    public static JsonNode parse(byte[] bytes) {
        try {
            JsonNode value = MAPPER.readTree(bytes);
            if (value.isMissingNode()) {
                throw new ApiException(400, "InvalidRequestContent",
                        "The request has no body; send a JSON value.");
            }
            return value;
        } catch (JacksonException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
            throw new ApiException(400, "InvalidRequestContent",
                    "The request body is not well-formed JSON" + where
                            + ".");
        }
    }

    /// Reads one object.
    ///
    /// @throws ApiException 400 `InvalidRequestContent` if it is malformed or no object
    public static ObjectNode parseObject(byte[] bytes) {
        if (parse(bytes) instanceof ObjectNode object) {
            return object;
        }
        throw new ApiException(400, "InvalidRequestContent", "The request body must be a JSON object.");
    }

    /// The text of a member of an object, if it is there and a string.
    public static Optional<String> text(JsonNode object, String member) {
        JsonNode value = object.path(member);
        return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }

    /// The object member of an object; an empty one if there is none.
    public static ObjectNode child(JsonNode object, String member) {
        return object.path(member) instanceof ObjectNode child ? child : object();
    }
}
