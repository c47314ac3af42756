package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DYNAMIC;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Functions that fill what a series misses, and filters over series.
final class SeriesFilters {
    static final List<JavaFunction> ALL = List.of(
            JavaFunction.optional("series_fill_forward", DYNAMIC, 1, a -> carry(a[0], a[1], true), DYNAMIC,
                    DYNAMIC),
            JavaFunction.optional("series_fill_backward", DYNAMIC, 1, a -> carry(a[0], a[1], false), DYNAMIC,
                    DYNAMIC),
            JavaFunction.optional("series_fill_const", DYNAMIC, 1, a -> constant(a[0], a[1], a[2]), DYNAMIC,
                    DYNAMIC, DYNAMIC),
            JavaFunction.optional("series_fill_linear", DYNAMIC, 1, SeriesFilters::linear, DYNAMIC, DYNAMIC,
                    BOOL, DYNAMIC),
            JavaFunction.optional("series_fir", DYNAMIC, 2, SeriesFilters::finite, DYNAMIC, DYNAMIC, BOOL,
                    BOOL),
            JavaFunction.of("series_iir", DYNAMIC, a -> infinite(a[0], a[1], a[2]), DYNAMIC, DYNAMIC,
                    DYNAMIC));

    private static final int MOST_COEFFICIENTS = 10_000;

    private SeriesFilters() {}

    private static boolean isMissing(JsonNode value, JsonNode placeholder) {
        return value.isNull() || SetFunctions.equal(value, placeholder);
    }

    /// Fills each gap with the value before it, or after it.
    private static @Nullable String carry(Object json, @Nullable Object missing, boolean forward) {
        ArrayNode array = Json.array(json).orElse(null);
        if (array == null) {
            return null;
        }
        JsonNode placeholder = Json.orNull(missing);
        JsonNode[] values = array.valueStream().toArray(JsonNode[]::new);
        @Nullable
        JsonNode last = null;
        for (int step = 0; step < values.length; step++) {
            int index = forward ? step : values.length - 1 - step;
            if (!isMissing(values[index], placeholder)) {
                last = values[index];
            } else if (last != null) {
                values[index] = last;
            }
        }
        return Json.write(Json.newArray().addAll(Arrays.asList(values)));
    }

    private static @Nullable String constant(Object json, @Nullable Object value,
            @Nullable Object missing) {
        JsonNode filler = Json.orNull(value);
        JsonNode placeholder = Json.orNull(missing);
        return Json.array(json).map(array -> {
            ArrayNode result = Json.newArray();
            array.forEach(element -> result.add(isMissing(element, placeholder) ? filler : element));
            return Json.write(result);
        }).orElse(null);
    }

    /// Series, placeholder of what is missing, whether to fill the ends too, the value of a series of
    /// nothing. A series of whole numbers stays one.
    private static @Nullable Object linear(Object[] a) {
        ArrayNode array = Json.array(a[0]).orElse(null);
        if (array == null) {
            return null;
        }
        JsonNode placeholder = Json.orNull(a[1]);
        boolean ends = JavaFunction.boolOr(a[2], true);
        double[] values = Series.of(array);
        boolean whole = true;
        int first = -1;
        int last = -1;
        for (int index = 0; index < values.length; index++) {
            if (isMissing(array.get(index), placeholder)) {
                values[index] = Double.NaN;
            } else {
                whole &= array.get(index).isIntegralNumber();
                first = first < 0 ? index : first;
                last = index;
            }
        }
        if (first < 0) {
            JsonNode filler = a[3] == null ? Json.orNull("0.0") : Json.orNull(a[3]);
            ArrayNode result = Json.newArray();
            array.forEach(_ -> result.add(filler));
            return Json.write(result);
        }
        double[] filled = Series.interpolated(values);
        ArrayNode result = Json.newArray();
        for (int index = 0; index < filled.length; index++) {
            if (!ends && (index < first || index > last)) {
                result.add(array.get(index));
            } else if (whole) {
                result.add((long) filled[index]);
            } else {
                Series.add(result, filled[index]);
            }
        }
        return Json.write(result);
    }

    /// Series, coefficients, whether their sum is made one, whether the middle one stands on the element.
    private static @Nullable Object finite(Object[] a) {
        double[] values = Series.parse(a[0]).orElse(null);
        double[] filter = coefficients(a[1]).orElse(null);
        if (values == null || filter == null) {
            return null;
        }
        boolean positive = Arrays.stream(filter).allMatch(value -> value >= 0);
        double sum = JavaFunction.boolOr(a[2], positive) ? Arrays.stream(filter).sum() : 1;
        int shift = JavaFunction.boolOr(a[3], false) ? filter.length / 2 : 0;
        double[] result = new double[values.length];
        for (int index = 0; index < values.length; index++) {
            for (int tap = 0; tap < filter.length; tap++) {
                int at = index + shift - tap;
                double value = at < 0 || at >= values.length || Double.isNaN(values[at]) ? 0 : values[at];
                result[index] += filter[tap] * value;
            }
            result[index] = sum == 0 ? result[index] : result[index] / sum;
        }
        return Json.write(Series.array(result));
    }

    private static Optional<double[]> coefficients(Object json) {
        return Series.parse(json).filter(filter -> filter.length > 0 && filter.length <= MOST_COEFFICIENTS);
    }

    /// Series, coefficients of its elements, coefficients of the results before.
    private static @Nullable String infinite(Object json, Object numerators, Object denominators) {
        double[] values = Series.parse(json).orElse(null);
        double[] feed = coefficients(numerators).orElse(null);
        double[] back = coefficients(denominators).orElse(null);
        if (values == null || feed == null || back == null || back[0] == 0) {
            return null;
        }
        double[] result = new double[values.length];
        for (int index = 0; index < values.length; index++) {
            double sum = 0;
            for (int tap = 0; tap < feed.length && tap <= index; tap++) {
                sum += Double.isNaN(values[index - tap]) ? 0 : feed[tap] * values[index - tap];
            }
            for (int tap = 1; tap < back.length && tap <= index; tap++) {
                sum -= back[tap] * result[index - tap];
            }
            result[index] = sum / back[0];
        }
        return Json.write(Series.array(result));
    }
}
