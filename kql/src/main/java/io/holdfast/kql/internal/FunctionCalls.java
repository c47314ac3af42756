package io.holdfast.kql.internal;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.internal.Expression.Argument;
import io.holdfast.kql.internal.Expression.Call;
import io.holdfast.kql.internal.Scope.Binding;
import io.holdfast.kql.internal.Statement.Parameter;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Binds calls of functions that the query declares, by binding their bodies with the arguments in place.
final class FunctionCalls {
    private final TableBinder tables;

    FunctionCalls(TableBinder tables) {
        this.tables = tables;
    }

    /// Says whether a function returns a table: whether the last expression of its body does.
    boolean isTabular(Binding.Function function) {
        Boolean known = tables.context.tabular.get(function.declaration());
        if (known != null) {
            return known;
        }
        // A function that calls itself is refused later; here the call counts as a table.
        tables.context.tabular.put(function.declaration(), true);
        tables.context.enterCall(function.declaration().position());
        boolean tabular = findTabular(function);
        tables.context.leaveCall();
        tables.context.tabular.put(function.declaration(), tabular);
        return tabular;
    }

    private boolean findTabular(Binding.Function function) {
        Scope scope = new Scope(function.scope());
        for (Parameter parameter : function.declaration().parameters()) {
            scope.define(parameter.name(), parameter.type() == null
                    ? new Binding.Table(new Expression.Star(parameter.position()), scope)
                    : new Binding.Value(Scalar.Literal.nullOf(parameter.type())));
        }
        boolean tabular = false;
        for (Statement statement : function.declaration().body()) {
            switch (statement) {
                case Statement.Let let -> scope.define(let.name(), tables.isTabular(let.value(), scope)
                        ? new Binding.Table(let.value(), scope)
                        : new Binding.Value(Scalar.Literal.of("")));
                case Statement.LetFunction inner ->
                    scope.define(inner.name(), new Binding.Function(inner, scope));
                case Statement.Query query -> tabular = tables.isTabular(query.value(), scope);
                default -> {
                    // Other statements give no names.
                }
            }
        }
        return tabular;
    }

    Relation table(Call call, Binding.Function function, Scope caller) {
        ScalarBinder outer = new ScalarBinder(tables, caller, new Columns(List.of()), null);
        return bound(call, function, outer, (body, scalars) -> tables.bind(body, scalars.scope));
    }

    Scalar scalar(Call call, Binding.Function function, ScalarBinder outer) {
        if (isTabular(function)) {
            throw KqlException.of(Kind.SEMANTIC, call.position(), "The function '" + call.function()
                    + "' returns a table and cannot be used as a value; use toscalar()");
        }
        return bound(call, function, outer, (body, scalars) -> scalars.bind(body));
    }

    /// Binds the body of a function over its arguments.
    private <T> T bound(Call call, Binding.Function function, ScalarBinder outer,
            BiFunction<Expression, ScalarBinder, T> bind) {
        Statement.LetFunction declaration = function.declaration();
        tables.context.enterCall(call.position());
        Scope scope = parameters(call, function, outer);
        if (declaration.saved()) {
            tables.context.saved.enter(declaration.name());
        }
        try {
            ScalarBinder scalars = new ScalarBinder(tables, scope, new Columns(List.of()), null);
            Expression body = new Statements(tables, scalars).define(declaration.body(), call.position());
            return bind.apply(body, scalars);
        } catch (KqlException e) {
            throw declaration.saved() ? e.within(call.position(), declaration.name()) : e;
        } finally {
            tables.context.leaveCall();
            if (declaration.saved()) {
                tables.context.saved.leave(declaration.name());
            }
        }
    }

    private Scope parameters(Call call, Binding.Function function, ScalarBinder outer) {
        List<Parameter> parameters = function.declaration().parameters();
        outer.checkCount(call,
                (int) parameters.stream().filter(parameter -> parameter.defaultValue() == null).count(),
                parameters.size());
        Scope scope = new Scope(function.scope());
        for (int index = 0; index < parameters.size(); index++) {
            define(scope, parameters.get(index), call, index, outer);
        }
        return scope;
    }

    private void define(Scope scope, Parameter parameter, Call call, int index, ScalarBinder outer) {
        Expression value = argument(parameter, call, index);
        if (value == null) {
            throw KqlException.of(Kind.SEMANTIC, call.position(),
                    "The argument '%s' of '%s' is missing".formatted(parameter.name(), call.function()));
        }
        scope.define(parameter.name(), parameter.type() == null
                ? new Binding.Table(value, outer.scope.snapshot())
                : new Binding.Value(outer.bindArgument(value, parameter.type())));
    }

    private static @Nullable Expression argument(Parameter parameter, Call call, int index) {
        for (Argument argument : call.arguments()) {
            if (parameter.name().equals(argument.name())) {
                return argument.value();
            }
        }
        if (index < call.arguments().size() && call.arguments().get(index).name() == null) {
            return call.arguments().get(index).value();
        }
        return parameter.defaultValue();
    }
}
