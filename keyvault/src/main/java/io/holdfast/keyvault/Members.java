package io.holdfast.keyvault;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads single members of the data plane's bodies. A member that is null counts as absent.
///
/// All methods throw [VaultException.Invalid], naming the member, where a value is of another type or out of
/// range.
final class Members {

    /// Far after any key: the year 9999.
    private static final long MAX_EPOCH_SECONDS = 253_402_300_799L;

    private Members() {}

    static Optional<JsonNode> find(JsonNode object, String name) {
        return Optional.of(object.path(name)).filter(value -> !value.isMissingNode() && !value.isNull());
    }

    /// @throws VaultException.Invalid if there is such a member
    static void refuse(JsonNode object, String name, String why) {
        if (find(object, name).isPresent()) {
            throw Refusals.invalid(name, why);
        }
    }

    static Optional<String> text(JsonNode object, String name) {
        return find(object, name).map(value -> {
            if (!value.isString()) {
                throw Refusals.invalid(name, "must be a text");
            }
            return value.stringValue();
        });
    }

    static String requiredText(JsonNode object, String name) {
        return text(object, name).orElseThrow(() -> Refusals.invalid(name, "it is missing"));
    }

    static Optional<Boolean> flag(JsonNode object, String name) {
        return find(object, name).map(value -> {
            if (!value.isBoolean()) {
                throw Refusals.invalid(name, "must be true or false");
            }
            return value.booleanValue();
        });
    }

    static Optional<Long> number(JsonNode object, String name) {
        return find(object, name).map(value -> {
            if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                throw Refusals.invalid(name, "must be a whole number");
            }
            return value.longValue();
        });
    }

    static Optional<Instant> time(JsonNode object, String name) {
        return number(object, name).map(seconds -> {
            if (seconds < 0 || seconds > MAX_EPOCH_SECONDS) {
                throw Refusals.invalid(name, "must be seconds since 1970");
            }
            return Instant.ofEpochSecond(seconds);
        });
    }

    /// Bytes in base64url, with or without padding; empty if absent.
    static Optional<byte[]> bytes(JsonNode object, String name) {
        return text(object, name).map(value -> {
            try {
                return Base64.getUrlDecoder().decode(value);
            } catch (IllegalArgumentException _) {
                throw Refusals.invalid(name, "must be base64url");
            }
        });
    }

    static byte[] requiredBytes(JsonNode object, String name) {
        return bytes(object, name).orElseThrow(() -> Refusals.invalid(name, "it is missing"));
    }

    /// An absent object is an empty one.
    static ObjectNode object(ObjectNode body, String name) {
        return find(body, name).map(value -> {
            if (value instanceof ObjectNode object) {
                return object;
            }
            throw Refusals.invalid(name, "must be an object");
        }).orElseGet(body::objectNode);
    }

    static Optional<List<String>> texts(ObjectNode body, String name) {
        return find(body, name).map(value -> {
            List<String> texts = new ArrayList<>();
            value.forEach(text -> {
                if (!text.isString()) {
                    throw Refusals.invalid(name, "must be a list of texts");
                }
                texts.add(text.stringValue());
            });
            if (!value.isArray()) {
                throw Refusals.invalid(name, "must be a list of texts");
            }
            return List.copyOf(texts);
        });
    }

    static Optional<Map<String, String>> tags(ObjectNode body) {
        if (find(body, "tags").isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> tags = new LinkedHashMap<>();
        object(body, "tags").properties().forEach(tag -> {
            if (!tag.getValue().isString()) {
                throw Refusals.invalid("tags", "values must be texts");
            }
            tags.put(tag.getKey(), tag.getValue().stringValue());
        });
        KeyFields.checkTags(tags);
        return Optional.of(tags);
    }
}
