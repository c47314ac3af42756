package io.holdfast.kql.internal;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.internal.Expression.Literal;
import java.util.List;
import java.util.Optional;

/// Reads the values that come with a query for its declared parameters. A value is read by itself and must be one
/// literal: it never becomes part of the query's text.
final class ParameterValues {
    private final ScalarBinder scalars;

    ParameterValues(ScalarBinder scalars) {
        this.scalars = scalars;
    }

    /// Returns the value of a parameter. That of a string is the text as it is; others are literals of the
    /// language (`datetime(2026-01-01)`, `-5`, `1h`), or what stands between the parentheses of one.
    ///
    /// @throws KqlException if the text is none; it is not quoted
    Scalar read(Statement.Parameter parameter, KqlType type, String text) {
        if (type == KqlType.STRING) {
            return Scalar.Literal.of(text);
        }
        if (text.isBlank()) {
            throw invalid(parameter, type);
        }
        return literal(text).flatMap(expression -> value(type, expression))
                .or(() -> literal(type.kustoName() + "(" + text + ")")
                        .flatMap(expression -> value(type, expression)))
                .orElseThrow(() -> invalid(parameter, type));
    }

    private Optional<Scalar> value(KqlType type, Expression expression) {
        Scalar value = scalars.bind(expression);
        boolean taken = value.type() == type || type == KqlType.DYNAMIC
                || Conversions.widest(value.type(), type).filter(wider -> isWhole(wider) || !isWhole(type))
                        .isPresent();
        return taken && Conversions.cast(value, type) instanceof Scalar.Literal constant
                ? Optional.of(constant)
                : Optional.empty();
    }

    private static boolean isWhole(KqlType type) {
        return type == KqlType.INT || type == KqlType.LONG;
    }

    private static KqlException invalid(Statement.Parameter parameter, KqlType type) {
        return KqlException.of(Kind.SEMANTIC, parameter.position(),
                "The value given for the query parameter '"
                        + parameter.name() + "' is no " + type.kustoName());
    }

    /// The text as one literal, with or without a sign.
    private static Optional<Expression> literal(String text) {
        List<Statement> statements;
        try {
            statements = KqlParsing.parse(text);
        } catch (KqlException _) {
            return Optional.empty();
        }
        return statements.size() == 1 && statements.getFirst() instanceof Statement.Query query
                && isLiteral(query.value()) ? Optional.of(query.value()) : Optional.empty();
    }

    private static boolean isLiteral(Expression expression) {
        return expression instanceof Literal
                || (expression instanceof Expression.Negate negate && negate.operand() instanceof Literal);
    }
}
