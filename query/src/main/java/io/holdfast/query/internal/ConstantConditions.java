package io.holdfast.query.internal;

import io.holdfast.kql.KqlType;
import io.holdfast.kql.Relation;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Call;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides conditions over constants, such as those over the parameters that a saved function was called
/// with, in the three-valued logic of the language.
final class ConstantConditions implements RewriteRule {
    @Override
    public Relation apply(Relation relation) {
        return Relations.mapScalars(relation, ConstantConditions::fold);
    }

    private static Scalar fold(Scalar scalar) {
        return switch (scalar) {
            case Call call -> {
                List<Scalar> arguments = call.arguments().stream().map(ConstantConditions::fold).toList();
                yield decide(arguments.equals(call.arguments())
                        ? call
                        : new Call(call.op(), arguments, call.type()));
            }
            case Scalar.InRelation in ->
                new Scalar.InRelation(fold(in.value()), in.relation(), in.ignoreCase());
            case Literal _,Scalar.ColumnRef _,Scalar.Subquery _,Scalar.Window _ -> scalar;
        };
    }

    private static Scalar decide(Call call) {
        return switch (call.op()) {
            case AND -> junction(call, false);
            case OR -> junction(call, true);
            case NOT -> {
                Boolean value = truth(call.argument(0));
                yield value == null ? call : Literal.of(!value);
            }
            case IS_EMPTY -> {
                String text = text(call.argument(0));
                yield text == null ? call : Literal.of(text.isEmpty());
            }
            case EQUAL, NOT_EQUAL -> comparison(call);
            case CASE -> cases(call);
            default -> call;
        };
    }

    /// An operand of one value decides, one of the other value says nothing; a null does neither.
    private static Scalar junction(Call call, boolean deciding) {
        List<Scalar> open = new ArrayList<>();
        for (Scalar argument : call.arguments()) {
            Boolean value = truth(argument);
            if (value == null) {
                open.add(argument);
            } else if (value == deciding) {
                return Literal.of(deciding);
            }
        }
        if (open.size() == call.arguments().size()) {
            return call;
        }
        return open.isEmpty()
                ? Literal.of(!deciding)
                : open.size() == 1 ? open.getFirst() : new Call(call.op(), open, call.type());
    }

    private static Scalar comparison(Call call) {
        String left = text(call.argument(0));
        String right = text(call.argument(1));
        return left == null || right == null
                ? call
                : Literal.of(left.equals(right) == (call.op() == ScalarOp.EQUAL));
    }

    /// Conditions that are not true are left out; what stands behind one that always is, too.
    private static Scalar cases(Call call) {
        List<Scalar> open = new ArrayList<>();
        List<Scalar> arguments = call.arguments();
        for (int index = 0; index + 1 < arguments.size(); index += 2) {
            Boolean value = truth(arguments.get(index));
            if (value == null) {
                open.add(arguments.get(index));
                open.add(arguments.get(index + 1));
            } else if (value) {
                open.add(arguments.get(index + 1));
                return open.size() == 1 ? open.getFirst() : new Call(call.op(), open, call.type());
            }
        }
        open.add(arguments.getLast());
        return open.size() == 1 ? open.getFirst() : new Call(call.op(), open, call.type());
    }

    private static @Nullable Boolean truth(Scalar scalar) {
        return (scalar instanceof Literal literal && literal.value() instanceof Boolean value) ? value : null;
    }

    private static @Nullable String text(Scalar scalar) {
        return scalar.type() == KqlType.STRING ? ScalarTemplates.textLiteral(scalar) : null;
    }
}
