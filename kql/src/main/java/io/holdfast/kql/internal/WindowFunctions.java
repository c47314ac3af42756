package io.holdfast.kql.internal;

import static io.holdfast.kql.KqlType.LONG;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.WindowOp;
import io.holdfast.kql.internal.Expression.Call;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The functions that look at other rows than their own: they need rows in an order.
final class WindowFunctions {
    private static final Map<String, SpecialForms.Form> BY_NAME = Map.of("row_number",
            WindowFunctions::rowNumber,
            "row_cumsum", WindowFunctions::runningSum, "prev",
            (binder, call) -> shift(binder, call, WindowOp.PREVIOUS),
            "next", (binder, call) -> shift(binder, call, WindowOp.NEXT));

    private WindowFunctions() {}

    static Optional<SpecialForms.Form> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    private static Scalar rowNumber(ScalarBinder binder, Call call) {
        binder.checkCount(call, 0, 2);
        if (call.arguments().size() == 2) {
            throw KqlException.notSupported(call.position(), "row_number() with a restart condition");
        }
        Literal first = call.arguments().isEmpty()
                ? Literal.of(1)
                : binder.constant(ScalarBinder.argument(call, 0), LONG);
        return new Scalar.Window(WindowOp.ROW_NUMBER, List.of(first), LONG);
    }

    private static Scalar runningSum(ScalarBinder binder, Call call) {
        binder.checkCount(call, 1, 2);
        if (call.arguments().size() == 2) {
            throw KqlException.notSupported(call.position(), "row_cumsum() with a restart condition");
        }
        Scalar value = binder.bind(ScalarBinder.argument(call, 0));
        KqlType type = value.type() == KqlType.INT ? LONG : value.type();
        return new Scalar.Window(WindowOp.RUNNING_SUM, List.of(Conversions.cast(value, type)), type);
    }

    private static Scalar shift(ScalarBinder binder, Call call, WindowOp op) {
        binder.checkCount(call, 1, 3);
        Scalar value = binder.bind(ScalarBinder.argument(call, 0));
        Literal offset = call.arguments().size() < 2
                ? Literal.of(1)
                : binder.constant(ScalarBinder.argument(call, 1), LONG);
        Literal fallback = call.arguments().size() < 3
                ? Literal.nullOf(value.type())
                : binder.constant(ScalarBinder.argument(call, 2), value.type());
        return new Scalar.Window(op, List.of(value, offset, fallback), value.type());
    }
}
