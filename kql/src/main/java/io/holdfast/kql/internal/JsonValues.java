package io.holdfast.kql.internal;

import io.holdfast.kql.KqlDatetime;
import io.holdfast.kql.KqlTimespan;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.internal.Expression.Literal;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Values of the scalar types as they stand within a dynamic value.
final class JsonValues {
    private JsonValues() {}

    /// Appends a constant as JSON: datetime, timespan, guid and decimal as text, as they are within dynamic
    /// values.
    static void append(StringBuilder out, Literal literal) {
        append(out, literal.type(), literal.value());
    }

    private static void append(StringBuilder out, KqlType type, @Nullable Object value) {
        if (value == null) {
            out.append("null");
            return;
        }
        switch (type) {
            case BOOL, INT, LONG, DYNAMIC -> out.append(value);
            case REAL -> appendReal(out, (Double) value);
            case DECIMAL -> StringLiterals.appendJsonString(out, ((BigDecimal) value).toPlainString());
            case STRING, GUID -> StringLiterals.appendJsonString(out, (String) value);
            case DATETIME -> StringLiterals.appendJsonString(out, KqlDatetime.formatFull((Long) value));
            case TIMESPAN -> StringLiterals.appendJsonString(out, KqlTimespan.format((Long) value));
        }
    }

    private static void appendReal(StringBuilder out, double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            out.append(Double.isNaN(value) ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
        } else {
            out.append(value);
        }
    }
}
