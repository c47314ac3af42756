package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.REAL;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Functions that compute with the elements of series one by one. A number beside a series stands for a
/// series of it; where one of two elements is no number, the result is null.
final class SeriesArithmetic {
    static final List<JavaFunction> ALL = List.of(
            whole("series_add", (a, b) -> a + b),
            whole("series_subtract", (a, b) -> a - b),
            whole("series_multiply", (a, b) -> a * b),
            real("series_divide", (a, b) -> a / b),
            real("series_pow", Math::pow),
            comparison("series_equals", (a, b) -> a == b),
            comparison("series_not_equals", (a, b) -> a != b),
            comparison("series_less", (a, b) -> a < b),
            comparison("series_less_equals", (a, b) -> a <= b),
            comparison("series_greater", (a, b) -> a > b),
            comparison("series_greater_equals", (a, b) -> a >= b),
            each("series_abs", Math::abs, true),
            each("series_sign", Math::signum, true),
            each("series_floor", Math::floor, false),
            each("series_ceiling", Math::ceil, false),
            each("series_exp", Math::exp, false),
            each("series_log", Math::log, false),
            each("series_sin", Math::sin, false),
            each("series_cos", Math::cos, false),
            each("series_tan", Math::tan, false),
            each("series_asin", Math::asin, false),
            each("series_acos", Math::acos, false),
            each("series_atan", Math::atan, false),
            total("series_sum", 0, Double::sum),
            total("series_product", 1, (a, b) -> a * b),
            JavaFunction.of("series_magnitude", REAL, a -> magnitude(a[0]), DYNAMIC),
            JavaFunction.of("series_dot_product", REAL, a -> dot((String) a[0], (String) a[1]), DYNAMIC,
                    DYNAMIC),
            JavaFunction.optional("series_cosine_similarity", REAL, 2, SeriesArithmetic::cosine, DYNAMIC,
                    DYNAMIC, REAL, REAL),
            JavaFunction.of("series_pearson_correlation", REAL,
                    a -> correlation((String) a[0], (String) a[1]), DYNAMIC, DYNAMIC));

    private SeriesArithmetic() {}

    /// Compares two numbers.
    @FunctionalInterface
    private interface Comparison {
        boolean test(double left, double right);
    }

    /// Adds what comes of two elements to a result.
    @FunctionalInterface
    private interface Step {
        void add(ArrayNode result, JsonNode left, JsonNode right);
    }

    private static JavaFunction pairs(String name, Step step) {
        return JavaFunction.of(name, DYNAMIC, a -> {
            JsonNode left = Json.orNull(a[0]);
            JsonNode right = Json.orNull(a[1]);
            if (!left.isArray() && !right.isArray()) {
                return null;
            }
            ArrayNode result = Json.newArray();
            int size = Math.max(left.isArray() ? left.size() : 0, right.isArray() ? right.size() : 0);
            for (int index = 0; index < size; index++) {
                JsonNode first = left.isArray() ? Json.at(left, index) : left;
                JsonNode second = right.isArray() ? Json.at(right, index) : right;
                if (first.isNumber() && second.isNumber()) {
                    step.add(result, first, second);
                } else {
                    result.addNull();
                }
            }
            return Json.write(result);
        }, DYNAMIC, DYNAMIC);
    }

    private static JavaFunction real(String name, DoubleBinaryOperator operator) {
        return pairs(name, (result, left, right) -> Series.add(result,
                operator.applyAsDouble(left.doubleValue(), right.doubleValue())));
    }

    /// An operation that gives whole numbers for whole ones.
    private static JavaFunction whole(String name, DoubleBinaryOperator operator) {
        return pairs(name, (result, left, right) -> {
            double value = operator.applyAsDouble(left.doubleValue(), right.doubleValue());
            if (left.isIntegralNumber() && right.isIntegralNumber() && Math.abs(value) < 0x1p53) {
                result.add((long) value);
            } else {
                Series.add(result, value);
            }
        });
    }

    private static JavaFunction comparison(String name, Comparison comparison) {
        return pairs(name,
                (result, left, right) -> result.add(comparison.test(left.doubleValue(),
                        right.doubleValue())));
    }

    /// A function of each number; it gives whole numbers for a series of nothing else if so said.
    private static JavaFunction each(String name, DoubleUnaryOperator operator, boolean keepsWhole) {
        return JavaFunction.of(name, DYNAMIC, a -> Json.array(a[0]).map(array -> {
            boolean whole = keepsWhole && array.valueStream().allMatch(JsonNode::isIntegralNumber);
            ArrayNode result = Json.newArray();
            for (double value : Series.of(array)) {
                double computed = operator.applyAsDouble(value);
                if (whole) {
                    result.add((long) computed);
                } else {
                    Series.add(result, computed);
                }
            }
            return Json.write(result);
        }).orElse(null), DYNAMIC);
    }

    private static JavaFunction total(String name, double start, DoubleBinaryOperator operator) {
        return JavaFunction.of(name, REAL, a -> Series.parse(a[0]).map(values -> {
            double result = start;
            for (double value : values) {
                result = Double.isNaN(value) ? result : operator.applyAsDouble(result, value);
            }
            return result;
        }).orElse(null), DYNAMIC);
    }

    private static @Nullable Double magnitude(Object json) {
        Double square = dot((String) json, (String) json);
        return square == null ? null : Double.valueOf(Math.sqrt(square));
    }

    private static @Nullable Double dot(String left, String right) {
        JsonNode first = Json.orNull(left);
        JsonNode second = Json.orNull(right);
        if (!first.isArray() && !second.isArray()) {
            return null;
        }
        int size = Math.min(first.isArray() ? first.size() : Integer.MAX_VALUE,
                second.isArray() ? second.size() : Integer.MAX_VALUE);
        double sum = 0;
        for (int index = 0; index < size; index++) {
            JsonNode a = first.isArray() ? first.get(index) : first;
            JsonNode b = second.isArray() ? second.get(index) : second;
            if (a.isNumber() && b.isNumber()) {
                sum += a.doubleValue() * b.doubleValue();
            }
        }
        return sum;
    }

    /// Two series and, optionally, their magnitudes.
    private static @Nullable Object cosine(Object[] a) {
        Double product = dot((String) a[0], (String) a[1]);
        Double left = a[2] == null ? magnitude(a[0]) : (Double) a[2];
        Double right = a[3] == null ? magnitude(a[1]) : (Double) a[3];
        return product == null || left == null || right == null || left * right == 0
                ? null
                : Double.valueOf(product / (left * right));
    }

    private static @Nullable Double correlation(String left, String right) {
        double[] a = Series.parse(left).orElse(new double[0]);
        double[] b = Series.parse(right).orElse(new double[0]);
        if (a.length != b.length || a.length == 0) {
            return null;
        }
        double meanA = Series.mean(a);
        double meanB = Series.mean(b);
        double product = 0;
        double squareA = 0;
        double squareB = 0;
        for (int index = 0; index < a.length; index++) {
            product += (a[index] - meanA) * (b[index] - meanB);
            squareA += (a[index] - meanA) * (a[index] - meanA);
            squareB += (b[index] - meanB) * (b[index] - meanB);
        }
        double result = product / Math.sqrt(squareA * squareB);
        return Double.isNaN(result) ? null : result;
    }
}
