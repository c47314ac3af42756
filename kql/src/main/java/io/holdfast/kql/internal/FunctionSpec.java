package io.holdfast.kql.internal;

import io.holdfast.kql.KqlType;
import io.holdfast.kql.ScalarOp;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a scalar function is called and what it comes down to.
///
/// @param result null if the result has the type of the first argument
/// @param parameters the kinds of the arguments; the last one repeats if the function is variadic
/// @param components the values of a function that gives several, else empty
/// @param required number of arguments that must be given; optional ones left out stay out of the call
record FunctionSpec(ScalarOp op, @Nullable KqlType result, List<Parameter> parameters, int required,
        boolean variadic, List<Component> components) {
    /// One of the values of a function that gives several; the operation gives them as one json array.
    record Component(String name, KqlType type) {}

    /// What an argument may be, and the type that it is converted to.
    enum Parameter {
        /// A value of any type, taken as it is.
        ANY(null),
        /// A value of any type, as text.
        TEXT(KqlType.STRING),
        /// A value of any type, as a dynamic one.
        VALUE(KqlType.DYNAMIC),
        /// An array or a number.
        LIST(KqlType.DYNAMIC),
        /// A number of any type, as a whole one.
        NUMBER(KqlType.LONG), BOOL(KqlType.BOOL), LONG(KqlType.LONG), REAL(KqlType.REAL), STRING(
                KqlType.STRING), DATETIME(
                        KqlType.DATETIME), TIMESPAN(KqlType.TIMESPAN), GUID(KqlType.GUID), DYNAMIC(
                                KqlType.DYNAMIC);

        private final @Nullable KqlType type;

        Parameter(@Nullable KqlType type) {
            this.type = type;
        }

        @Nullable
        KqlType type() {
            return type;
        }

        /// Says whether a value of a type is taken.
        boolean takes(KqlType value) {
            return switch (this) {
                case ANY, TEXT, VALUE -> true;
                case LIST -> value == KqlType.DYNAMIC || value.isNumeric();
                case NUMBER -> value.isNumeric();
                default -> type == null || Conversions.promotable(value, type);
            };
        }

        /// Returns what messages call it.
        String description() {
            return switch (this) {
                case LIST -> "an array or a number";
                case NUMBER, REAL -> "a number";
                case LONG -> "a whole number";
                default -> "a value of type " + String.valueOf(type).toLowerCase(Locale.ROOT);
            };
        }
    }

    /// Copies the list.
    FunctionSpec {
        parameters = List.copyOf(parameters);
        components = List.copyOf(components);
    }

    Parameter parameter(int index) {
        if (parameters.isEmpty()) {
            return Parameter.ANY;
        }
        return parameters.get(Math.min(index, parameters.size() - 1));
    }

    int most() {
        return variadic ? Integer.MAX_VALUE : parameters.size();
    }
}
