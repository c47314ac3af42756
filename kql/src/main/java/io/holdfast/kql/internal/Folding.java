package io.holdfast.kql.internal;

import static io.holdfast.kql.KqlType.DATETIME;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.REAL;
import static io.holdfast.kql.KqlType.STRING;
import static io.holdfast.kql.KqlType.TIMESPAN;

import io.holdfast.kql.KqlDatetime;
import io.holdfast.kql.KqlTimespan;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Scalar;
import io.holdfast.kql.Scalar.Call;
import io.holdfast.kql.Scalar.Literal;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Computes operations over constants at bind time: those that bounds on time, sizes of bins and counts of
/// rows are written with. Whatever it does not compute stays for the engine, with the same result.
final class Folding {
    private Folding() {}

    static Scalar fold(Call call) {
        if (call.arguments().isEmpty() || !call.arguments().stream().allMatch(Literal.class::isInstance)) {
            return call;
        }
        List<Literal> literals = call.arguments().stream().map(Literal.class::cast).toList();
        if (literals.stream().anyMatch(literal -> literal.value() == null)) {
            return call;
        }
        return compute(call, literals).<Scalar>map(literal -> literal).orElse(call);
    }

    private static Optional<Literal> compute(Call call, List<Literal> arguments) {
        return switch (call.op()) {
            case NEGATE -> negate(arguments.getFirst());
            case ADD, SUBTRACT, MULTIPLY -> arithmetic(call, arguments.get(0), arguments.get(1));
            case DIVIDE -> divide(call.type(), arguments.get(0), arguments.get(1));
            case DATETIME_ADD_TIMESPAN -> datetimeSum(number(arguments.get(0)), number(arguments.get(1)));
            case BIN -> bin(call.type(), arguments.get(0), arguments.get(1));
            case START_OF -> start(arguments);
            case CAST -> cast(arguments.getFirst(), call.type());
            default -> Optional.empty();
        };
    }

    private static long number(Literal literal) {
        return literal.value() instanceof Number number ? number.longValue() : 0;
    }

    private static double real(Literal literal) {
        return literal.value() instanceof Number number ? number.doubleValue() : 0;
    }

    private static Optional<Literal> datetime(long ticks) {
        return Optional.of(new Literal(DATETIME, ticks < 0 || ticks > KqlDatetime.MAX_TICKS ? null : ticks));
    }

    private static Optional<Literal> datetimeSum(long ticks, long span) {
        // A datetime is never negative, so a sum that wraps around is.
        return datetime(ticks + span);
    }

    private static Optional<Literal> negate(Literal value) {
        return switch (value.type()) {
            case LONG, TIMESPAN -> Optional.of(new Literal(value.type(), -number(value)));
            case REAL -> Optional.of(new Literal(REAL, -real(value)));
            default -> Optional.empty();
        };
    }

    private static Optional<Literal> arithmetic(Call call, Literal left, Literal right) {
        if (call.type() == REAL) {
            double a = real(left);
            double b = real(right);
            return Optional.of(new Literal(REAL, switch (call.op()) {
                case ADD -> a + b;
                case SUBTRACT -> a - b;
                default -> a * b;
            }));
        }
        if (call.type() != LONG && call.type() != TIMESPAN) {
            return Optional.empty();
        }
        long a = number(left);
        long b = number(right);
        return Optional.of(new Literal(call.type(), switch (call.op()) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            default -> a * b;
        }));
    }

    private static Optional<Literal> divide(KqlType type, Literal left, Literal right) {
        if (type == REAL) {
            return Optional.of(new Literal(REAL, real(left) / real(right)));
        }
        long divisor = number(right);
        return divisor == 0 || type != LONG
                ? Optional.empty()
                : Optional.of(new Literal(LONG, number(left) / divisor));
    }

    private static Optional<Literal> bin(KqlType type, Literal value, Literal size) {
        if ((type != LONG && type != DATETIME && type != TIMESPAN) || number(size) <= 0) {
            return Optional.empty();
        }
        return Optional.of(new Literal(type, number(value) - Math.floorMod(number(value), number(size))));
    }

    private static Optional<Literal> start(List<Literal> arguments) {
        if (!(arguments.get(0).value() instanceof String unit) || !unit.equals("day")) {
            return Optional.empty();
        }
        long ticks = number(arguments.get(2));
        return datetime(ticks - Math.floorMod(ticks, KqlTimespan.TICKS_PER_DAY)
                + number(arguments.get(1)) * KqlTimespan.TICKS_PER_DAY);
    }

    private static Optional<Literal> cast(Literal value, KqlType type) {
        if (value.type() == STRING && value.value() instanceof String text) {
            return switch (type) {
                case DATETIME -> ticks(type, KqlDatetime.parse(text));
                case TIMESPAN -> ticks(type, KqlTimespan.parse(text));
                case BOOL -> bool(text.strip());
                case LONG, INT -> integer(text.strip(), type);
                default -> Optional.empty();
            };
        }
        boolean integer = value.value() instanceof Integer || value.value() instanceof Long;
        if (!integer || (value.type() == DATETIME && type != LONG)) {
            return Optional.empty();
        }
        return castInteger(value, type);
    }

    private static Optional<Literal> bool(String text) {
        return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")
                ? Optional.of(Literal.of(text.equalsIgnoreCase("true")))
                : Optional.empty();
    }

    private static Optional<Literal> integer(String text, KqlType type) {
        boolean plain = text.matches("-?[0-9]{1,9}");
        return !plain
                ? Optional.empty()
                : Optional.of(type == LONG
                        ? Literal.of(Long.parseLong(text))
                        : new Literal(type, Integer.valueOf(text)));
    }

    private static Optional<Literal> ticks(KqlType type, OptionalLong ticks) {
        return Optional.of(new Literal(type, boxed(ticks)));
    }

    private static @Nullable Long boxed(OptionalLong ticks) {
        return ticks.isPresent() ? ticks.getAsLong() : null;
    }

    private static Optional<Literal> castInteger(Literal value, KqlType type) {
        long number = number(value);
        return switch (type) {
            case LONG -> Optional.of(new Literal(type, number));
            case STRING -> value.type() == LONG || value.type() == KqlType.INT
                    ? Optional.of(Literal.of(Long.toString(number)))
                    : Optional.empty();
            case INT -> Optional.of(new Literal(type,
                    number == (int) number ? Integer.valueOf((int) number) : null));
            case REAL -> value.type() == TIMESPAN
                    ? Optional.empty()
                    : Optional.of(new Literal(type, (double) number));
            case DECIMAL -> value.type() == TIMESPAN
                    ? Optional.empty()
                    : Optional.of(new Literal(type, BigDecimal.valueOf(number)));
            default -> Optional.empty();
        };
    }
}
