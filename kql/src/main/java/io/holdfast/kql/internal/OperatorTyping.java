package io.holdfast.kql.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DATETIME;
import static io.holdfast.kql.KqlType.DYNAMIC;
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
import io.holdfast.kql.internal.Expression.Binary;
import java.util.Optional;

/// Types binary operators: arithmetic, comparison and those of text.
final class OperatorTyping {
    private final ScalarBinder binder;

    OperatorTyping(ScalarBinder binder) {
        this.binder = binder;
    }

    Scalar bind(Binary binary) {
        if (binary.left() instanceof Expression.Star) {
            return anyColumn(binary);
        }
        Scalar left = binder.bind(binary.left());
        Scalar right = binder.bind(binary.right());
        return apply(binary, left, right);
    }

    /// `* has "x"`: whether the operator holds for one of the columns that are text or dynamic.
    private Scalar anyColumn(Binary binary) {
        Scalar right = binder.bind(binary.right());
        return binder.make(binary.position(), ScalarOp.OR, BOOL, binder.columns.list().stream()
                .filter(column -> column.type() == STRING || column.type() == DYNAMIC)
                .map(column -> apply(binary, new Scalar.ColumnRef(column), right)).toList());
    }

    private Scalar apply(Binary binary, Scalar left, Scalar right) {
        Position position = binary.position();
        return switch (binary.operator()) {
            case ADD -> add(position, left, right);
            case SUBTRACT -> subtract(position, left, right);
            case MULTIPLY -> multiply(position, left, right);
            case DIVIDE -> divide(position, left, right);
            case MODULO -> modulo(position, left, right);
            case EQUAL -> compare(position, ScalarOp.EQUAL, left, right);
            case NOT_EQUAL -> compare(position, ScalarOp.NOT_EQUAL, left, right);
            case LESS -> compare(position, ScalarOp.LESS, left, right);
            case LESS_OR_EQUAL -> compare(position, ScalarOp.LESS_OR_EQUAL, left, right);
            case GREATER -> compare(position, ScalarOp.GREATER, left, right);
            case GREATER_OR_EQUAL -> compare(position, ScalarOp.GREATER_OR_EQUAL, left, right);
            default -> text(binary, left, right);
        };
    }

    private Scalar text(Binary binary, Scalar left, Scalar right) {
        Position position = binary.position();
        String name = binary.operator().name();
        boolean negated = name.startsWith("NOT_");
        ScalarOp op = binary.operator() == BinaryOperator.SEARCH
                ? ScalarOp.HAS
                : ScalarOp.valueOf(negated ? name.substring(4) : name);
        if (binary.operator() != BinaryOperator.SEARCH) {
            checkText(binary, left);
            checkText(binary, right);
        }
        Scalar result = text(position, op, left, right);
        return negated ? not(position, result) : result;
    }

    private Scalar text(Position position, ScalarOp op, Scalar left, Scalar right) {
        return binder.make(position, op, BOOL, Conversions.cast(left, STRING),
                Conversions.cast(right, STRING));
    }

    private static void checkText(Binary binary, Scalar operand) {
        if (!Conversions.promotable(operand.type(), STRING)) {
            throw KqlException.of(Kind.SEMANTIC, binary.position(),
                    "The operator '%s' is not defined for %s; convert the value with tostring()"
                            .formatted(binary.operator().text(), operand.type().kustoName()));
        }
    }

    private Scalar not(Position position, Scalar value) {
        return binder.make(position, ScalarOp.NOT, BOOL, value);
    }

    /// Compares two values in the type they have in common.
    ///
    /// @throws KqlException if they have none
    Scalar compare(Position position, ScalarOp op, Scalar left, Scalar right) {
        Optional<KqlType> type = datetimeText(left, right)
                ? Optional.of(DATETIME)
                : Conversions.comparable(left.type(), right.type());
        if (type.isEmpty() && (op == ScalarOp.EQUAL || op == ScalarOp.NOT_EQUAL)) {
            type = Optional.of(equatable(left, right));
        }
        KqlType common = type.orElseThrow(() -> incomparable(position, left, right));
        return binder.make(position, op, BOOL, Conversions.cast(left, common),
                Conversions.cast(right, common));
    }

    /// Returns the type in which values without a common type are equated: that of the one which is no text,
    /// if a constant text has a value of it; else text.
    private static KqlType equatable(Scalar left, Scalar right) {
        if (left.type() == STRING && right.type() != DYNAMIC && hasValue(left, right.type())) {
            return right.type();
        }
        return right.type() == STRING && left.type() != DYNAMIC && hasValue(right, left.type())
                ? left.type()
                : STRING;
    }

    private static boolean hasValue(Scalar text, KqlType type) {
        if (!(text instanceof Literal literal)) {
            return true;
        }
        return Conversions.cast(literal, type) instanceof Literal converted
                ? converted.value() != null
                : type == BOOL;
    }

    /// A datetime and a constant text that is a datetime are compared as datetimes.
    private static boolean datetimeText(Scalar left, Scalar right) {
        return (left.type() == DATETIME && right.type() == STRING && right instanceof Literal)
                || (right.type() == DATETIME && left.type() == STRING && left instanceof Literal);
    }

