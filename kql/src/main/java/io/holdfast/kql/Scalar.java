package io.holdfast.kql;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An expression of the algebra: typed, with every conversion written out.
///
/// Values are: bool, int, long, real as themselves; decimal; string, never null; datetime and timespan as
/// ticks ([KqlDatetime], [KqlTimespan]); guid as lower-case text; dynamic as JSON text, where null also
/// stands for JSON's null at the top.
public sealed interface Scalar {
    /// Returns the type of the values.
    KqlType type();

    /// A constant.
    ///
    /// @param value [Boolean], [Integer], [Long], [Double], [BigDecimal], [String] by the type, `Long` ticks
    /// for     datetime and timespan, `String` for guid and dynamic; null for a null of the type
    record Literal(KqlType type, @Nullable Object value) implements Scalar {
        /// Checks that the value fits the type.
        public Literal {
            boolean fits = switch (type) {
                case BOOL -> value == null || value instanceof Boolean;
                case INT -> value == null || value instanceof Integer;
                case LONG, DATETIME, TIMESPAN -> value == null || value instanceof Long;
                case REAL -> value == null || value instanceof Double;
                case DECIMAL -> value == null || value instanceof BigDecimal;
                case STRING -> value instanceof String;
                case GUID, DYNAMIC -> value == null || value instanceof String;
            };
            if (!fits) {
                throw new IllegalArgumentException("Invalid literal: no value of type " + type.kustoName());
            }
        }

        /// Returns the null of a type, which for a string is the empty string.
        public static Literal nullOf(KqlType type) {
            return new Literal(type, type == KqlType.STRING ? "" : null);
        }

        /// Returns a long constant.
        public static Literal of(long value) {
            return new Literal(KqlType.LONG, value);
        }

        /// Returns a string constant.
        public static Literal of(String value) {
            return new Literal(KqlType.STRING, value);
        }

        /// Returns a bool constant.
        public static Literal of(boolean value) {
            return new Literal(KqlType.BOOL, value);
        }
    }

    /// The value of a column of the relation below.
    record ColumnRef(Column column) implements Scalar {
        @Override
        public KqlType type() {
            return column.type();
        }
    }

    /// An operation on values. Its arguments have the types that the operation's description asks for.
    record Call(ScalarOp op, List<Scalar> arguments, KqlType type) implements Scalar {
        /// Copies the list.
        public Call {
            Objects.requireNonNull(op, "op");
            arguments = List.copyOf(arguments);
        }

        /// Returns an argument.
        public Scalar argument(int index) {
            return arguments.get(index);
        }
    }

    /// The first column of the first row of a relation, null (or the empty string) if it has no row.
    record Subquery(Relation relation, KqlType type) implements Scalar {}

    /// Whether a value is among those of a relation's only column.
    ///
    /// @param ignoreCase compare strings without regard to case
    record InRelation(Scalar value, Relation relation, boolean ignoreCase) implements Scalar {
        @Override
        public KqlType type() {
            return KqlType.BOOL;
        }
    }

    /// A value computed over the rows of the relation below in their order.
    record Window(WindowOp op, List<Scalar> arguments, Frame frame, KqlType type) implements Scalar {
        /// Copies the list.
        public Window {
            arguments = List.copyOf(arguments);
        }
    }

    /// Which rows a window sees.
    ///
    /// @param partition only rows that agree in these columns
    /// @param restart the window starts anew at each row for which it is true; null for never
    /// @param order the column that numbers the rows; null for their order as it stands
    record Frame(List<Column> partition, @Nullable Scalar restart, @Nullable Column order) {
        /// All rows.
        public static final Frame ALL = new Frame(List.of(), null, null);

        /// Copies the list.
        public Frame {
            partition = List.copyOf(partition);
        }
    }
}
