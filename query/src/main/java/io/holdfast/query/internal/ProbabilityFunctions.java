package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.REAL;

import io.holdfast.kql.KqlType;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Special functions of probability. Sources: Abramowitz and Stegun, chapters 6, 7 and 26; the continued
/// fraction of the incomplete beta function is 26.5.8.
final class ProbabilityFunctions {
    static final List<JavaFunction> ALL = List.of(
            one("gamma", ProbabilityFunctions::gamma),
            one("loggamma", ProbabilityFunctions::logGamma),
            one("erf", ProbabilityFunctions::erf),
            one("erfc", ProbabilityFunctions::erfc),
            reals("beta_cdf", a -> betaCdf(a[0], a[1], a[2]), 3),
            reals("beta_inv", a -> betaInverse(a[0], a[1], a[2]), 3),
            reals("beta_pdf", a -> betaDensity(a[0], a[1], a[2]), 3),
            reals("welch_test", ProbabilityFunctions::welch, 6));

    private static final double[] LANCZOS = {0.9999999999998099, 676.5203681218851, -1259.1392167224028,
            771.3234287776531, -176.6150291621406, 12.507343278686905, -0.13857109526572012,
            9.984369578019572E-6, 1.5056327351493116e-7};
    private static final int MOST_STEPS = 1_000;
    private static final double PRECISION = 1e-16;

    private ProbabilityFunctions() {}

    /// What a function computes; it may have no value.
    @FunctionalInterface
    private interface Reals {
        @Nullable
        Double apply(double[] arguments);
    }

    private static JavaFunction one(String name, DoubleUnaryOperator body) {
        return JavaFunction.of(name, REAL, a -> body.applyAsDouble((Double) a[0]), REAL);
    }

    private static JavaFunction reals(String name, Reals body, int count) {
        KqlType[] types = new KqlType[count];
        Arrays.fill(types, REAL);
        return JavaFunction.of(name, REAL,
                a -> body.apply(Arrays.stream(a).mapToDouble(value -> (Double) value).toArray()), types);
    }

    private static double lanczos(double x) {
        double sum = LANCZOS[0];
        for (int index = 1; index < LANCZOS.length; index++) {
            sum += LANCZOS[index] / (x + index);
        }
        return sum;
    }

    private static double gamma(double x) {
        if (x == Math.rint(x) && x > 0 && x < 171) {
            double product = 1;
            for (int factor = 2; factor < x; factor++) {
                product *= factor;
            }
            return product;
        }
        if (x < 0.5) {
            return Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x));
        }
        return Math.exp(logGamma(x));
    }

    static double logGamma(double x) {
        if (x == Math.rint(x) && x > 0 && x < 171) {
            return Math.log(gamma(x));
        }
        if (x < 0.5) {
            return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
        }
        double shifted = x - 1;
        double t = shifted + 7.5;
        return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t
                + Math.log(lanczos(shifted));
    }

    /// The series for small values, else from the complement.
    private static double erf(double x) {
        if (Double.isNaN(x)) {
            return x;
        }
        if (Math.abs(x) > 2.5) {
            return x > 0 ? 1 - erfc(x) : erfc(-x) - 1;
        }
        double term = x;
        double sum = x;
        for (int step = 1; step < MOST_STEPS && Math.abs(term) > PRECISION * Math.abs(sum); step++) {
            term *= -x * x / step;
            sum += term / (2 * step + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }

    /// The share of a normal distribution below a value.
    static double normal(double x) {
        return (1 + erf(x / Math.sqrt(2))) / 2;
    }

    private static double erfc(double x) {
        if (x < 2.5) {
            return 1 - erf(x);
        }
        // The continued fraction, evaluated from a depth at which it has settled.
        double fraction = 0;
        for (int step = 120; step > 0; step--) {
            fraction = step / 2.0 / (x + fraction);
        }
        return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
    }

    private static @Nullable Double betaCdf(double x, double alpha, double beta) {
        if (x < 0 || x > 1 || Double.isNaN(x)) {
            return Double.NaN;
        }
        return alpha <= 0 || beta <= 0 ? 1.0 : incompleteBeta(x, alpha, beta);
    }

    static double incompleteBeta(double x, double a, double b) {
        if (x <= 0 || x >= 1) {
            return x <= 0 ? 0 : 1;
        }
        double front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x)
                + b * Math.log1p(-x));
        return x < (a + 1) / (a + b + 2)
                ? front * fraction(x, a, b) / a
                : 1 - front * fraction(1 - x, b, a) / b;
    }

    private static double fraction(double x, double a, double b) {
        double tiny = 1e-300;
        double c = 1;
        double d = 1 / nonZero(1 - (a + b) * x / (a + 1), tiny);
        double result = d;
        for (int m = 1; m < MOST_STEPS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / nonZero(1 + even * d, tiny);
            c = nonZero(1 + even / c, tiny);
            result *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / nonZero(1 + odd * d, tiny);
            c = nonZero(1 + odd / c, tiny);
            result *= d * c;
            if (Math.abs(d * c - 1) < PRECISION) {
                break;
            }
        }
        return result;
    }

    private static double nonZero(double value, double tiny) {
        return Math.abs(value) < tiny ? tiny : value;
    }

    private static @Nullable Double betaInverse(double p, double alpha, double beta) {
        if (p < 0 || p > 1 || Double.isNaN(p)) {
            return null;
        }
        if (alpha <= 0 || beta <= 0) {
            return Double.NaN;
        }
        double low = 0;
        double high = 1;
        for (int step = 0; step < 200 && low < high; step++) {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high) {
                break;
            }
            if (incompleteBeta(middle, alpha, beta) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private static @Nullable Double betaDensity(double x, double alpha, double beta) {
        if (alpha <= 0 || beta <= 0 || x < 0 || x > 1) {
            return Double.NaN;
        }
        return Math.exp(logGamma(alpha + beta) - logGamma(alpha) - logGamma(beta)
                + (alpha - 1) * Math.log(x) + (beta - 1) * Math.log1p(-x));
    }

    /// Two means, variances and counts: the probability of so great a difference by chance, both sides.
    private static @Nullable Double welch(double[] a) {
        double first = a[1] / a[2];
        double second = a[4] / a[5];
        double t = (a[0] - a[3]) / Math.sqrt(first + second);
        double freedom = (first + second) * (first + second)
                / (first * first / (a[2] - 1) + second * second / (a[5] - 1));
        double p = incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
        return Double.isNaN(p) ? null : p;
    }
}
