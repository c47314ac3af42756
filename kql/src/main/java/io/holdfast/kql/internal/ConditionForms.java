package io.holdfast.kql.internal;

import io.holdfast.kql.BoundQuery;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Position;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.internal.Expression.Binary;
import io.holdfast.kql.internal.Expression.Call;
import java.util.List;

/// The functions that say whether something holds, and are made of other expressions.
final class ConditionForms {
    private ConditionForms() {}

    /// Whether a value is no further from another than a third says.
    static Scalar around(ScalarBinder binder, Call call) {
        binder.checkCount(call, 3, 3);
        Position position = call.position();
        Expression center = ScalarBinder.argument(call, 1);
        Expression delta = ScalarBinder.argument(call, 2);
        return binder.bind(new Expression.Between(position, false, ScalarBinder.argument(call, 0),
                new Binary(position, BinaryOperator.SUBTRACT, center, delta),
                new Binary(position, BinaryOperator.ADD, center, delta)));
    }

    /// Whether there is a column of a name.
    static Scalar isColumn(ScalarBinder binder, Call call) {
        binder.checkCount(call, 1, 1);
        Literal name = binder.constant(ScalarBinder.argument(call, 0), KqlType.STRING);
        return Literal.of(binder.columns.find(String.valueOf(name.value())).isPresent());
    }

    /// True; a constant condition that is not true refuses the query with the message.
    static Scalar assertion(ScalarBinder binder, Call call) {
        binder.checkCount(call, 2, 2);
        Scalar condition = binder.bindAs(ScalarBinder.argument(call, 0), KqlType.BOOL);
        Literal message = binder.constant(ScalarBinder.argument(call, 1), KqlType.STRING);
        if (readsRow(condition)) {
            throw KqlException.of(KqlException.Kind.SEMANTIC, call.position(),
                    "The condition of assert() is a constant");
        }
        if (!holds(binder.context(), condition)) {
            throw KqlException.of(KqlException.Kind.SEMANTIC, call.position(),
                    "assert() has failed with message: '%s'".formatted(message.value()));
        }
        return Literal.of(true);
    }

    private static boolean readsRow(Scalar scalar) {
        return switch (scalar) {
            case Scalar.ColumnRef _,Scalar.Window _ -> true;
            case Scalar.Call call -> call.arguments().stream().anyMatch(ConditionForms::readsRow);
            case Scalar.InRelation in -> readsRow(in.value());
            case Literal _,Scalar.Subquery _ -> false;
        };
    }

    /// Says whether a constant condition holds, which the engine finds out unless it is plain to see.
    private static boolean holds(BindContext context, Scalar condition) {
        if (condition instanceof Literal literal) {
            return Boolean.TRUE.equals(literal.value());
        }
        Relation row = new Relation.Project(Sources.empty(),
                List.of(new Relation.Assignment(context.column("holds", KqlType.BOOL), condition)));
        return context.runner.run(new BoundQuery(row, context.scans)).stream()
                .allMatch(cells -> Boolean.TRUE.equals(cells.getFirst()));
    }
}
