package io.holdfast.kql.internal;

import io.holdfast.kql.KqlType;
import io.holdfast.kql.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An expression as it is written, scalar or tabular: which of the two, the binder finds out.
sealed interface Expression {
    /// Where the expression is, for errors.
    Position position();

    /// A constant. The value is of the class that `Scalar.Literal` names for the type, null for a typed null.
    record Literal(Position position, KqlType type, @Nullable Object value) implements Expression {}

    /// A name: of a column, a variable, a table or a function without parentheses.
    record Name(Position position, String text) implements Expression {}

    /// `*`: all columns.
    record Star(Position position) implements Expression {}

    /// A table name with wildcards, such as `Security*`.
    record Wildcard(Position position, String pattern) implements Expression {}

    /// `base.name`.
    record Member(Position position, Expression base, String name) implements Expression {}

    /// `base[index]`.
    record Element(Position position, Expression base, Expression index) implements Expression {}

    /// `function(arguments)`.
    record Call(Position position, String function, List<Argument> arguments) implements Expression {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /// An argument with the name given to it, if any.
    record Argument(@Nullable String name, Expression value) {}

    /// `base.function(arguments)`, such as `cluster("x").database("y")`.
    record MemberCall(Position position, Expression base, Call call) implements Expression {}

    /// `-operand`.
    record Negate(Position position, Expression operand) implements Expression {}

    /// An operator with two operands; its position is that of the operator.
    record Binary(Position position, BinaryOperator operator, Expression left,
            Expression right) implements Expression {}

    /// `and` or `or` over two or more operands.
    record Logical(Position position, boolean conjunction, List<Expression> operands) implements Expression {
        public Logical {
            operands = List.copyOf(operands);
        }
    }

    /// `value between (low .. high)`.
    record Between(Position position, boolean negated, Expression value, Expression low,
            Expression high) implements Expression {}

    /// `value in (items)` and its relatives.
    record Membership(Position position, MembershipOperator operator, Expression value,
            List<Expression> items) implements Expression {
        public Membership {
            items = List.copyOf(items);
        }
    }

    /// `source | operator | ...`. Without a source the first operator makes rows of its own, such as `print`.
    record Pipeline(Position position, @Nullable Expression source,
            List<Operator> operators) implements Expression {
        public Pipeline {
            operators = List.copyOf(operators);
        }
    }

    /// `datatable (columns) [values]`, values row by row.
    record DataTable(Position position, List<ColumnDeclaration> columns,
            List<Literal> values) implements Expression {
        public DataTable {
            columns = List.copyOf(columns);
            values = List.copyOf(values);
        }
    }

    /// `externaldata (columns) [uris] with (properties)`.
    record ExternalData(Position position, List<ColumnDeclaration> columns, List<Expression> uris,
            Map<String, String> properties) implements Expression {
        public ExternalData {
            columns = List.copyOf(columns);
            uris = List.copyOf(uris);
            properties = Map.copyOf(properties);
        }
    }

    /// A column with the type it is declared with.
    record ColumnDeclaration(Position position, String name, KqlType type) {}

    /// An expression with the name or names given to it: `a = x` or `(a, b) = x`. The names are empty if
    /// none is given.
    record Named(Position position, List<String> names, Expression value) {
        public Named {
            names = List.copyOf(names);
        }

        /// Returns the one name, or empty if there is none.
        Optional<String> name() {
            return names.stream().findFirst();
        }
    }
}
