package io.holdfast.query.internal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Dynamic values as trees. Text that is no JSON, or is nested deeper than Jackson's bound, is absent.
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Json() {}

    static Optional<JsonNode> parse(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            return (node == null || node.isMissingNode()) ? Optional.empty() : Optional.of(node);
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    static Optional<ArrayNode> array(Object text) {
        return parse((String) text).filter(JsonNode::isArray).map(ArrayNode.class::cast);
    }

    static Optional<ObjectNode> bag(Object text) {
        return parse((String) text).filter(JsonNode::isObject).map(ObjectNode.class::cast);
    }

    static ArrayNode newArray() {
        return NODES.arrayNode();
    }

    static ObjectNode newBag() {
        return NODES.objectNode();
    }

    static JsonNode text(String text) {
        return NODES.stringNode(text);
    }

    /// Returns the text of a value; null for JSON's null at the top, which stands for a null of type dynamic.
    static @Nullable String write(JsonNode node) {
        return node.isNull() ? null : MAPPER.writeValueAsString(node);
    }

    /// Returns an element of an array, json's null past its end or of what is no array.
    static JsonNode at(JsonNode array, int index) {
        return array.isArray() && index < array.size() ? array.get(index) : NODES.nullNode();
    }

    /// Returns the value of a text, json's null if there is none.
    static JsonNode orNull(@Nullable Object text) {
        return text == null ? NODES.nullNode() : parse((String) text).orElseGet(NODES::nullNode);
    }

    /// Returns a number or bool as a real, `NaN` for any other value.
    static double number(JsonNode node) {
        return node.isNumber()
                ? node.doubleValue()
                : node.isBoolean() ? node.asBoolean() ? 1 : 0 : Double.NaN;
    }

    /// Returns what `tostring()` gives: a text without quotes, nothing for null, else JSON.
    static String asText(JsonNode node) {
        return node.isString() ? node.asString() : node.isNull() ? "" : MAPPER.writeValueAsString(node);
    }
}
