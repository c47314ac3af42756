package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.DYNAMIC;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Discrete Fourier transforms of series of any length.
final class Fourier {
    static final List<JavaFunction> ALL = List.of(
            JavaFunction.optional("series_fft", DYNAMIC, 1, a -> transform(a[0], a[1], false), DYNAMIC,
                    DYNAMIC),
            JavaFunction.optional("series_ifft", DYNAMIC, 1, a -> transform(a[0], a[1], true), DYNAMIC,
                    DYNAMIC));

    /// Longest series of a length that is no power of two, whose cost is the square of it.
    private static final int LONGEST = 5_000;

    private Fourier() {}

    private static @Nullable String transform(Object real, @Nullable Object imaginary, boolean inverse) {
        double[] re = Series.filled(real).orElse(null);
        if (re == null) {
            return null;
        }
        double[] im = imaginary == null
                ? new double[re.length]
                : Series.filled(imaginary).orElse(new double[0]);
        boolean power = Integer.bitCount(re.length) == 1;
        if (im.length != re.length || (!power && re.length > LONGEST)) {
            return null;
        }
        double[][] result = power ? fast(re, im, inverse ? 1 : -1) : slow(re, im, inverse ? 1 : -1);
        for (double[] part : result) {
            for (int index = 0; inverse && index < part.length; index++) {
                part[index] /= part.length;
            }
        }
        return Json.write(Json.newArray().add(Series.array(result[0])).add(Series.array(result[1])));
    }

    private static double[][] slow(double[] re, double[] im, int sign) {
        int size = re.length;
        double[][] result = new double[2][size];
        for (int k = 0; k < size; k++) {
            for (int n = 0; n < size; n++) {
                double angle = sign * 2 * Math.PI * ((long) k * n % size) / size;
                result[0][k] += re[n] * Math.cos(angle) - im[n] * Math.sin(angle);
                result[1][k] += re[n] * Math.sin(angle) + im[n] * Math.cos(angle);
            }
        }
        return result;
    }

    /// Halves the series again and again; the size is a power of two.
    private static double[][] fast(double[] re, double[] im, int sign) {
        int size = re.length;
        if (size == 1) {
            return new double[][]{re.clone(), im.clone()};
        }
        double[][] halves = new double[4][size / 2];
        for (int index = 0; index < size / 2; index++) {
            halves[0][index] = re[2 * index];
            halves[1][index] = im[2 * index];
            halves[2][index] = re[2 * index + 1];
            halves[3][index] = im[2 * index + 1];
        }
        double[][] even = fast(halves[0], halves[1], sign);
        double[][] odd = fast(halves[2], halves[3], sign);
        double[][] result = new double[2][size];
        for (int k = 0; k < size / 2; k++) {
            double angle = sign * 2 * Math.PI * k / size;
            double turnedRe = odd[0][k] * Math.cos(angle) - odd[1][k] * Math.sin(angle);
            double turnedIm = odd[0][k] * Math.sin(angle) + odd[1][k] * Math.cos(angle);
            result[0][k] = even[0][k] + turnedRe;
            result[1][k] = even[1][k] + turnedIm;
            result[0][k + size / 2] = even[0][k] - turnedRe;
            result[1][k + size / 2] = even[1][k] - turnedIm;
        }
        return result;
    }
}
