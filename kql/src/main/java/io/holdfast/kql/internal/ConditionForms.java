package io.holdfast.kql.internal;

import io.holdfast.kql.KqlType;
import io.holdfast.kql.Position;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.internal.Expression.Binary;
import io.holdfast.kql.internal.Expression.Call;

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
}
