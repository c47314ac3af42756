package io.holdfast.query.internal;

import io.holdfast.kql.KqlType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A scalar function for DuckDB written in Java, for what its SQL has no equal of.
///
/// It is given only rows without nulls, yields null where it has no value, never throws over any input, and
/// depends on nothing but its arguments.
///
/// @param name without the prefix that all share
record JavaFunction(String name, List<KqlType> parameters, KqlType result, Body body) {
    /// What a function computes from arguments of its types: the classes of `Scalar.Literal`, decimals as
    /// text.
    @FunctionalInterface
    interface Body {
        @Nullable
        Object apply(Object[] arguments);
    }

    JavaFunction {
        Objects.requireNonNull(result, "result");
        parameters = List.copyOf(parameters);
    }

    static JavaFunction of(String name, KqlType result, Body body, KqlType... parameters) {
        return new JavaFunction(name, List.of(parameters), result, body);
    }

    /// Returns the name under which SQL calls it.
    String sqlName() {
        return "holdfast_" + name;
    }
}
