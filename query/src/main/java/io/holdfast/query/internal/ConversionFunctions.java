package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DATETIME;
import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.INT;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.REAL;
import static io.holdfast.kql.KqlType.STRING;
import static io.holdfast.kql.KqlType.TIMESPAN;

import io.holdfast.kql.KqlDatetime;
import io.holdfast.kql.KqlTimespan;
import io.holdfast.kql.KqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Conversions between the types of KQL.
final class ConversionFunctions {
    static final List<JavaFunction> ALL = List.of(
            one("text_to_bool", STRING, BOOL, value -> toBool((String) value)),
            one("text_to_long", STRING, LONG, value -> toLong((String) value)),
            one("text_to_real", STRING, REAL, value -> toReal((String) value)),
            one("text_to_datetime", STRING, DATETIME, value -> boxed(KqlDatetime.parse((String) value))),
            one("text_to_timespan", STRING, TIMESPAN, value -> toTimespan((String) value)),
            one("text_to_guid", STRING, KqlType.GUID, value -> toGuid((String) value)),
            one("real_to_text", REAL, STRING, value -> realText((Double) value)),
            one("real_to_json", REAL, DYNAMIC, value -> realJson((Double) value)),
            one("real_to_long", REAL, LONG, value -> realToLong((Double) value)),
            one("real_to_int", REAL, INT, value -> (int) (double) value),
            one("json_to_int", DYNAMIC, INT, value -> jsonToInt((String) value)),
            one("real_bits", REAL, LONG, value -> Double.doubleToLongBits((Double) value)),
            one("decimal_to_text", STRING, STRING, value -> decimalText((String) value)),
            one("datetime_to_text", DATETIME, STRING, value -> KqlDatetime.formatFull((Long) value)),
            one("timespan_to_text", TIMESPAN, STRING, value -> KqlTimespan.format((Long) value)),
            one("json_to_bool", DYNAMIC, BOOL, value -> jsonToBool((String) value)),
            one("json_to_long", DYNAMIC, LONG, value -> jsonToLong((String) value)),
            one("json_to_real", DYNAMIC, REAL, value -> jsonToReal((String) value)),
            one("json_to_datetime", DYNAMIC, DATETIME,
                    value -> boxed(KqlDatetime.parse(jsonText((String) value)))),
            one("json_to_timespan", DYNAMIC, TIMESPAN, value -> toTimespan(jsonText((String) value))),
            one("json_to_guid", DYNAMIC, KqlType.GUID, value -> toGuid(jsonText((String) value))));

    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,19}");
    private static final Pattern HEXADECIMAL = Pattern.compile("0[xX][0-9a-fA-F]{1,16}");
    private static final Pattern NUMBER = Pattern
            .compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d{1,9})?");
    private static final Pattern GUID_DIGITS = Pattern.compile("[0-9a-f]{32}");
    private static final int LONGEST_NUMBER = 400;

    private ConversionFunctions() {}

    /// A function of one value.
    @FunctionalInterface
    private interface One {
        @Nullable
        Object apply(Object value);
    }

    private static JavaFunction one(String name, KqlType parameter, KqlType result, One body) {
        return JavaFunction.of(name, result, arguments -> body.apply(Objects.requireNonNull(arguments[0])),
                parameter);
    }

    static @Nullable Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    static @Nullable Boolean toBool(String text) {
        String trimmed = text.strip().toLowerCase(Locale.ROOT);
        return switch (trimmed) {
            case "true" -> true;
            case "false" -> false;
            default -> {
                Long number = toLong(trimmed);
                yield number == null ? null : number != 0;
            }
        };
    }

    static @Nullable Long toLong(String text) {
        String trimmed = text.strip();
        if (INTEGER.matcher(trimmed).matches()) {
            BigInteger value = new BigInteger(trimmed.startsWith("+") ? trimmed.substring(1) : trimmed);
            return value.bitLength() < Long.SIZE ? value.longValue() : null;
        }
        if (HEXADECIMAL.matcher(trimmed).matches()) {
            return Long.parseUnsignedLong(trimmed.substring(2), 16);
        }
        return null;
    }

    static @Nullable Double toReal(String text) {
        String trimmed = text.strip();
        switch (trimmed) {
            case "nan", "NaN" -> {
                return Double.NaN;
            }
            case "inf", "+inf", "Infinity", "+Infinity" -> {
                return Double.POSITIVE_INFINITY;
            }
            case "-inf", "-Infinity" -> {
                return Double.NEGATIVE_INFINITY;
            }
            default -> {
                // A number, or nothing.
            }
        }
        if (trimmed.length() > LONGEST_NUMBER || !NUMBER.matcher(trimmed).matches()) {
            Long hexadecimal = toLong(trimmed);
            return hexadecimal == null ? null : Double.valueOf(hexadecimal);
        }
        return Double.parseDouble(trimmed);
    }

    static @Nullable Long toTimespan(String text) {
        // A bare fraction is no timespan, though a bare integer is a number of days.
        return boxed(KqlTimespan.parse(text));
    }

    static @Nullable String toGuid(String text) {
        String trimmed = text.strip();
        boolean enclosed = (trimmed.startsWith("{") && trimmed.endsWith("}"))
                || (trimmed.startsWith("(") && trimmed.endsWith(")"));
        // Hyphens may stand anywhere.
        String digits = (enclosed ? trimmed.substring(1, trimmed.length() - 1) : trimmed).replace("-", "")
                .toLowerCase(Locale.ROOT);
        return GUID_DIGITS.matcher(digits).matches()
                ? digits.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5")
                : null;
    }

    /// Returns a real as `tostring()` has it: the shortest digits that give the number back, with a point.
    static String realText(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        String plain = Double.toString(value);
        int exponent = plain.indexOf('E');
        if (exponent < 0) {
            return plain;
        }
        int power = Integer.parseInt(plain.substring(exponent + 1));
        if (power >= -5 && power < 15) {
            String digits = new BigDecimal(plain).toPlainString();
            return digits.indexOf('.') < 0 ? digits + ".0" : digits;
        }
        return plain.substring(0, exponent) + "e" + (power < 0 ? "-" : "+")
                + "%02d".formatted(Math.abs(power));
    }

    private static String decimalText(String text) {
        BigDecimal value = new BigDecimal(text).stripTrailingZeros();
        return value.scale() < 0 ? value.setScale(0).toPlainString() : value.toPlainString();
    }

    static String realJson(double value) {
        return Double.isNaN(value)
                ? "\"NaN\""
                : Double.isInfinite(value)
                        ? value > 0 ? "\"Infinity\"" : "\"-Infinity\""
                        : Double.toString(value);
    }

    /// Cuts the fraction; what does not fit is the nearest long, and `NaN` zero.
    static long realToLong(double value) {
        return (long) value;
    }

    static String jsonText(String json) {
        return Json.parse(json).map(Json::asText).orElse("");
    }

    private static @Nullable Boolean jsonToBool(String json) {
        JsonNode node = Json.parse(json).orElse(null);
        if (node == null) {
            return null;
        }
        if (node.isBoolean()) {
            return node.asBoolean();
        }
        if (node.isNumber()) {
            return node.doubleValue() != 0;
        }
        return node.isString() ? toBool(node.asString()) : null;
    }

    private static @Nullable Long jsonToLong(String json) {
        JsonNode node = Json.parse(json).orElse(null);
        if (node == null) {
            return null;
        }
        if (node.isIntegralNumber()) {
            return node.canConvertToLong() ? Long.valueOf(node.longValue()) : null;
        }
        if (node.isNumber()) {
            return (long) node.doubleValue();
        }
        if (node.isBoolean()) {
            return node.asBoolean() ? 1L : 0L;
        }
        return node.isString() ? toLong(node.asString()) : null;
    }

    /// Of a whole number the lowest 32 bits.
    private static @Nullable Integer jsonToInt(String json) {
        JsonNode node = Json.parse(json).orElse(null);
        if (node != null && node.isNumber() && !node.isIntegralNumber()) {
            return (int) node.doubleValue();
        }
        Long value = jsonToLong(json);
        if (value == null || node == null || (node.isString() && value != value.intValue())) {
            return null;
        }
        return value.intValue();
    }

    private static @Nullable Double jsonToReal(String json) {
        JsonNode node = Json.parse(json).orElse(null);
        if (node == null) {
            return null;
        }
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isBoolean()) {
            return node.asBoolean() ? 1.0 : 0.0;
        }
        return node.isString() ? toReal(node.asString()) : null;
    }
}
