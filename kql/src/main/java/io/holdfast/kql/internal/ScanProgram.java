package io.holdfast.kql.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Position;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.ColumnRef;
import io.holdfast.kql.Scalar.Literal;
import io.holdfast.kql.ScalarOp;
import io.holdfast.kql.internal.Operator.ScanStep;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The text of a program of `scan`: JSON.
///
/// `types` are those of the values that a row has, `partition` the numbers of its keys; `variables` the
/// declared columns as constants; a step has `optional`, `output`, `when` and `set`, pairs of the number
/// of a variable and an expression. Expressions: `["c",n]` a value of the row; `["r",step,n]` one of the row
/// that a step holds; `["v",step,n]` a variable that a step holds; `["l",type,value]` a constant;
/// `["o",operation,type,[arguments]]`. Times are ticks.
final class ScanProgram {
    /// What can be computed from the state of a step; anything else only from the row.
    private static final Set<ScalarOp> COMPUTED = EnumSet.of(ScalarOp.AND, ScalarOp.OR, ScalarOp.NOT,
            ScalarOp.EQUAL, ScalarOp.NOT_EQUAL, ScalarOp.LESS, ScalarOp.LESS_OR_EQUAL, ScalarOp.GREATER,
            ScalarOp.GREATER_OR_EQUAL, ScalarOp.EQUAL_CI, ScalarOp.IN, ScalarOp.ADD, ScalarOp.SUBTRACT,
            ScalarOp.MULTIPLY, ScalarOp.DIVIDE, ScalarOp.MODULO, ScalarOp.NEGATE,
            ScalarOp.DATETIME_ADD_TIMESPAN, ScalarOp.ABS, ScalarOp.GREATEST, ScalarOp.LEAST, ScalarOp.CASE,
            ScalarOp.COALESCE, ScalarOp.IS_NULL, ScalarOp.IS_EMPTY, ScalarOp.STRCAT, ScalarOp.CAST,
            ScalarOp.CONTAINS, ScalarOp.CONTAINS_CS, ScalarOp.STARTS_WITH, ScalarOp.STARTS_WITH_CS,
            ScalarOp.ENDS_WITH, ScalarOp.ENDS_WITH_CS, ScalarOp.TO_LOWER, ScalarOp.TO_UPPER, ScalarOp.STRLEN,
            ScalarOp.ARRAY_LENGTH, ScalarOp.PACK_ARRAY, ScalarOp.ARRAY_CONCAT, ScalarOp.SET_UNION,
            ScalarOp.SET_HAS_ELEMENT);

    private final List<Scalar> values = new ArrayList<>();
    private final List<String> variables = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();
    /// The numbers of the values that are keys of the partitions.
    private final List<Integer> partitions = new ArrayList<>();

    /// Returns the values that each row is to have.
    List<Scalar> values() {
        return List.copyOf(values);
    }

    /// Returns the number of a value of the row.
    int value(Scalar scalar) {
        int known = values.indexOf(scalar);
        if (known >= 0) {
            return known;
        }
        values.add(scalar);
        return values.size() - 1;
    }

    /// Adds a key of the partitions.
    void partition(Scalar key) {
        partitions.add(value(key));
    }

    void variable(Literal initial) {
        variables.add(constant(initial));
    }

    void step(ScanStep step, String condition, List<String> assigned) {
        steps.add("{\"optional\":%s,\"output\":\"%s\",\"when\":%s,\"set\":[%s]}".formatted(step.optional(),
                step.output(), condition, String.join(",", assigned)));
    }

    String text() {
        String types = values.stream().map(value -> '"' + value.type().kustoName() + '"')
                .collect(Collectors.joining(","));
        return "{\"types\":[%s],\"partition\":%s,\"variables\":[%s],\"steps\":[%s]}".formatted(types,
                partitions, String.join(",", variables), String.join(",", steps));
    }

    /// Returns the text of an expression over the row and states.
    String expression(Position position, Scalar scalar, Map<Column, String> states) {
        String state = scalar instanceof ColumnRef ref ? states.get(ref.column()) : null;
        if (state != null) {
            return state;
        }
        if (scalar instanceof Literal literal) {
            return constant(literal);
        }
        if (!readsState(scalar, states)) {
            if (WindowStages.holdsWindow(scalar)) {
                throw KqlException.of(KqlException.Kind.SEMANTIC, position,
                        "Functions over other rows, such as prev(), cannot stand in scan");
            }
            return "[\"c\"," + value(scalar) + "]";
        }
        if (scalar instanceof Scalar.Call call && COMPUTED.contains(call.op())) {
            String arguments = call.arguments().stream()
                    .map(argument -> expression(position, argument, states)).collect(Collectors.joining(","));
            return "[\"o\",\"%s\",\"%s\",[%s]]".formatted(call.op().name(), call.type().kustoName(),
                    arguments);
        }
        throw KqlException.notSupported(position, "what this expression computes from the state of a step");
    }

    private static boolean readsState(Scalar scalar, Map<Column, String> states) {
        return switch (scalar) {
            case ColumnRef ref -> states.containsKey(ref.column());
            case Scalar.Call call ->
                call.arguments().stream().anyMatch(argument -> readsState(argument, states));
            case Scalar.InRelation in -> readsState(in.value(), states);
            case Scalar.Window window ->
                window.arguments().stream().anyMatch(argument -> readsState(argument, states));
            case Literal _,Scalar.Subquery _ -> false;
        };
    }

    private static String constant(Literal literal) {
        StringBuilder out = new StringBuilder("[\"l\",\"").append(literal.type().kustoName()).append("\",");
        append(out, literal.type(), literal.value());
        return out.append(']').toString();
    }

    private static void append(StringBuilder out, KqlType type, @Nullable Object value) {
        boolean text = type == KqlType.STRING || type == KqlType.GUID || type == KqlType.DYNAMIC;
        if (value == null) {
            out.append("null");
        } else if (text) {
            StringLiterals.appendJsonString(out, (String) value);
        } else if (value instanceof Double number && !Double.isFinite(number)) {
            out.append(Double.isNaN(number) ? "\"NaN\"" : number > 0 ? "\"Infinity\"" : "\"-Infinity\"");
        } else {
            out.append(value instanceof BigDecimal number ? '"' + number.toPlainString() + '"' : value);
        }
    }
}
