package io.holdfast.kql.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DATETIME;
import static io.holdfast.kql.KqlType.DECIMAL;
import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.GUID;
import static io.holdfast.kql.KqlType.INT;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.REAL;
import static io.holdfast.kql.KqlType.STRING;
import static io.holdfast.kql.KqlType.TIMESPAN;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Position;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import java.util.List;
import java.util.Optional;

/// The conversions that the language does by itself. Every other one the query must write.
final class Conversions {
    private Conversions() {}

    /// Returns the value as the type: as it is, or with a conversion written out.
    static Scalar cast(Scalar value, KqlType type) {
        if (value.type() == type) {
            return value;
        }
        if (value instanceof Literal literal && literal.value() == null) {
            return Literal.nullOf(type);
        }
        Scalar.Call call = new Scalar.Call(ScalarOp.CAST, List.of(value), type);
        return Folding.fold(call);
    }

    /// Returns the type in which values of two types are compared, or empty if they are not comparable.
    static Optional<KqlType> comparable(KqlType left, KqlType right) {
        if (left == right) {
            return left == DYNAMIC ? Optional.empty() : Optional.of(left);
        }
        if (left == DYNAMIC || right == DYNAMIC) {
            return Optional.of(left == DYNAMIC ? right : left);
        }
        Optional<KqlType> numeric = widest(left, right);
        if (numeric.isPresent()) {
            return numeric;
        }
        if ((left == BOOL && right.isNumeric()) || (right == BOOL && left.isNumeric())) {
            return Optional.of(LONG);
        }
        if ((left == STRING && right == GUID) || (left == GUID && right == STRING)) {
            return Optional.of(STRING);
        }
        return Optional.empty();
    }

    /// Returns the wider of two numeric types, or empty if one is not numeric.
    static Optional<KqlType> widest(KqlType left, KqlType right) {
        if (!left.isNumeric() || !right.isNumeric()) {
            return Optional.empty();
        }
        for (KqlType type : List.of(DECIMAL, REAL, LONG)) {
            if (left == type || right == type) {
                return Optional.of(type);
            }
        }
        return Optional.of(INT);
    }

    /// Returns the type that `iff`, `case` and their like give for values of these types.
    ///
    /// @throws KqlException if they have no type in common
    static KqlType common(Position position, List<Scalar> values) {
        KqlType common = values.getFirst().type();
        for (Scalar value : values) {
            common = common(position, common, value.type());
        }
        return common;
    }

    private static KqlType common(Position position, KqlType left, KqlType right) {
        if (left == right) {
            return left;
        }
        // A dynamic value becomes what the others are, as in the official analyser.
        if (left == DYNAMIC || right == DYNAMIC) {
            return left == DYNAMIC ? right : left;
        }
        return widest(left, right).orElseThrow(() -> KqlException.of(Kind.SEMANTIC, position,
                "The values are of types %s and %s; convert them to one type, such as with tostring()"
                        .formatted(left.kustoName(), right.kustoName())));
    }

    /// Says whether a value of a type is taken, with a conversion, where an operator or a built-in function
    /// wants another: numbers become wider ones, and dynamic values text. Source: Kusto.Language.
    static boolean promotable(KqlType from, KqlType to) {
        return from == to || switch (to) {
            case LONG, INT -> from == INT || from == LONG;
            case REAL, DECIMAL -> from.isNumeric();
            case STRING -> from == DYNAMIC;
            case BOOL, DATETIME, TIMESPAN, GUID, DYNAMIC -> false;
        };
    }

    /// Says whether an argument of a type is taken, with a conversion, where a declared function wants
    /// another.
    static boolean implicit(KqlType from, KqlType to) {
        if (from == to || to == DYNAMIC || from == DYNAMIC) {
            return true;
        }
        return switch (to) {
            case STRING -> true;
            case INT, LONG, REAL, DECIMAL -> from.isNumeric() || from == BOOL;
            case BOOL -> from.isNumeric();
            case DATETIME, TIMESPAN, GUID -> from == STRING;
            case DYNAMIC -> true;
        };
    }

    /// Says whether values of a type have an order.
    static boolean ordered(KqlType type) {
        return type.isNumeric() || type == DATETIME || type == TIMESPAN || type == STRING || type == BOOL
                || type == GUID;
    }
}
