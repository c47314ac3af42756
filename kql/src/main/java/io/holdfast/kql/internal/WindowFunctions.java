package io.holdfast.kql.internal;

import static io.holdfast.kql.KqlType.LONG;

import io.holdfast.kql.KqlType;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.WindowOp;
import io.holdfast.kql.internal.Expression.Call;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The functions that look at other rows than their own: they need rows in an order.
final class WindowFunctions {
    private static final Map<String, SpecialForms.Form> BY_NAME = Map.ofEntries(
            Map.entry("row_number", WindowFunctions::rowNumber),
            Map.entry("row_cumsum", WindowFunctions::runningSum),
            Map.entry("row_rank_dense", (binder, call) -> rank(binder, call, true)),
            Map.entry("row_rank", (binder, call) -> rank(binder, call, true)),
            Map.entry("row_rank_min", (binder, call) -> rank(binder, call, false)),
            Map.entry("row_window_session", WindowFunctions::session),
            Map.entry("prev", (binder, call) -> shift(binder, call, WindowOp.PREVIOUS)),
            Map.entry("next", (binder, call) -> shift(binder, call, WindowOp.NEXT)));

    private WindowFunctions() {}

    static Optional<SpecialForms.Form> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    private static Scalar.Frame frame(ScalarBinder binder, Call call, int restart) {
        return new Scalar.Frame(binder.columns.keys(), call.arguments().size() > restart
                ? binder.bindAs(ScalarBinder.argument(call, restart), KqlType.BOOL)
                : null, null);
    }

    private static Scalar rowNumber(ScalarBinder binder, Call call) {
        binder.checkCount(call, 0, 2);
        Literal first = call.arguments().isEmpty()
                ? Literal.of(1)
                : binder.constant(ScalarBinder.argument(call, 0), LONG);
        return new Scalar.Window(WindowOp.ROW_NUMBER, List.of(first), frame(binder, call, 1), LONG);
    }

    private static Scalar session(ScalarBinder binder, Call call) {
        binder.checkCount(call, 3, 4);
        return new Scalar.Window(WindowOp.SESSION_START,
                List.of(binder.bindAs(ScalarBinder.argument(call, 0), KqlType.DATETIME),
                        binder.bindAs(ScalarBinder.argument(call, 1), KqlType.TIMESPAN),
                        binder.bindAs(ScalarBinder.argument(call, 2), KqlType.TIMESPAN)),
                frame(binder, call, 3), KqlType.DATETIME);
    }

    private static Scalar runningSum(ScalarBinder binder, Call call) {
        binder.checkCount(call, 1, 2);
        Scalar value = binder.bind(ScalarBinder.argument(call, 0));
        KqlType type = value.type() == KqlType.INT || value.type() == KqlType.BOOL ? LONG : value.type();
        return new Scalar.Window(WindowOp.RUNNING_SUM, List.of(Conversions.cast(value, type)),
                frame(binder, call, 1), type);
    }

    /// How often the value has changed up to the row, or the number of the row where it last did.
    private static Scalar rank(ScalarBinder binder, Call call, boolean dense) {
        binder.checkCount(call, 1, 2);
        Scalar value = binder.bind(ScalarBinder.argument(call, 0));
        Scalar.Frame frame = frame(binder, call, 1);
        Scalar number = new Scalar.Window(WindowOp.ROW_NUMBER, List.of(Literal.of(1)), frame, LONG);
        Scalar before = new Scalar.Window(WindowOp.PREVIOUS,
                List.of(value, Literal.of(1), Literal.nullOf(value.type())), frame, value.type());
        Scalar first = binder.make(call.position(), ScalarOp.EQUAL, KqlType.BOOL, number, Literal.of(1));
        Scalar same = binder.make(call.position(), ScalarOp.EQUAL, KqlType.BOOL, value, before);
        Scalar changed = binder.make(call.position(), ScalarOp.CASE, LONG, first,
                dense ? Literal.of(1) : number, same, Literal.of(0), dense ? Literal.of(1) : number);
        return new Scalar.Window(dense ? WindowOp.RUNNING_SUM : WindowOp.RUNNING_MAX, List.of(changed), frame,
                LONG);
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
        return new Scalar.Window(op, List.of(value, offset, fallback), frame(binder, call, 3), value.type());
    }
}
