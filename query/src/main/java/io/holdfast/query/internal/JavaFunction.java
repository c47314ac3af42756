package io.holdfast.query.internal;

import io.holdfast.kql.KqlType;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A scalar function for DuckDB written in Java, for what its SQL has no equal of.
///
/// It yields null where it has no value or where a required argument is null, never throws over any input,
/// and depends on nothing but its arguments.
///
/// @param name without the prefix that all share
/// @param required how many arguments must not be null; those after them may be, and are where they are left
/// out
/// @param variadic whether the last parameter, a json array, stands for all further arguments
record JavaFunction(String name, List<KqlType> parameters, int required, boolean variadic, KqlType result,
        Body body) {
    /// What a function computes from arguments of its types: the classes of `Scalar.Literal`, decimals as
    /// text. Only those that are not required may be null.
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
        return new JavaFunction(name, List.of(parameters), parameters.length, false, result, body);
    }

    /// Returns a function whose arguments after the required ones may be null or left out.
    static JavaFunction optional(String name, KqlType result, int required, Body body,
            KqlType... parameters) {
        return new JavaFunction(name, List.of(parameters), required, false, result, body);
    }

    /// Returns a function of the parameters and any number of json values, which it gets as one array.
    static JavaFunction variadic(String name, KqlType result, Body body, KqlType... parameters) {
        List<KqlType> all = Stream.concat(Stream.of(parameters), Stream.of(KqlType.DYNAMIC)).toList();
        return new JavaFunction(name, all, all.size(), true, result, body);
    }

    /// Returns an optional argument of type long.
    static long longOr(@Nullable Object argument, long otherwise) {
        return argument == null ? otherwise : (Long) argument;
    }

    /// Returns an optional argument of type real.
    static double realOr(@Nullable Object argument, double otherwise) {
        return argument == null ? otherwise : (Double) argument;
    }

    /// Returns an optional argument of type bool.
    static boolean boolOr(@Nullable Object argument, boolean otherwise) {
        return argument == null ? otherwise : (Boolean) argument;
    }

    /// Returns an optional argument of type string.
    static String textOr(@Nullable Object argument, String otherwise) {
        return argument == null ? otherwise : (String) argument;
    }

    /// Returns the name under which SQL calls it.
    String sqlName() {
        return "holdfast_" + name;
    }
}
