package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.REAL;
import static io.holdfast.kql.KqlType.STRING;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Functions that describe a series by a few numbers, or score its elements.
final class SeriesStatistics {
    static final List<JavaFunction> ALL = List.of(
            JavaFunction.optional("series_stats", DYNAMIC, 1,
                    a -> tuple(stats(a[0], JavaFunction.boolOr(a[1], false))), DYNAMIC, BOOL),
            JavaFunction.optional("series_stats_dynamic", DYNAMIC, 1, a -> {
                ObjectNode stats = stats(a[0], JavaFunction.boolOr(a[1], false));
                return stats == null ? null : Json.write(stats);
            }, DYNAMIC, BOOL),
            JavaFunction.optional("series_outliers", DYNAMIC, 1, SeriesStatistics::outliers, DYNAMIC, STRING,
                    REAL, REAL, REAL));

    /// How wide the usual span of values counts for one step of the score, by the test with quartiles 1. For
    /// other percentiles such that values spread normally are outliers where they are by quartiles; the
    /// constant is that of the mirrored system's results.
    private static final double FENCE = 2.6682036;

    private SeriesStatistics() {}

    private static @Nullable String tuple(@Nullable ObjectNode stats) {
        if (stats == null) {
            return null;
        }
        ArrayNode array = Json.newArray();
        for (String name : List.of("min", "min_idx", "max", "max_idx", "avg", "stdev", "variance")) {
            array.add(stats.get(name));
        }
        return Json.write(array);
    }

    private static @Nullable ObjectNode stats(Object json, boolean ignoreNotFinite) {
        double[] values = Series.parse(json).orElse(null);
        if (values == null || values.length == 0) {
            return null;
        }
        double[] known = Arrays.stream(values)
                .filter(value -> ignoreNotFinite ? Double.isFinite(value) : !Double.isNaN(value)).toArray();
        ObjectNode bag = Json.newBag();
        if (known.length == 0 || (!ignoreNotFinite && known.length < values.length)) {
            for (String name : List.of("min", "min_idx", "max", "max_idx", "avg", "stdev", "variance", "sum",
                    "len")) {
                bag.putNull(name);
            }
            return bag;
        }
        int min = -1;
        int max = -1;
        for (int index = 0; index < values.length; index++) {
            if (Double.isNaN(values[index]) || (ignoreNotFinite && Double.isInfinite(values[index]))) {
                continue;
            }
            min = min < 0 || values[index] < values[min] ? index : min;
            max = max < 0 || values[index] > values[max] ? index : max;
        }
        double variance = Series.variance(known);
        return bag.put("min", values[min]).put("min_idx", min).put("max", values[max]).put("max_idx", max)
                .put("avg", Series.mean(known)).put("stdev", Math.sqrt(variance)).put("variance", variance)
                .put("sum", Arrays.stream(known).sum()).put("len", known.length);
    }

    /// Series, kind, value that means missing, lowest and highest usual percentile.
    private static @Nullable Object outliers(Object[] a) {
        double ignored = JavaFunction.realOr(a[2], Double.NaN);
        boolean quartiles = JavaFunction.textOr(a[1], "ctukey").equalsIgnoreCase("tukey");
        double low = quartiles ? 25 : bounded(JavaFunction.realOr(a[3], 10));
        double high = quartiles ? 75 : bounded(JavaFunction.realOr(a[4], 90));
        return Series.parse(a[0])
                .map(values -> Json.write(Series.array(scores(values, ignored, low, high)))).orElse(null);
    }

    private static double bounded(double percent) {
        return Double.isNaN(percent) ? 50 : Math.max(2, Math.min(98, percent));
    }

    /// Returns how far each value lies outside the span between two percentiles; zero within it.
    static double[] scores(double[] values, double ignored, double lowPercent, double highPercent) {
        double[] sorted = Arrays.stream(values).filter(value -> !Double.isNaN(value) && value != ignored)
                .sorted().toArray();
        double[] scores = new double[values.length];
        if (sorted.length == 0) {
            return scores;
        }
        double low = Series.percentile(sorted, lowPercent);
        double high = Series.percentile(sorted, highPercent);
        double unit = (high - low) * scale(lowPercent, highPercent);
        for (int index = 0; index < values.length; index++) {
            double value = values[index];
            if (!Double.isNaN(value) && value != ignored && (value < low || value > high) && unit > 0) {
                scores[index] = (value < low ? value - low : value - high) / unit;
            }
        }
        return scores;
    }

    private static double scale(double lowPercent, double highPercent) {
        double half = (normalQuantile(highPercent / 100) - normalQuantile(lowPercent / 100)) / 2;
        return lowPercent == 25 && highPercent == 75
                ? 1
                : half > 0 ? Math.max(0.01, (FENCE - half) / (3 * half)) : 1;
    }

    private static double normalQuantile(double p) {
        double low = -10;
        double high = 10;
        for (int step = 0; step < 60; step++) {
            double middle = (low + high) / 2;
            if (ProbabilityFunctions.normal(middle) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
