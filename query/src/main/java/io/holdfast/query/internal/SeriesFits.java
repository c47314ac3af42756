package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.LONG;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Functions that fit lines and polynomials to series by least squares. What a series misses lies on the
/// straight line between its neighbours.
final class SeriesFits {
    static final List<JavaFunction> ALL = List.of(
            JavaFunction.of("series_fit_line", DYNAMIC,
                    a -> Series.filled(a[0]).map(values -> tuple(line(values))).orElse(null), DYNAMIC),
            JavaFunction.of("series_fit_line_dynamic", DYNAMIC,
                    a -> Series.filled(a[0]).map(values -> bag(line(values))).orElse(null), DYNAMIC),
            JavaFunction.of("series_fit_2lines", DYNAMIC, a -> twoLines(a[0], false), DYNAMIC),
            JavaFunction.of("series_fit_2lines_dynamic", DYNAMIC, a -> twoLines(a[0], true), DYNAMIC),
            JavaFunction.optional("series_fit_poly", DYNAMIC, 1,
                    a -> polynomial(a[0], a[1], JavaFunction.longOr(a[2], 2)), DYNAMIC, DYNAMIC, LONG));

    private static final int MOST_DEGREE = 7;

    private SeriesFits() {}

    /// A fitted line: its share of the variance, slope, variance of the values and of what the line leaves,
    /// value at the first element, and values at all.
    record Line(double rsquare, double slope, double variance, double rvariance, double interception,
            double[] values) {}

    static Line line(double[] y) {
        Sums sums = new Sums(y);
        double slope = sums.slope(0, y.length);
        double interception = sums.mean(0, y.length) - slope * (y.length - 1) / 2.0;
        double[] fit = IntStream.range(0, y.length).mapToDouble(x -> interception + slope * x).toArray();
        double variance = Series.variance(y);
        double rvariance = Series
                .variance(IntStream.range(0, y.length).mapToDouble(x -> y[x] - fit[x]).toArray());
        return new Line(variance == 0 ? 0 : 1 - rvariance / variance, slope, variance, rvariance,
                interception, fit);
    }

    private static @Nullable String tuple(Line line) {
        ArrayNode array = Json.newArray();
        for (double value : new double[]{line.rsquare(), line.slope(), line.variance(), line.rvariance(),
                line.interception()}) {
            Series.add(array, value);
        }
        return Json.write(array.add(Series.array(line.values())));
    }

    private static @Nullable String bag(Line line) {
        return Json.write(bag(line, "").set("line_fit", Series.array(line.values())));
    }

    private static ObjectNode bag(Line line, String prefix) {
        return Json.newBag().put(prefix + "rsquare", line.rsquare()).put(prefix + "slope", line.slope())
                .put(prefix + "variance", line.variance()).put(prefix + "rvariance", line.rvariance())
                .put(prefix + "interception", line.interception());
    }

    /// Sums over the first elements, from which the fit of any part follows at once.
    private static final class Sums {
        private final double[] y;
        private final double[] xy;
        private final double[] yy;

        Sums(double[] values) {
            y = new double[values.length + 1];
            xy = new double[values.length + 1];
            yy = new double[values.length + 1];
            for (int index = 0; index < values.length; index++) {
                y[index + 1] = y[index] + values[index];
                xy[index + 1] = xy[index] + index * values[index];
                yy[index + 1] = yy[index] + values[index] * values[index];
            }
        }

        double mean(int from, int to) {
            return (y[to] - y[from]) / (to - from);
        }

        double slope(int from, int to) {
            double n = to - from;
            double middle = (from + to - 1) / 2.0;
            double squares = n * (n * n - 1) / 12;
            return squares == 0 ? 0 : (xy[to] - xy[from] - middle * (y[to] - y[from])) / squares;
        }

        /// The sum of squares that the line of a part leaves.
        double rest(int from, int to) {
            double n = to - from;
            double mean = mean(from, to);
            double slope = slope(from, to);
            double total = yy[to] - yy[from] - n * mean * mean;
            return Math.max(0, total - slope * slope * n * (n * n - 1) / 12);
        }
    }

    private static @Nullable String twoLines(Object json, boolean asBag) {
        double[] y = Series.filled(json).orElse(null);
        if (y == null || y.length < 2) {
            return null;
        }
        Sums sums = new Sums(y);
        int split = 1;
        for (int at = 2; at < y.length; at++) {
            if (sums.rest(0, at) + sums.rest(at, y.length) < sums.rest(0, split)
                    + sums.rest(split, y.length)) {
                split = at;
            }
        }
        int cut = split;
        Line left = line(IntStream.range(0, cut).mapToDouble(x -> y[x]).toArray());
        Line right = line(IntStream.range(cut, y.length).mapToDouble(x -> y[x]).toArray());
        double[] fit = IntStream.range(0, y.length)
                .mapToDouble(x -> x < cut ? left.values()[x] : right.values()[x - cut]).toArray();
        double variance = Series.variance(y);
        double rvariance = Series
                .variance(IntStream.range(0, y.length).mapToDouble(x -> y[x] - fit[x]).toArray());
        double rsquare = variance == 0 ? 0 : 1 - rvariance / variance;
        if (asBag) {
            ObjectNode bag = Json.newBag().put("rsquare", rsquare).put("split_idx", cut)
                    .put("variance", variance).put("rvariance", rvariance);
            bag.set("line_fit", Series.array(fit));
            bag.set("right", bag(right, ""));
            bag.set("left", bag(left, ""));
            return Json.write(bag);
        }
        ArrayNode array = Json.newArray().add(rsquare).add(cut).add(variance).add(rvariance)
                .add(Series.array(fit));
        for (Line line : List.of(right, left)) {
            array.add(line.rsquare()).add(line.slope()).add(line.interception()).add(line.variance())
                    .add(line.rvariance());
        }
        return Json.write(array);
    }

    private static @Nullable String polynomial(Object json, @Nullable Object positions, long degree) {
        double[] y = Series.filled(json).orElse(null);
        if (y == null || degree < 1 || degree > MOST_DEGREE || y.length <= degree) {
            return null;
        }
        double[] given = positions == null ? null : Series.filled(positions).orElse(null);
        double[] x = given == null ? IntStream.range(0, y.length).asDoubleStream().toArray() : given;
        if (x.length != y.length) {
            return null;
        }
        double[] coefficients = LeastSquares.polynomial(x, y, (int) degree);
        double[] fit = IntStream.range(0, y.length).mapToDouble(index -> {
            double value = 0;
            for (int power = coefficients.length - 1; power >= 0; power--) {
                value = value * x[index] + coefficients[power];
            }
            return value;
        }).toArray();
        double variance = Series.variance(y);
        double rvariance = Series
                .variance(IntStream.range(0, y.length).mapToDouble(index -> y[index] - fit[index]).toArray());
        ArrayNode array = Json.newArray();
        Series.add(array, variance == 0 ? 0 : 1 - rvariance / variance);
        // The coefficient of the highest power first.
        ArrayNode reversed = array.addArray();
        for (int power = coefficients.length - 1; power >= 0; power--) {
            Series.add(reversed, coefficients[power]);
        }
        Series.add(array, variance);
        Series.add(array, rvariance);
        return Json.write(array.add(Series.array(fit)));
    }
}
