package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.DATETIME;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.REAL;
import static io.holdfast.kql.KqlType.STRING;

import io.holdfast.kql.KqlDatetime;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/// Arithmetic where DuckDB's own fails or differs: 64-bit numbers that wrap around, and functions outside
/// their domain.
final class MathFunctions {
    static final List<JavaFunction> ALL = List.of(
            longs("long_add", (a, b) -> a + b),
            longs("long_subtract", (a, b) -> a - b),
            longs("long_multiply", (a, b) -> a * b),
            JavaFunction.of("long_divide", LONG, a -> (Long) a[1] == 0 ? null : (Long) a[0] / (Long) a[1],
                    LONG, LONG),
            JavaFunction.of("long_modulo", LONG, a -> modulo((Long) a[0], (Long) a[1]), LONG, LONG),
            JavaFunction.of("long_bin", LONG, a -> bin((Long) a[0], (Long) a[1]), LONG, LONG),
            JavaFunction.of("long_bin_at", LONG, a -> binAt((Long) a[0], (Long) a[1], (Long) a[2]), LONG,
                    LONG, LONG),
            JavaFunction.of("long_abs", LONG, a -> Math.abs((Long) a[0]), LONG),
            longs("shift_left", (a, b) -> (b < 0 || b > 63) ? 0 : a << b),
            longs("shift_right", (a, b) -> (b < 0 || b > 63) ? 0 : a >> b),
            decimals("decimal_add", BigDecimal::add),
            decimals("decimal_subtract", BigDecimal::subtract),
            decimals("decimal_multiply", BigDecimal::multiply),
            decimals("decimal_divide", (a, b) -> a.divide(b, MathContext.DECIMAL128)),
            reals("log", Math::log),
            reals("log2", value -> Math.log(value) / Math.log(2)),
            reals("log10", Math::log10),
            reals("asin", Math::asin),
            reals("acos", Math::acos),
            JavaFunction.of("round", REAL, a -> round((Double) a[0], (Long) a[1]), REAL, LONG),
            JavaFunction.of("datetime_in_range", DATETIME,
                    a -> ((Long) a[0] < 0 || (Long) a[0] > KqlDatetime.MAX_TICKS) ? null : a[0], DATETIME),
            JavaFunction.of("unix_time", DATETIME, a -> unixTime((Double) a[0], (Long) a[1]), REAL, LONG));

    private MathFunctions() {}

    private static JavaFunction longs(String name, LongBinaryOperator body) {
        return JavaFunction.of(name, LONG, a -> body.applyAsLong((Long) a[0], (Long) a[1]), LONG, LONG);
    }

    /// A function of decimals in text; it has no value where they cannot be computed with.
    private static JavaFunction decimals(String name, BinaryOperator<BigDecimal> body) {
        return JavaFunction.of(name, STRING, a -> {
            try {
                return body.apply(new BigDecimal((String) a[0]), new BigDecimal((String) a[1]))
                        .setScale(SqlText.DECIMAL_SCALE, RoundingMode.HALF_EVEN).toPlainString();
            } catch (ArithmeticException | NumberFormatException _) {
                return null;
            }
        }, STRING, STRING);
    }

    /// A function that has no value where the body has none.
    private static JavaFunction reals(String name, DoubleUnaryOperator body) {
        return JavaFunction.of(name, REAL, a -> {
            double result = body.applyAsDouble((Double) a[0]);
            return Double.isNaN(result) ? null : result;
        }, REAL);
    }

    /// The remainder that is never negative.
    private static @Nullable Long modulo(long value, long divisor) {
        if (divisor == 0) {
            return null;
        }
        long remainder = value % divisor;
        return remainder < 0 ? remainder + Math.abs(divisor) : remainder;
    }

    private static @Nullable Long bin(long value, long size) {
        return size <= 0 ? null : Long.valueOf(value - Math.floorMod(value, size));
    }

    private static @Nullable Long binAt(long value, long size, long at) {
        Long bin = bin(value - at, size);
        return bin == null ? null : Long.valueOf(bin + at);
    }

    private static double round(double value, long digits) {
        // The product decides, not the exact value: 2.15 is a little less, but ten times it is 21.5.
        double factor = Math.pow(10, (double) Math.abs(digits));
        double scaled = digits < 0 ? value / factor : value * factor;
        if (!Double.isFinite(scaled) || !Double.isFinite(factor)) {
            return digits < 0 && Double.isFinite(value) ? 0 : value;
        }
        double whole = Math.floor(Math.abs(scaled));
        double rounded = Math.copySign(Math.abs(scaled) - whole >= 0.5 ? whole + 1 : whole, value);
        return digits < 0 ? rounded * factor : rounded / factor;
    }

    private static @Nullable Long unixTime(double value, long ticksPerUnit) {
        double ticks = value * ticksPerUnit + KqlDatetime.UNIX_EPOCH_TICKS;
        return ticks >= 0 && ticks < KqlDatetime.MAX_TICKS
                ? Long.valueOf(Math.round(value * ticksPerUnit) + KqlDatetime.UNIX_EPOCH_TICKS)
                : null;
    }
}
