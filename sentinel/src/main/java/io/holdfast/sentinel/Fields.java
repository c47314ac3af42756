package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.Guids;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the members of a request's object into a clean one: what is checked is copied, all else is left
/// behind.
///
/// Errors name the member by its path and what would be right, never the value. For one request.
final class Fields {

    private final JsonNode from;
    private final String path;
    private final ObjectNode to;

    private Fields(JsonNode from, String path, ObjectNode to) {
        this.from = from;
        this.path = path;
        this.to = to;
    }

    /// The members of `from`, which stands at `path` in the body.
    ///
    /// @throws ApiException 400 if it is no object
    static Fields of(JsonNode from, String path) {
        if (!from.isObject()) {
            throw ArmErrors.invalidParameter(path, "'" + path + "' must be an object.");
        }
        return new Fields(from, path, Json.object());
    }

    /// What was read.
    ObjectNode read() {
        return to;
    }

    /// A text of 1 to `max` characters that must be there.
    Fields required(String name, int max) {
        requireThere(name);
        if (from.path(name).isString() && from.path(name).stringValue().isBlank()) {
            throw invalid(name, "must not be empty");
        }
        return text(name, max);
    }

    /// A text of up to `max` characters, if it is there.
    Fields text(String name, int max) {
        return copied(name, "must be a text of up to " + max + " characters",
                value -> value.length() <= max ? Optional.of(value) : Optional.empty());
    }

    /// One of the values, in any case, that must be there; read in the casing given here.
    Fields requiredChoice(String name, List<String> values) {
        requireThere(name);
        return choice(name, values);
    }

    /// One of the values, in any case, if it is there.
    Fields choice(String name, List<String> values) {
        return copied(name, "must be one of " + String.join(", ", values),
                value -> values.stream().filter(value::equalsIgnoreCase).findFirst());
    }

    /// A GUID, if it is there.
    Fields guid(String name) {
        return copied(name, "must be a GUID", value -> Optional.of(value).filter(Guids::isGuid));
    }

    /// A time as ISO 8601 with an offset, if it is there; read in UTC.
    Fields instant(String name) {
        return copied(name, "must be a time such as 2026-03-01T12:00:00Z", value -> {
            try {
                return Optional.of(OffsetDateTime.parse(value).toInstant()).map(Instant::toString);
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }

    /// An object within, if it is there.
    Fields object(String name, UnaryOperator<Fields> members) {
        if (isThere(name)) {
            to.set(name, members.apply(of(from.path(name), path + "." + name)).read());
        }
        return this;
    }

    /// A list of up to `max` objects, if it is there.
    Fields objects(String name, int max, UnaryOperator<Fields> members) {
        if (isThere(name)) {
            JsonNode list = from.path(name);
            if (!list.isArray() || list.size() > max) {
                throw invalid(name, "must be a list of up to " + max + " objects");
            }
            var clean = to.putArray(name);
            for (int i = 0; i < list.size(); i++) {
                clean.add(members.apply(of(list.path(i), path + "." + name + "[" + i + "]")).read());
            }
        }
        return this;
    }

    private Fields copied(String name, String rule, Reader reader) {
        if (isThere(name)) {
            JsonNode value = from.path(name);
            to.put(name,
                    Optional.of(value).filter(JsonNode::isString).map(JsonNode::stringValue)
                            .flatMap(reader::read)
                            .orElseThrow(() -> invalid(name, rule)));
        }
        return this;
    }

    private boolean isThere(String name) {
        return !from.path(name).isMissingNode() && !from.path(name).isNull();
    }

    private void requireThere(String name) {
        if (!isThere(name)) {
            throw invalid(name, "is required");
        }
    }

    private ApiException invalid(String name, String rule) {
        return ArmErrors.invalidParameter(path + "." + name, "'" + path + "." + name + "' " + rule + ".");
    }

    /// What a text becomes; empty if it does not obey the rule.
    @FunctionalInterface
    private interface Reader {
        Optional<String> read(String value);
    }
}
