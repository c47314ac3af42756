package io.holdfast.query.internal;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Json arrays of numbers as arrays of reals, where `NaN` stands for what is no number.
final class Series {
    /// Longest series that functions of more than linear cost take.
    static final int LONGEST = 100_000;

    private Series() {}

    static double[] of(ArrayNode array) {
        return IntStream.range(0, array.size()).mapToDouble(index -> {
            JsonNode value = array.get(index);
            return value.isNumber() ? value.doubleValue() : Double.NaN;
        }).toArray();
    }

    /// Returns the values of an array, empty for what is none.
    static Optional<double[]> parse(Object json) {
        return Json.array(json).map(Series::of);
    }

    /// Returns the values of an array of bounded length with a straight line in place of what is missing;
    /// empty for what is no such array or has no number.
    static Optional<double[]> filled(Object json) {
        return parse(json).filter(values -> values.length <= LONGEST).map(Series::interpolated)
                .filter(values -> values.length > 0 && !Double.isNaN(values[0]));
    }

    static double[] interpolated(double[] values) {
        double[] result = values.clone();
        int last = -1;
        for (int index = 0; index < result.length; index++) {
            if (Double.isNaN(values[index])) {
                continue;
            }
            for (int gap = last + 1; gap < index; gap++) {
                result[gap] = last < 0
                        ? values[index]
                        : values[last] + (values[index] - values[last]) * (gap - last) / (index - last);
            }
            last = index;
        }
        if (last >= 0) {
            Arrays.fill(result, last + 1, result.length, values[last]);
        }
        return result;
    }

    static ArrayNode array(double[] values) {
        ArrayNode array = Json.newArray();
        for (double value : values) {
            add(array, value);
        }
        return array;
    }

    /// Adds a real; json has no infinities, and `NaN` stands for null.
    static void add(ArrayNode array, double value) {
        if (Double.isNaN(value)) {
            array.addNull();
        } else if (Double.isInfinite(value)) {
            array.add(value > 0 ? "Infinity" : "-Infinity");
        } else {
            array.add(value);
        }
    }

    static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    /// The variance of a sample.
    static double variance(double[] values) {
        double mean = mean(values);
        return values.length < 2
                ? 0
                : Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum()
                        / (values.length - 1);
    }

    /// The value below which so many percent of sorted values lie, on the line between the two nearest.
    static double percentile(double[] sorted, double percent) {
        double rank = percent / 100 * (sorted.length - 1);
        int low = (int) Math.floor(rank);
        int high = Math.min(low + 1, sorted.length - 1);
        return sorted[low] + (rank - low) * (sorted[high] - sorted[low]);
    }
}
