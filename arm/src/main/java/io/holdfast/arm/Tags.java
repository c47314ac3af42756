package io.holdfast.arm;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Tags of a resource: an object of text values.
public final class Tags {

    /// The most tags that a resource may have.
    public static final int MAX_TAGS = 50;
    private static final int MAX_NAME_LENGTH = 512;
    private static final int MAX_VALUE_LENGTH = 256;

    private Tags() {}

    /// The `tags` member of a body; an empty object where it is absent or null.
    ///
    /// @throws ApiException 400 if they are not tags, too many or too long
    public static ObjectNode of(JsonNode body) {
        JsonNode tags = body.path("tags");
        if (tags.isMissingNode() || tags.isNull()) {
            return Json.object();
        }
        if (!(tags instanceof ObjectNode object)) {
            throw invalid("InvalidRequestContent", "Tags must be an object of names and text values.");
        }
        if (object.size() > MAX_TAGS) {
            throw invalid("TooManyTags",
                    "The resource has " + object.size() + " tags; at most " + MAX_TAGS + " are allowed.");
        }
        object.properties().forEach(tag -> check(tag.getKey(), tag.getValue()));
        return object.deepCopy();
    }

    private static void check(String name, JsonNode value) {
        if (name.isBlank() || name.length() > MAX_NAME_LENGTH
                || name.chars().anyMatch(c -> "<>%&\\?/".indexOf(c) >= 0)) {
            throw invalid("InvalidTagNameCharacters", "A tag's name must have 1 to " + MAX_NAME_LENGTH
                    + " characters, none of them one of <>%&\\?/.");
        }
        if (!value.isString() || value.stringValue().length() > MAX_VALUE_LENGTH) {
            throw invalid("InvalidTagValueLength",
                    "The value of a tag must be a text of at most " + MAX_VALUE_LENGTH + " characters.");
        }
    }

    private static ApiException invalid(String code, String message) {
        return new ApiException(400, code, message);
    }
}
