package io.holdfast.kqlcheck;

import io.holdfast.kql.KqlDatetime;
import io.holdfast.kql.KqlTimespan;
import io.holdfast.kql.KqlType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// Compares single values.
///
/// @param tolerance how far numbers may differ, relative to them
/// @param sets whether arrays are compared without regard to order
record CellComparison(double tolerance, boolean sets) {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    /// Decimals were recorded as numbers of 64 bits.
    private static final double DECIMAL_TOLERANCE = 1e-15;
    private static final double APPROXIMATE = 0.01;

    /// Says whether a cell is the value that an engine was recorded to give.
    boolean same(KqlType type, @Nullable Object actual, JsonNode expected) {
        if (actual == null || expected.isNull()) {
            return actual == null && expected.isNull();
        }
        if (expected.isString() && isNotText(type) && !(actual instanceof String)) {
            return likePrinted(type, actual, expected);
        }
        return switch (type) {
            case DYNAMIC -> sameJson(MAPPER.readTree((String) actual), expected);
            case REAL -> actual instanceof String
                    ? actual.equals(expected.asString())
                    : expected.isNumber() && close((Double) actual, expected.doubleValue());
            case DECIMAL -> Math.abs(Double.parseDouble((String) actual)
                    - Double.parseDouble(expected.asString())) <= Math.max(DECIMAL_TOLERANCE, tolerance)
                            * Math.abs(Double.parseDouble(expected.asString()));
            case INT, LONG -> tolerance < APPROXIMATE
                    ? ((Number) actual).longValue() == expected.longValue()
                    : close(((Number) actual).doubleValue(), expected.doubleValue());
            case BOOL -> actual.equals(expected.asBoolean());
            case STRING -> actual.equals(expected.asString()) || sameText((String) actual, expected);
            case DATETIME, TIMESPAN, GUID -> actual.equals(expected.asString());
        };
    }

    private static boolean isNotText(KqlType type) {
        return type.isNumeric() || type == KqlType.BOOL;
    }

    /// Text of an array whose order is unspecified is compared as an array.
    private boolean sameText(String actual, JsonNode expected) {
        if (!sets || !actual.startsWith("[")) {
            return false;
        }
        try {
            return sameJson(MAPPER.readTree(actual), MAPPER.readTree(expected.asString()));
        } catch (JacksonException _) {
            return false;
        }
    }

    private boolean close(double actual, double expected) {
        return actual == expected || (Double.isNaN(actual) && Double.isNaN(expected))
                || Math.abs(actual - expected) <= tolerance * Math.max(Math.abs(actual), Math.abs(expected));
    }

    private boolean sameJson(JsonNode actual, JsonNode expected) {
        if (actual.isNumber() && expected.isNumber()) {
            return close(actual.doubleValue(), expected.doubleValue());
        }
        if (actual instanceof ArrayNode a && expected instanceof ArrayNode e) {
            return a.size() == e.size() && sameArray(a, e);
        }
        if (actual.isObject() && expected.isObject()) {
            Set<String> names = new HashSet<>(actual.propertyNames());
            return names.equals(new HashSet<>(expected.propertyNames()))
                    && names.stream().allMatch(name -> sameJson(actual.get(name), expected.get(name)));
        }
        return actual.equals(expected);
    }

    private boolean sameArray(ArrayNode actual, ArrayNode expected) {
        List<JsonNode> left = new ArrayList<>(expected.valueStream().toList());
        for (JsonNode element : actual) {
            int found = -1;
            for (int index = 0; index < (sets ? left.size() : 1) && found < 0; index++) {
                found = sameJson(element, left.get(index)) ? index : -1;
            }
            if (found < 0) {
                return false;
            }
            left.remove(found);
        }
        return true;
    }

    /// Says whether a cell is what a page prints: the same value, with the digits that are printed.
    boolean likePrinted(KqlType type, @Nullable Object actual, JsonNode expected) {
        String text = expected.isNull() ? "" : expected.asString().strip();
        if (actual == null || actual.equals("")) {
            return text.isEmpty() || text.equalsIgnoreCase("null") || text.equals("(null)");
        }
        String shown = actual.toString().strip();
        return shown.equals(text) || switch (type) {
            case INT, LONG, REAL, DECIMAL -> sameNumber(shown, text);
            case BOOL -> shown.equalsIgnoreCase(text) || text.equals(shown.equals("true") ? "1" : "0");
            case DATETIME -> sameTicks(KqlDatetime.parse(shown), KqlDatetime.parse(text));
            case TIMESPAN -> sameTicks(KqlTimespan.parse(shown), KqlTimespan.parse(text));
            case DYNAMIC -> samePrintedJson(shown, text) || unquoted(shown).equals(unquoted(text))
                    || sameNumber(shown, text);
            case STRING -> collapsed(unquoted(shown)).equals(collapsed(unquoted(text)))
                    || samePrintedJson(shown, text);
            case GUID -> shown.equals(text.toLowerCase(Locale.ROOT));
        };
    }

    private static String collapsed(String text) {
        return text.replaceAll("[\\s\u00A0]+", " ");
    }

    /// Pages print a text within a dynamic value with quotes or without.
    private static String unquoted(String text) {
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    private static boolean sameTicks(OptionalLong actual, OptionalLong expected) {
        return actual.isPresent() && actual.equals(expected);
    }

    /// A printed number may be rounded to the digits that are shown.
    private boolean sameNumber(String shown, String text) {
        try {
            BigDecimal printed = new BigDecimal(text.replace(",", ""));
            double value = Double.parseDouble(shown);
            double unit = Math.pow(10, -printed.scale());
            boolean rounded = printed.scale() > 0 && Math.abs(value - printed.doubleValue()) <= unit;
            return rounded || close(value, printed.doubleValue());
        } catch (NumberFormatException _) {
            return false;
        }
    }

    private boolean samePrintedJson(String shown, String text) {
        try {
            JsonNode actual = MAPPER.readTree(shown);
            JsonNode expected = MAPPER.readTree(text);
            return actual.isContainer() && new CellComparison(Math.max(tolerance, 1e-6), sets)
                    .sameJson(actual, expected);
        } catch (JacksonException _) {
            return false;
        }
    }
}