    private static KqlException incomparable(Position position, Scalar left, Scalar right) {
        return KqlException.of(Kind.SEMANTIC, position,
                "Cannot compare values of types %s and %s. Try adding explicit casts such as tostring()"
                        .formatted(left.type().kustoName(), right.type().kustoName()));
    }

    private KqlException undefined(Position position, String operator, Scalar left, Scalar right) {
        return KqlException.of(Kind.SEMANTIC, position,
                "The operator '%s' is not defined for %s and %s".formatted(
                        operator, left.type().kustoName(), right.type().kustoName()));
    }

    private Scalar add(Position position, Scalar left, Scalar right) {
        if (left.type() == DATETIME && right.type() == TIMESPAN) {
            return binder.make(position, ScalarOp.DATETIME_ADD_TIMESPAN, DATETIME, left, right);
        }
        if (left.type() == TIMESPAN && right.type() == DATETIME) {
            return binder.make(position, ScalarOp.DATETIME_ADD_TIMESPAN, DATETIME, right, left);
        }
        return sum(position, ScalarOp.ADD, left, right);
    }

    private Scalar subtract(Position position, Scalar left, Scalar right) {
        if (left.type() == DATETIME && right.type() == DATETIME) {
            return binder.make(position, ScalarOp.SUBTRACT, TIMESPAN, left, right);
        }
        if (left.type() == DATETIME && right.type() == TIMESPAN) {
            return binder.make(position, ScalarOp.DATETIME_ADD_TIMESPAN, DATETIME, left,
                    binder.make(position, ScalarOp.NEGATE, TIMESPAN, right));
        }
        return sum(position, ScalarOp.SUBTRACT, left, right);
    }

    private Scalar sum(Position position, ScalarOp op, Scalar left, Scalar right) {
        if (left.type() == TIMESPAN && right.type() == TIMESPAN) {
            return binder.make(position, op, TIMESPAN, left, right);
        }
        return numeric(position, op, left, right);
    }

    private Scalar numeric(Position position, ScalarOp op, Scalar left, Scalar right) {
        KqlType type = numericType(position, op, left, right);
        return binder.make(position, op, type, Conversions.cast(left, type), Conversions.cast(right, type));
    }

    private KqlType numericType(Position position, ScalarOp op, Scalar left, Scalar right) {
        KqlType leftType = left.type() == DYNAMIC && right.type() != DYNAMIC ? right.type() : left.type();
        KqlType rightType = right.type() == DYNAMIC && left.type() != DYNAMIC ? left.type() : right.type();
        KqlType type = Conversions
                .widest(leftType == BOOL ? LONG : leftType, rightType == BOOL ? LONG : rightType)
                .orElseThrow(() -> undefined(position, symbol(op), left, right));
        return type == INT ? LONG : type;
    }

    private static String symbol(ScalarOp op) {
        return switch (op) {
            case ADD -> "+";
            case SUBTRACT -> "-";
            case MULTIPLY -> "*";
            case DIVIDE -> "/";
            default -> "%";
        };
    }

    private Scalar multiply(Position position, Scalar left, Scalar right) {
        if (left.type() == TIMESPAN && right.type() != TIMESPAN) {
            return scale(position, ScalarOp.MULTIPLY, left, right);
        }
        if (right.type() == TIMESPAN && left.type() != TIMESPAN) {
            return scale(position, ScalarOp.MULTIPLY, right, left);
        }
        return numeric(position, ScalarOp.MULTIPLY, left, right);
    }

    private Scalar divide(Position position, Scalar left, Scalar right) {
        if (left.type() == TIMESPAN && right.type() == TIMESPAN) {
            return binder.make(position, ScalarOp.DIVIDE, REAL, Conversions.cast(left, REAL),
                    Conversions.cast(right, REAL));
        }
        return left.type() == TIMESPAN
                ? scale(position, ScalarOp.DIVIDE, left, right)
                : numeric(position, ScalarOp.DIVIDE, left, right);
    }

    private Scalar scale(Position position, ScalarOp op, Scalar span, Scalar factor) {
        KqlType type = factor.type() == DYNAMIC ? REAL : factor.type();
        if (!type.isNumeric()) {
            throw undefined(position, symbol(op), span, factor);
        }
        if (type == INT || type == LONG) {
            return binder.make(position, op, TIMESPAN, span, Conversions.cast(factor, LONG));
        }
        Scalar ticks = binder.make(position, op, REAL, Conversions.cast(span, REAL),
                Conversions.cast(factor, REAL));
        return Conversions.cast(Conversions.cast(ticks, LONG), TIMESPAN);
    }

    private Scalar modulo(Position position, Scalar left, Scalar right) {
        if (right.type() == TIMESPAN && (left.type() == TIMESPAN || left.type() == DATETIME)) {
            return binder.make(position, ScalarOp.MODULO, TIMESPAN, left, right);
        }
        return numeric(position, ScalarOp.MODULO, left, right);
    }
}
