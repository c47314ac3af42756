package io.holdfast.query.internal;

import io.holdfast.kql.KqlDatetime;
import io.holdfast.kql.KqlTimespan;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.ScalarOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Computes the expressions of a `scan` program over a row and the state of a step.
///
/// Values: [Boolean]; [Long] for int, long, datetime and timespan; [Double]; [String] for text, guid, decimal
/// and, as JSON, dynamic; null for a null.
///
/// @param values of the row
/// @param state what steps hold, null for none
/// @param initial the declared columns at first
record ScanExpression(List<@Nullable Object> values, ScanMachine.@Nullable State state,
        List<@Nullable Object> initial) {

    /// Reads a value of a type from JSON.
    static @Nullable Object value(KqlType type, JsonNode node) {
        if (node.isNull() || node.isMissingNode()) {
            return type == KqlType.STRING ? "" : null;
        }
        return switch (type) {
            case BOOL -> node.asBoolean(false);
            case INT, LONG, DATETIME, TIMESPAN -> node.asLong(0);
            case REAL -> node.isNumber() ? node.doubleValue() : Double.valueOf(node.asString());
            case DYNAMIC -> Json.write(node);
            case STRING, GUID, DECIMAL -> node.asString("");
        };
    }

    /// Reads a constant: `["l", type, value]`.
    static @Nullable Object constant(JsonNode node) {
        KqlType type = ScanMachine.type(node.get(1).asString());
        JsonNode value = node.get(2);
        return type == KqlType.DYNAMIC ? (value.isNull() ? null : value.asString()) : value(type, value);
    }

    @Nullable
    Object evaluate(JsonNode node) {
        return switch (node.get(0).asString()) {
            case "c" -> values.get(node.get(1).asInt());
            case "r" -> {
                ScanMachine.Entry entry = entry(node.get(1).asInt());
                yield entry == null ? null : entry.values().get(node.get(2).asInt());
            }
            case "v" -> {
                ScanMachine.Entry entry = entry(node.get(1).asInt());
                int index = node.get(2).asInt();
                yield entry == null ? initial.get(index) : entry.variables().get(index);
            }
            case "l" -> constant(node);
            default ->
                call(ScalarOp.valueOf(node.get(1).asString()), ScanMachine.type(node.get(2).asString()),
                        node.get(3));
        };
    }

    private ScanMachine.@Nullable Entry entry(int step) {
        return state == null || step >= state.entries().size() ? null : state.entries().get(step);
    }

    private @Nullable Object call(ScalarOp op, KqlType type, JsonNode nodes) {
        return switch (op) {
            case CASE -> choice(nodes);
            case AND, OR -> logic(nodes, op == ScalarOp.AND);
            default -> {
                List<@Nullable Object> arguments = new ArrayList<>();
                nodes.forEach(node -> arguments.add(evaluate(node)));
                yield compute(op, type, arguments, nodes);
            }
        };
    }

    private @Nullable Object choice(JsonNode nodes) {
        for (int index = 0; index + 1 < nodes.size(); index += 2) {
            if (Boolean.TRUE.equals(evaluate(nodes.get(index)))) {
                return evaluate(nodes.get(index + 1));
            }
        }
        return evaluate(nodes.get(nodes.size() - 1));
    }

    /// Three-valued logic: what decides wins over a null.
    private @Nullable Object logic(JsonNode nodes, boolean and) {
        boolean unknown = false;
        for (JsonNode node : nodes) {
            Object value = evaluate(node);
            if (value != null && (Boolean) value != and) {
                return !and;
            }
            unknown |= value == null;
        }
        return unknown ? null : and;
    }

    private static @Nullable Object compute(ScalarOp op, KqlType type, List<@Nullable Object> arguments,
            JsonNode nodes) {
        Object first = arguments.getFirst();
        return switch (op) {
            case IS_NULL -> first == null;
            case IS_EMPTY -> first == null || first.equals("");
            case COALESCE -> arguments.stream().filter(value -> value != null && !value.equals(""))
                    .findFirst().orElse(type == KqlType.STRING ? "" : null);
            case GREATEST, LEAST -> extreme(arguments, op == ScalarOp.GREATEST);
            case NOT_EQUAL -> !Objects.equals(first, arguments.get(1));
            case IN -> first != null && arguments.subList(1, arguments.size()).contains(first);
            case PACK_ARRAY, ARRAY_CONCAT -> arrays(op, arguments);
            default -> arguments.contains(null)
                    ? type == KqlType.STRING ? "" : null
                    : known(op, type, arguments.stream().map(Objects::requireNonNull).toList(), nodes);
        };
    }

    private static @Nullable Object extreme(List<@Nullable Object> values, boolean greatest) {
        Object best = null;
        for (Object value : values) {
            boolean better = value != null
                    && (best == null || (greatest ? compare(value, best) > 0 : compare(value, best) < 0));
            best = better ? value : best;
        }
        return best;
    }

    private static Object arrays(ScalarOp op, List<@Nullable Object> arguments) {
        var all = Json.newArray();
        for (Object argument : arguments) {
            JsonNode node = Json.orNull(argument);
            if (op == ScalarOp.PACK_ARRAY) {
                all.add(node);
            } else {
                node.forEach(all::add);
            }
        }
        return all.toString();
    }

    private static int compare(Object left, Object right) {
        return left instanceof Number a && right instanceof Number b
                ? a instanceof Long && b instanceof Long
                        ? Long.compare(a.longValue(), b.longValue())
                        : Double.compare(a.doubleValue(), b.doubleValue())
                : left.toString().compareTo(right.toString());
    }

    private static @Nullable Object known(ScalarOp op, KqlType type, List<Object> arguments, JsonNode nodes) {
        Object left = arguments.getFirst();
        Object right = arguments.getLast();
        return switch (op) {
            case NOT -> !(Boolean) left;
            case EQUAL -> left.equals(right);
            case LESS -> compare(left, right) < 0;
            case LESS_OR_EQUAL -> compare(left, right) <= 0;
            case GREATER -> compare(left, right) > 0;
            case GREATER_OR_EQUAL -> compare(left, right) >= 0;
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, NEGATE, ABS, DATETIME_ADD_TIMESPAN ->
                left instanceof Double || right instanceof Double
                        ? real(op, ((Number) left).doubleValue(), ((Number) right).doubleValue())
                        : whole(op, (Long) left, (Long) right);
            case CAST -> cast(type, ScanMachine.type(sourceType(nodes.get(0))), left);
            case STRCAT -> arguments.stream().map(Object::toString).collect(Collectors.joining());
            case STRLEN -> (long) left.toString().codePointCount(0, left.toString().length());
            case TO_LOWER -> left.toString().toLowerCase(Locale.ROOT);
            case TO_UPPER -> left.toString().toUpperCase(Locale.ROOT);
            case EQUAL_CI -> left.toString().equalsIgnoreCase(right.toString());
            case CONTAINS -> ignoringCase(left, right, String::contains);
            case STARTS_WITH -> ignoringCase(left, right, String::startsWith);
            case ENDS_WITH -> ignoringCase(left, right, String::endsWith);
            case CONTAINS_CS -> left.toString().contains(right.toString());
            case STARTS_WITH_CS -> left.toString().startsWith(right.toString());
            case ENDS_WITH_CS -> left.toString().endsWith(right.toString());
            default -> {
                JavaFunction function = JavaFunctions.named(op.name().toLowerCase(Locale.ROOT));
                yield function.body().apply(arguments.toArray());
            }
        };
    }

    private static boolean ignoringCase(Object left, Object right, BiPredicate<String, String> test) {
        return test.test(left.toString().toLowerCase(Locale.ROOT), right.toString().toLowerCase(Locale.ROOT));
    }

    private static double real(ScalarOp op, double left, double right) {
        return switch (op) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> left / right;
            case NEGATE -> -left;
            case ABS -> Math.abs(left);
            default -> left % right;
        };
    }

    private static @Nullable Object whole(ScalarOp op, long left, long right) {
        return switch (op) {
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> right == 0 ? null : Long.valueOf(left / right);
            case MODULO -> right == 0 ? null : Long.valueOf(Math.floorMod(left, Math.abs(right)));
            case NEGATE -> -left;
            case ABS -> Math.abs(left);
            default -> left + right;
        };
    }

    /// Returns the name of the type of an expression as far as it is written in it.
    private static String sourceType(JsonNode node) {
        return switch (node.get(0).asString()) {
            case "l" -> node.get(1).asString();
            case "o" -> node.get(2).asString();
            default -> "";
        };
    }

    private static @Nullable Object cast(KqlType type, KqlType from, Object value) {
        return switch (type) {
            case REAL -> number(value);
            case INT, LONG -> value instanceof Long ? value : whole(number(value));
            case BOOL -> value instanceof Boolean ? value : truth(value);
            case DATETIME -> value instanceof Long ? value : ticks(KqlDatetime.parse(text(value)));
            case TIMESPAN -> value instanceof Long ? value : ticks(KqlTimespan.parse(text(value)));
            case DYNAMIC -> value instanceof String text && from != KqlType.DYNAMIC
                    ? Json.write(Json.text(text))
                    : value.toString();
            case STRING -> from == KqlType.DATETIME && value instanceof Long ticks
                    ? KqlDatetime.formatFull(ticks)
                    : from == KqlType.TIMESPAN && value instanceof Long span
                            ? KqlTimespan.format(span)
                            : text(value);
            case GUID, DECIMAL -> text(value);
        };
    }

    private static String text(Object value) {
        String text = value.toString();
        return text.startsWith("\"") ? Json.asText(Json.orNull(text)) : text;
    }

    private static @Nullable Object ticks(OptionalLong value) {
        return value.isPresent() ? (Object) value.getAsLong() : null;
    }

    private static Object truth(Object value) {
        return value instanceof Number number
                ? number.doubleValue() != 0
                : value.toString().equalsIgnoreCase("true");
    }

    private static @Nullable Object number(Object value) {
        if (value instanceof Boolean bool) {
            return bool ? 1.0 : 0.0;
        }
        try {
            return value instanceof Number number
                    ? (Object) number.doubleValue()
                    : (Object) Double.valueOf(value.toString().strip());
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static @Nullable Object whole(@Nullable Object value) {
        return value instanceof Double number ? (Object) number.longValue() : null;
    }
}
