package io.holdfast.ingest;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Types of columns, as tables of workspaces name them, and what of files becomes a value of each.
public enum ColumnType {
    /// Text.
    STRING,
    /// A whole number of 32 bits.
    INT,
    /// A whole number of 64 bits.
    LONG,
    /// Floating point of 64 bits.
    REAL,
    /// True or false.
    BOOLEAN,
    /// A point in time.
    DATETIME,
    /// A GUID.
    GUID,
    /// Any JSON.
    DYNAMIC;

    private static final Pattern GUID_TEXT = Pattern
            .compile("\\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\}?");
    private static final int MAX_NUMBER_CHARS = 400;

    /// The type that a table's schema names so, in any case.
    public static Optional<ColumnType> named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "string" -> Optional.of(STRING);
            case "int" -> Optional.of(INT);
            case "long" -> Optional.of(LONG);
            case "real", "double" -> Optional.of(REAL);
            case "bool", "boolean" -> Optional.of(BOOLEAN);
            case "datetime" -> Optional.of(DATETIME);
            case "guid" -> Optional.of(GUID);
            case "dynamic" -> Optional.of(DYNAMIC);
            default -> Optional.empty();
        };
    }

    /// The name in table resources.
    public String apiName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The type that a value of a file has by itself; text is text, unless it is a point in time.
    static ColumnType of(JsonNode value) {
        if (value.isBoolean()) {
            return BOOLEAN;
        }
        if (value.isIntegralNumber()) {
            return value.canConvertToLong() ? LONG : REAL;
        }
        if (value.isNumber()) {
            return REAL;
        }
        if (value.isContainer()) {
            return DYNAMIC;
        }
        return Times.isIso(value.asString("")) ? DATETIME : STRING;
    }

    /// The type that takes values of both.
    ColumnType with(ColumnType other) {
        if (this == other) {
            return this;
        }
        boolean numbers = (this == LONG || this == REAL) && (other == LONG || other == REAL);
        return numbers ? REAL : this == DYNAMIC || other == DYNAMIC ? DYNAMIC : STRING;
    }

    /// The value as a column of this type takes it; empty if it does not.
    ///
    /// @param times reads points in time
    Optional<JsonNode> fitted(JsonNode value, Times times) {
        return switch (this) {
            case STRING -> Optional.of(value.isString() ? value : text(value.toString()));
            case INT -> whole(value).filter(JsonNode::canConvertToInt);
            case LONG -> whole(value);
            case REAL -> number(value).map(number -> Json.object().numberNode(number.doubleValue()))
                    .filter(node -> Double.isFinite(node.doubleValue())).map(JsonNode.class::cast);
            case BOOLEAN -> bool(value);
            case DATETIME -> times.of(value).map(Instant::toString).map(ColumnType::text);
            case GUID -> Optional.of(value.asString("")).filter(text -> GUID_TEXT.matcher(text).matches())
                    .map(text -> text(text.replace("{", "").replace("}", "")));
            case DYNAMIC -> Optional.of(parsed(value));
        };
    }

    private static JsonNode text(String text) {
        return Json.object().stringNode(text);
    }

    private static Optional<JsonNode> whole(JsonNode value) {
        return number(value).filter(number -> number.stripTrailingZeros().scale() <= 0)
                .filter(number -> number.precision() - number.scale() <= 19)
                .map(number -> Json.object().numberNode(number.toBigInteger()))
                .filter(JsonNode::canConvertToLong)
                .map(node -> Json.object().numberNode(node.longValue()));
    }

    private static Optional<BigDecimal> number(JsonNode value) {
        if (value.isNumber()) {
            return Optional.of(value.decimalValue());
        }
        String text = value.asString("").strip();
        try {
            return text.isEmpty() || text.length() > MAX_NUMBER_CHARS
                    ? Optional.empty()
                    : Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> bool(JsonNode value) {
        if (value.isBoolean()) {
            return Optional.of(value);
        }
        return switch (value.asString("").toLowerCase(Locale.ROOT)) {
            case "true", "1", "t" -> Optional.of(Json.object().booleanNode(true));
            case "false", "0", "f" -> Optional.of(Json.object().booleanNode(false));
            default -> Optional.empty();
        };
    }

    /// JSON in text, as exports write dynamic columns, is taken for what it says.
    private static JsonNode parsed(JsonNode value) {
        String text = value.isString() ? value.stringValue().strip() : "";
        if (!text.startsWith("{") && !text.startsWith("[")) {
            return value;
        }
        try {
            return Json.MAPPER.readTree(text);
        } catch (JacksonException e) {
            return value;
        }
    }
}
