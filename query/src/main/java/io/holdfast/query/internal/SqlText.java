package io.holdfast.query.internal;

import io.holdfast.kql.KqlType;
import io.holdfast.kql.Scalar.Literal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;

/// The only place where values and names of a query become SQL text.
///
/// Types are stored as: bool `BOOLEAN`; int `INTEGER`; long, datetime and timespan (ticks) `BIGINT`; real
/// `DOUBLE`; decimal `DECIMAL(38,17)`; string, guid and dynamic (JSON text) `VARCHAR`.
final class SqlText {
    /// Digits of a decimal behind the point: leaves 21 before it, and is what the mirrored system prints of
    /// a quotient.
    static final int DECIMAL_SCALE = 17;
    private static final int DECIMAL_PRECISION = 38;

    private SqlText() {}

    /// Returns the SQL type that holds values of a type.
    static String type(KqlType type) {
        return switch (type) {
            case BOOL -> "BOOLEAN";
            case INT -> "INTEGER";
            case LONG, DATETIME, TIMESPAN -> "BIGINT";
            case REAL -> "DOUBLE";
            case DECIMAL -> "DECIMAL(" + DECIMAL_PRECISION + "," + DECIMAL_SCALE + ")";
            case STRING, GUID, DYNAMIC -> "VARCHAR";
        };
    }

    /// Returns a quoted identifier.
    static String identifier(String name) {
        return '"' + clean(name).replace("\u0000", "").replace("\"", "\"\"") + '"';
    }

    /// Returns a string constant.
    static String string(String value) {
        String quoted = "'" + clean(value).replace("'", "''") + "'";
        // SQL text ends at a NUL, so that character is put in by a function.
        return quoted.indexOf('\0') < 0 ? quoted : "(" + quoted.replace("\u0000", "' || chr(0) || '") + ")";
    }

    /// Replaces surrogates without a partner, which no UTF-8 text can hold.
    private static String clean(String text) {
        StringBuilder out = null;
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            boolean pair = Character.isHighSurrogate(c) && index + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(index + 1));
            if (pair) {
                index++;
            } else if (Character.isSurrogate(c)) {
                out = out == null ? new StringBuilder(text) : out;
                out.setCharAt(index, '\uFFFD');
            }
        }
        return out == null ? text : out.toString();
    }

    /// Returns a constant of its type.
    static String literal(Literal literal) {
        Object value = literal.value();
        if (value == null) {
            return "CAST(NULL AS " + type(literal.type()) + ")";
        }
        return switch (literal.type()) {
            case BOOL -> (Boolean) value ? "TRUE" : "FALSE";
            case INT -> "CAST(" + value + " AS INTEGER)";
            case LONG, DATETIME, TIMESPAN -> bigint((Long) value);
            case REAL -> real((Double) value);
            case DECIMAL -> decimal((BigDecimal) value);
            case STRING, GUID, DYNAMIC -> string((String) value);
        };
    }

    /// Returns a list of constants of one type: a JSON array, which the engine reads much faster than it plans
    /// as many expressions.
    static String array(KqlType type, List<Literal> literals) {
        ArrayNode json = Json.newArray();
        for (Literal literal : literals) {
            switch (literal.value()) {
                case null -> json.addNull();
                case Boolean value -> json.add(value);
                case Integer value -> json.add(value);
                case Long value -> json.add(value);
                // As text, for there are some that JSON has no numbers for.
                case Double value -> json.add(value.toString());
                case BigDecimal value -> json.add(scaled(value).map(BigDecimal::toPlainString).orElse(null));
                default -> json.add(clean(literal.value().toString()));
            }
        }
        return "CAST(CAST(" + string(json.toString()) + " AS JSON) AS " + type(type) + "[])";
    }

    static String bigint(long value) {
        return value == Long.MIN_VALUE
                ? "CAST('-9223372036854775808' AS BIGINT)"
                : "CAST(" + value + " AS BIGINT)";
    }

    private static String real(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "CAST('" + (Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf") + "' AS DOUBLE)";
        }
        return "CAST('" + value + "' AS DOUBLE)";
    }

    private static String decimal(BigDecimal value) {
        return scaled(value)
                .map(scaled -> "CAST('" + scaled.toPlainString() + "' AS " + type(KqlType.DECIMAL) + ")")
                .orElse("CAST(NULL AS " + type(KqlType.DECIMAL) + ")");
    }

    /// Returns a decimal with the digits that the engine keeps; empty if it is too great.
    private static Optional<BigDecimal> scaled(BigDecimal value) {
        BigDecimal scaled = value.setScale(DECIMAL_SCALE, RoundingMode.HALF_EVEN);
        return scaled.precision() > DECIMAL_PRECISION ? Optional.empty() : Optional.of(scaled);
    }
}
