package io.holdfast.kql.internal;

import io.holdfast.kql.KqlType;
import io.holdfast.kql.Position;
import io.holdfast.kql.internal.Expression.ColumnDeclaration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A statement as it is written; statements are separated by semicolons.
sealed interface Statement {
    /// Where the statement is, for errors.
    Position position();

    /// `let name = value`.
    record Let(Position position, String name, Expression value) implements Statement {}

    /// `let name = (parameters) { body }`, or a function saved in the workspace.
    ///
    /// @param view whether names with wildcards stand for it, too
    record LetFunction(Position position, String name, List<Parameter> parameters,
            List<Statement> body, boolean saved, boolean view) implements Statement {
        public LetFunction {
            parameters = List.copyOf(parameters);
            body = List.copyOf(body);
        }
    }

    /// A parameter of a function or a query.
    ///
    /// @param type null if the parameter is a table
    /// @param columns the columns that a table must have; empty for any, and for a scalar
    record Parameter(Position position, String name, @Nullable KqlType type, List<ColumnDeclaration> columns,
            Expression.@Nullable Literal defaultValue) {
        public Parameter {
            columns = List.copyOf(columns);
        }
    }

    /// `set option = value`: a request to the engine; of those it knows, only `bin_auto()` reads any.
    record SetOption(Position position, String name,
            Expression.@Nullable Literal value) implements Statement {}

    /// `declare pattern`: a table for each of some combinations of constants.
    ///
    /// @param matches empty if the pattern is only declared
    record Pattern(Position position, String name, List<PatternMatch> matches) implements Statement {
        public Pattern {
            matches = List.copyOf(matches);
        }
    }

    /// One combination of a pattern.
    ///
    /// @param path what stands behind the dot, null if nothing does
    record PatternMatch(Position position, List<Expression> arguments, @Nullable Expression path,
            List<Statement> body) {
        public PatternMatch {
            arguments = List.copyOf(arguments);
            body = List.copyOf(body);
        }
    }

    /// `declare query_parameters (parameters)`.
    record DeclareParameters(Position position, List<Parameter> parameters) implements Statement {
        public DeclareParameters {
            parameters = List.copyOf(parameters);
        }
    }

    /// A statement that the binder refuses: `alias` or `restrict`.
    record Refused(Position position, String name) implements Statement {}

    /// The expression that is the result.
    record Query(Position position, Expression value) implements Statement {}
}
