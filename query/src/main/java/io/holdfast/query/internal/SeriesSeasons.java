package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.REAL;
import static io.holdfast.kql.KqlType.STRING;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/// Functions that find periods in series and take them apart: season, trend and what is left.
///
/// A period is where the autocorrelation of the series without its line has a peak; the season is the mean
/// of each phase. The mirrored system does not publish its own steps, so results agree in kind, not to the
/// last digit.
final class SeriesSeasons {
    static final List<JavaFunction> ALL = List.of(
            JavaFunction.of("series_periods_detect", DYNAMIC,
                    a -> detect(a[0], (Double) a[1], (Double) a[2], (Long) a[3]), DYNAMIC, REAL, REAL, LONG),
            JavaFunction.variadic("series_periods_validate", DYNAMIC, a -> validate(a[0], a[1]), DYNAMIC),
            JavaFunction.optional("series_seasonal", DYNAMIC, 1,
                    a -> Series.filled(a[0]).map(values -> Json
                            .write(Series.array(medians(values, JavaFunction.longOr(a[1], -1)))))
                            .orElse(null),
                    DYNAMIC, LONG),
            JavaFunction.optional("series_decompose", DYNAMIC, 1, SeriesSeasons::decompose, DYNAMIC, LONG,
                    STRING, LONG, REAL),
            JavaFunction.optional("series_decompose_anomalies", DYNAMIC, 1, SeriesSeasons::anomalies,
                    DYNAMIC, REAL, LONG, STRING, LONG, STRING, REAL),
            JavaFunction.optional("series_decompose_forecast", DYNAMIC, 2, SeriesSeasons::forecast, DYNAMIC,
                    LONG, LONG, STRING, REAL));

    private static final double DEFAULT_THRESHOLD = 0.6;
    /// How strong a period that `series_seasonal` finds is at least.
    private static final double CLEAR_PERIOD = 0.7;
    private static final int SHORTEST_CLEAR = 4;
    /// How often such a period is repeated at least.
    private static final int REPEATED = 4;
    private static final double DEFAULT_SCORE = 1.5;
    private static final int MOST_PERIODS = 100;
    /// Longest series whose periods are sought: the work is the square of it.
    private static final int LONGEST = 20_000;

    private SeriesSeasons() {}

    /// The parts of a series, which add up to it.
    record Parts(double[] season, double[] trend, double[] residual) {}

    /// The autocorrelation at a distance, each product counted equally.
    private static double correlation(double[] values, int distance) {
        double sum = 0;
        double square = 0;
        for (int index = 0; index < values.length; index++) {
            square += values[index] * values[index];
            sum += index + distance < values.length ? values[index] * values[index + distance] : 0;
        }
        int products = values.length - distance;
        return square == 0 || products <= 0 ? 0 : sum / square * values.length / products;
    }

    private static double[] withoutLine(double[] values) {
        double[] line = SeriesFits.line(values).values();
        return IntStream.range(0, values.length).mapToDouble(index -> values[index] - line[index]).toArray();
    }

    /// Returns the strength of a period from 0 to 1: zero where a neighbour is stronger.
    private static double score(double[] flat, int period) {
        if (period < 2 || period > flat.length / 2) {
            return 0;
        }
        double score = correlation(flat, period);
        boolean peak = score >= correlation(flat, period - 1) && score >= correlation(flat, period + 1);
        return peak ? Math.max(0, Math.min(1, score)) : 0;
    }

    private record Period(double length, double score) {}

    private static @Nullable String detect(Object json, double least, double most, long count) {
        double[] values = Series.filled(json).filter(series -> series.length <= LONGEST).orElse(null);
        if (values == null || count < 1 || count > MOST_PERIODS) {
            return null;
        }
        List<Period> found = new ArrayList<>(peaks(withoutLine(values), least, most, count));
        while (found.size() < count) {
            found.add(new Period(0, 0));
        }
        return tuple(found);
    }

    /// Multiples of a stronger period are passed over.
    private static List<Period> peaks(double[] flat, double least, double most, long count) {
        List<Period> all = new ArrayList<>();
        for (int period = (int) Math.max(2, Math.ceil(least)); period <= Math.min(most,
                flat.length / 2.0); period++) {
            double score = score(flat, period);
            if (score > 0) {
                all.add(new Period(period, score));
            }
        }
        all.sort(Comparator.comparingDouble(Period::score).reversed());
        List<Period> chosen = new ArrayList<>();
        for (Period candidate : all) {
            boolean multiple = chosen.stream()
                    .anyMatch(stronger -> candidate.length() % stronger.length() == 0);
            if (!multiple && candidate.score() > 0.3 && chosen.size() < count) {
                chosen.add(candidate);
            }
        }
        return chosen;
    }

    private static @Nullable String tuple(List<Period> periods) {
        ArrayNode lengths = Json.newArray();
        ArrayNode scores = Json.newArray();
        for (Period period : periods) {
            lengths.add(period.length());
            scores.add(period.score());
        }
        return Json.write(Json.newArray().add(lengths).add(scores));
    }

    private static @Nullable String validate(Object json, Object periods) {
        double[] values = Series.filled(json).orElse(null);
        double[] wanted = Series.parse(periods).orElse(null);
        if (values == null || wanted == null) {
            return null;
        }
        double[] flat = withoutLine(values);
        return tuple(Arrays.stream(wanted).limit(MOST_PERIODS)
                .mapToObj(
                        period -> new Period(period, score(flat, (int) Math.min(period, Integer.MAX_VALUE))))
                .toList());
    }

