package io.holdfast.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToDoubleFunction;

/// The least, the middle and the greatest of some figures.
record Spread(double low, double median, double high) {

    /// @param figures at least one; of an even number, the greater of the two in the middle is the median
    static Spread of(double... figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        return new Spread(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
    }

    /// Of a figure of each of some rounds.
    static <T> Spread of(Collection<T> rounds, ToDoubleFunction<T> figure) {
        return of(rounds.stream().mapToDouble(figure).toArray());
    }
}
