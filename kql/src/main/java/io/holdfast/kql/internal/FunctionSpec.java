package io.holdfast.kql.internal;

import io.holdfast.kql.KqlType;
import io.holdfast.kql.ScalarOp;
import java.util.List;
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

    /// What an argument may be.
    enum Parameter {
        /// A value of any type, taken as it is.
        ANY(null), BOOL(KqlType.BOOL), LONG(KqlType.LONG), REAL(KqlType.REAL), STRING(
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
