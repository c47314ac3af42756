package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.Guids;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
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

    /// A member as it was given, if it is a text.
    Optional<String> given(String name) {
        return Json.text(from, name);
    }

    /// Checks that members are there.
    Fields need(String... names) {
        for (String name : names) {
            requireThere(name);
        }
        return this;
    }

    /// A truth value, if it is there.
    Fields bool(String name) {
        return value(name, "must be true or false", JsonNode::isBoolean);
    }

    /// A whole number within bounds, if it is there.
    Fields number(String name, long min, long max) {
        return value(name, "must be a whole number from " + min + " to " + max,
                value -> value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= min
                        && value.asLong() <= max);
    }

    /// A duration as ISO 8601 within bounds, if it is there; kept as it was written.
    Fields duration(String name, Duration min, Duration max) {
        return copied(name, "must be a duration from " + min + " to " + max, value -> Durations.parse(value)
                .filter(read -> read.compareTo(min) >= 0 && read.compareTo(max) <= 0).map(read -> value));
    }

    /// A list of up to `max` texts of up to `length` characters, if it is there.
    Fields texts(String name, int max, int length) {
        return list(name, "must be a list of up to " + max + " texts of up to " + length + " characters",
                max, item -> Optional.of(item).filter(text -> text.length() <= length));
    }

    /// A list of values out of these, in any case, if it is there; read in the casing given here.
    Fields choices(String name, int max, List<String> values) {
        return list(name, "must be a list of up to " + max + " of " + String.join(", ", values), max,
                item -> values.stream().filter(item::equalsIgnoreCase).findFirst());
    }

    /// An object of up to `max` texts of up to `length` characters, if it is there.
    Fields textsByName(String name, int max, int length) {
        return value(name,
                "must be an object of up to " + max + " texts of up to " + length + " characters",
                value -> value.isObject() && value.size() <= max && value.valueStream()
                        .allMatch(text -> text.isString() && text.stringValue().length() <= length));
    }

    /// Any value of up to `bytes` bytes as JSON, if it is there.
    Fields any(String name, int bytes) {
        return value(name, "must be at most " + bytes + " bytes long as JSON",
                value -> Json.bytes(value).length <= bytes);
    }

    private Fields value(String name, String rule, Predicate<JsonNode> isRight) {
        if (isThere(name)) {
            if (!isRight.test(from.path(name))) {
                throw invalid(name, rule);
            }
            to.set(name, from.path(name).deepCopy());
        }
        return this;
    }

    private Fields list(String name, String rule, int max, Reader reader) {
        if (isThere(name)) {
            JsonNode list = from.path(name);
            if (!list.isArray() || list.size() > max) {
                throw invalid(name, rule);
            }
            var clean = to.putArray(name);
            for (JsonNode item : list) {
                clean.add(Optional.of(item).filter(JsonNode::isString).map(JsonNode::stringValue)
                        .flatMap(reader::read).orElseThrow(() -> invalid(name, rule)));
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

    /// The error of a member that does not obey a rule.
    ApiException invalid(String name, String rule) {
        return ArmErrors.invalidParameter(path + "." + name, "'" + path + "." + name + "' " + rule + ".");
    }

    /// What a text becomes; empty if it does not obey the rule.
    @FunctionalInterface
    private interface Reader {
        Optional<String> read(String value);
    }
}