    /// Takes a series apart.
    ///
    /// @param seasonality the period, 0 for none, -1 to find it
    /// @param trend `avg`, `linefit` or `none`
    /// @param tested how many last elements take no part in finding season and trend
    static Parts split(double[] values, long seasonality, String trend, long tested, double threshold) {
        int known = (int) Math.max(1, values.length - Math.max(0, tested));
        double[] learned = Arrays.copyOf(values, known);
        int period = seasonality < 0
                ? strongest(learned, threshold, 2, known / 2.0)
                : (int) Math.min(seasonality, known);
        double[] line = switch (trend.toLowerCase(Locale.ROOT)) {
            case "linefit" -> extended(SeriesFits.line(learned), values.length);
            case "none" -> new double[values.length];
            default -> filled(values.length, Series.mean(learned));
        };
        double[] season = season(learned, line, period, values.length);
        double[] residual = IntStream.range(0, values.length)
                .mapToDouble(index -> values[index] - season[index] - line[index]).toArray();
        return new Parts(season, line, residual);
    }

    /// For each element the median of those in its place of all periods; zeros where there is no period.
    private static double[] medians(double[] values, long wanted) {
        int period = wanted < 0
                ? strongest(values, CLEAR_PERIOD, SHORTEST_CLEAR, values.length / (double) REPEATED)
                : (int) Math.min(wanted, values.length);
        double[] result = new double[values.length];
        for (int place = 0; place < period; place++) {
            double[] same = new double[(values.length - place + period - 1) / period];
            for (int index = 0; index < same.length; index++) {
                same[index] = values[place + index * period];
            }
            Arrays.sort(same);
            for (int index = place; index < values.length; index += period) {
                result[index] = Series.percentile(same, 50);
            }
        }
        return result;
    }

    private static int strongest(double[] values, double threshold, double least, double most) {
        if (values.length > LONGEST) {
            return 0;
        }
        List<Period> peaks = peaks(withoutLine(values), least, most, 1);
        return peaks.isEmpty() || peaks.getFirst().score() < threshold ? 0 : (int) peaks.getFirst().length();
    }

    private static double[] filled(int size, double value) {
        double[] result = new double[size];
        Arrays.fill(result, value);
        return result;
    }

    private static double[] extended(SeriesFits.Line line, int size) {
        return IntStream.range(0, size).mapToDouble(x -> line.interception() + line.slope() * x).toArray();
    }

    private static double[] season(double[] learned, double[] trend, int period, int size) {
        if (period < 2) {
            return new double[size];
        }
        double[] sums = new double[period];
        int[] counts = new int[period];
        for (int index = 0; index < learned.length; index++) {
            sums[index % period] += learned[index] - trend[index];
            counts[index % period]++;
        }
        double[] means = IntStream.range(0, period)
                .mapToDouble(phase -> counts[phase] == 0 ? 0 : sums[phase] / counts[phase]).toArray();
        return IntStream.range(0, size).mapToDouble(index -> means[index % period]).toArray();
    }

    private static double[] sum(double[] left, double[] right) {
        return IntStream.range(0, left.length).mapToDouble(index -> left[index] + right[index]).toArray();
    }

    /// Series, seasonality, trend, tested points, threshold of seasonality.
    private static @Nullable Object decompose(Object[] a) {
        return Series.filled(a[0]).map(values -> {
            Parts parts = split(values, JavaFunction.longOr(a[1], -1), JavaFunction.textOr(a[2], "avg"),
                    JavaFunction.longOr(a[3], 0), JavaFunction.realOr(a[4], DEFAULT_THRESHOLD));
            return Json.write(Json.newArray().add(Series.array(sum(parts.season(), parts.trend())))
                    .add(Series.array(parts.season())).add(Series.array(parts.trend()))
                    .add(Series.array(parts.residual())));
        }).orElse(null);
    }

    /// Series, threshold of the score, seasonality, trend, tested points, method, threshold of seasonality.
    private static @Nullable Object anomalies(Object[] a) {
        double[] values = Series.filled(a[0]).orElse(null);
        if (values == null) {
            return null;
        }
        double threshold = JavaFunction.realOr(a[1], DEFAULT_SCORE);
        Parts parts = split(values, JavaFunction.longOr(a[2], -1), JavaFunction.textOr(a[3], "avg"),
                JavaFunction.longOr(a[4], 0), JavaFunction.realOr(a[6], DEFAULT_THRESHOLD));
        boolean quartiles = JavaFunction.textOr(a[5], "ctukey").equalsIgnoreCase("tukey");
        double[] scores = SeriesStatistics.scores(parts.residual(), Double.NaN, quartiles ? 25 : 10,
                quartiles ? 75 : 90);
        ArrayNode flags = Json.newArray();
        for (double score : scores) {
            flags.add(score > threshold ? 1 : score < -threshold ? -1 : 0);
        }
        return Json.write(Json.newArray().add(flags).add(Series.array(scores))
                .add(Series.array(sum(parts.season(), parts.trend()))));
    }

    /// Series, points to forecast, seasonality, trend, threshold of seasonality.
    private static @Nullable Object forecast(Object[] a) {
        return Series.filled(a[0]).map(values -> {
            Parts parts = split(values, JavaFunction.longOr(a[2], -1),
                    JavaFunction.textOr(a[3], "linefit"), (Long) a[1],
                    JavaFunction.realOr(a[4], DEFAULT_THRESHOLD));
            return Json.write(Series.array(sum(parts.season(), parts.trend())));
        }).orElse(null);
    }
}
