package io.holdfast.kql.internal;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.internal.Expression.Call;
import io.holdfast.kql.internal.Scope.Binding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Binds uses of patterns: the body of the combination that the arguments are.
final class PatternBinder {
    private final TableBinder tables;

    PatternBinder(TableBinder tables) {
        this.tables = tables;
    }

    /// @param path what stands behind the dot, null if nothing does
    Relation bind(Call call, @Nullable Expression path, Scope scope) {
        Binding.Pattern pattern = (Binding.Pattern) scope.find(call.function()).orElseThrow();
        ScalarBinder scalars = new ScalarBinder(tables, scope, new Columns(List.of()), null);
        List<Expression> given = new ArrayList<>();
        call.arguments().forEach(argument -> given.add(argument.value()));
        List<String> values = constants(given, path, scalars);
        for (Statement.PatternMatch match : pattern.declaration().matches()) {
            if (values.equals(constants(match.arguments(), match.path(), scalars))) {
                tables.context.enterCall(call.position());
                Scope inner = new Scope(pattern.scope());
                ScalarBinder body = new ScalarBinder(tables, inner, new Columns(List.of()), null);
                Relation relation = tables
                        .bind(new Statements(tables, body).define(match.body(), match.position()), inner);
                tables.context.leaveCall();
                return relation;
            }
        }
        throw KqlException.of(Kind.SEMANTIC, call.position(),
                "The pattern '" + call.function() + "' has nothing for these arguments");
    }

    /// Returns the arguments and the path as texts, which tell apart a path and none.
    private static List<String> constants(List<Expression> arguments, @Nullable Expression path,
            ScalarBinder scalars) {
        List<String> values = new ArrayList<>();
        for (Expression argument : arguments) {
            values.add(text(scalars.constant(argument, KqlType.STRING)));
        }
        values.add(path == null ? "-" : "." + text(scalars.constant(path, KqlType.STRING)));
        return values;
    }

    private static String text(Literal literal) {
        return String.valueOf(literal.value());
    }
}
