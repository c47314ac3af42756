package io.holdfast.loganalytics.internal;

import io.holdfast.kql.KqlType;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The types that columns of the Data Collector API have, told by the suffix of their names.
/// Source: arm-api E.
enum CollectorType {
    /// True or false.
    BOOLEAN("_b", KqlType.BOOL),
    /// A number of double precision.
    DOUBLE("_d", KqlType.REAL),
    /// A point in time, from ISO 8601 text.
    DATETIME("_t", KqlType.DATETIME),
    /// A GUID, with or without its dashes.
    GUID("_g", KqlType.GUID),
    /// Text, and the JSON text of objects and arrays.
    STRING("_s", KqlType.STRING);

    /// Longer texts are cut. Source: Data Collector API, data limits.
    static final int MAX_TEXT_BYTES = 32 * 1024;

    private static final int MAX_NUMBER_CHARS = 400;
    // A plain date is text: many are no dates at all.
    private static final Pattern DATETIME_TEXT = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}.*");

    private final String suffix;
    private final KqlType type;

    CollectorType(String suffix, KqlType type) {
        this.suffix = suffix;
        this.type = type;
    }

    String suffix() {
        return suffix;
    }

    KqlType type() {
        return type;
    }

    /// The type that a value has by itself.
    static CollectorType of(JsonNode value) {
        if (value.isBoolean()) {
            return BOOLEAN;
        }
        if (value.isNumber()) {
            return DOUBLE.converted(value).isPresent() ? DOUBLE : STRING;
        }
        if (!value.isString()) {
            return STRING;
        }
        if (GUID.converted(value).isPresent()) {
            return GUID;
        }
        return DATETIME_TEXT.matcher(value.stringValue()).matches() && DATETIME.converted(value).isPresent()
                ? DATETIME
                : STRING;
    }

    /// The value as a column of this type takes it: a Boolean, a Double or a text; empty if it does not.
    Optional<Object> converted(JsonNode value) {
        return switch (this) {
            case BOOLEAN -> bool(value);
            case DOUBLE -> number(value);
            case DATETIME -> text(value).flatMap(Datetimes::parse).map(Datetimes::canonical);
            case GUID -> text(value).flatMap(RowValues::guidOf).map(Object.class::cast);
            case STRING -> Optional.of(RowValues.cut(RowValues.whole(
                    value.isString() ? value.stringValue() : value.toString()), MAX_TEXT_BYTES));
        };
    }

    private static Optional<Object> bool(JsonNode value) {
        if (value.isBoolean()) {
            return Optional.of(value.booleanValue());
        }
        return text(value).map(text -> text.toLowerCase(Locale.ROOT))
                .filter(text -> text.equals("true") || text.equals("false")).map(Boolean::valueOf);
    }

    private static Optional<Object> number(JsonNode value) {
        if (value.isNumber()) {
            return Optional.<Object>of(value.doubleValue()).filter(CollectorType::isFinite);
        }
        try {
            return text(value).filter(text -> text.length() <= MAX_NUMBER_CHARS)
                    .<Object>map(text -> new BigDecimal(text).doubleValue()).filter(CollectorType::isFinite);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean isFinite(Object number) {
        return number instanceof Double value && Double.isFinite(value);
    }

    private static Optional<String> text(JsonNode value) {
        return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }
}
