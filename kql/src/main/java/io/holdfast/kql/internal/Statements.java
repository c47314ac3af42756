package io.holdfast.kql.internal;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlException.Kind;
import io.holdfast.kql.Position;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.internal.Scope.Binding;
import io.holdfast.kql.internal.Statement.Let;
import io.holdfast.kql.internal.Statement.LetFunction;
import io.holdfast.kql.internal.Statement.Parameter;
import java.util.ArrayList;
import java.util.List;

/// Puts the names that a list of statements gives into a scope, and finds the statement that is the result.
final class Statements {
    private final TableBinder tables;
    private final ScalarBinder scalars;

    /// @param scalars binds the values of scalar variables, over the columns that may stand in them
    Statements(TableBinder tables, ScalarBinder scalars) {
        this.tables = tables;
        this.scalars = scalars;
    }

    /// Defines the names in the scalar binder's scope; returns the result's expression.
    ///
    /// @throws KqlException if there is no result or more than one
    Expression define(List<Statement> statements, Position end) {
        List<Expression> results = defineAll(statements, end);
        if (results.size() > 1) {
            throw KqlException.of(Kind.SEMANTIC, results.get(1).position(), "A function has one result");
        }
        return results.getFirst();
    }

    /// Defines the names in the scalar binder's scope; returns the expressions of all results.
    ///
    /// @throws KqlException if there is no result
    List<Expression> defineAll(List<Statement> statements, Position end) {
        List<Expression> results = new ArrayList<>();
        for (Statement statement : statements) {
            switch (statement) {
                case Let let -> let(let);
                case LetFunction function -> function(function);
                case Statement.SetOption option -> {
                    if (option.value() != null) {
                        tables.context.settings.put(option.name(), option.value());
                    }
                }
                case Statement.Pattern pattern -> scalars.scope.define(pattern.name(),
                        new Binding.Pattern(pattern, scalars.scope.snapshot()));
                case Statement.DeclareParameters parameters ->
                    parameters.parameters().forEach(this::parameter);
                case Statement.Refused refused -> throw KqlException.notSupported(refused.position(),
                        "statement '" + refused.name() + "'");
                case Statement.Query query -> results.add(query.value());
            }
        }
        if (results.isEmpty()) {
            throw KqlException.of(Kind.SYNTAX, end,
                    "The query has no result: add a table name or expression after the last statement");
        }
        return List.copyOf(results);
    }

    private void function(LetFunction declaration) {
        Binding.Function function = new Binding.Function(declaration, scalars.scope.snapshot());
        // Asked here, function by function, the answer needs no deep look into others.
        new FunctionCalls(tables).isTabular(function);
        scalars.scope.define(declaration.name(), function);
    }

    private void let(Let let) {
        Scope scope = scalars.scope;
        if (scope.definesHere(let.name())) {
            throw KqlException.of(Kind.SEMANTIC, let.position(),
                    "The name '" + let.name() + "' is already given; choose another");
        }
        if (!tables.isTabular(let.value(), scope)) {
            scope.define(let.name(), new Binding.Value(scalars.bind(let.value())));
        } else if (let.value() instanceof Expression.Call call && call.function().equals("materialize")) {
            scope.define(let.name(), new Binding.SharedTable(tables.share(let.value(), scope)));
        } else {
            scope.define(let.name(), new Binding.Table(let.value(), scope.snapshot()));
        }
    }

    private void parameter(Parameter parameter) {
        String given = tables.context.options.parameters().get(parameter.name());
        if (parameter.type() != null && given != null) {
            scalars.scope.define(parameter.name(), new Binding.Value(
                    new ParameterValues(scalars).read(parameter, parameter.type(), given)));
            return;
        }
        if (parameter.type() == null || parameter.defaultValue() == null) {
            throw KqlException.of(Kind.SEMANTIC, parameter.position(),
                    "The query parameter '" + parameter.name() + "' has no value");
        }
        Scalar value = scalars.bindArgument(parameter.defaultValue(), parameter.type());
        scalars.scope.define(parameter.name(), new Binding.Value(value));
    }
}
