package io.holdfast.bench;

import java.util.Arrays;

/// Times of two ways to do the same, taken by turns.
///
/// @param ratios of each pair, ascending
record Pairs(double[] ratios) {

    /// Rounds that do not count.
    private static final int WARM_UPS = 3;

    /// Something that is timed.
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /// Runs both by turns, the first of each pair changing; each ratio is the time of `base` over that of
    /// `measured`.
    static Pairs interleaved(int count, Work base, Work measured) throws Exception {
        double[] ratios = new double[count];
        for (int pair = -WARM_UPS; pair < count; pair++) {
            boolean baseFirst = pair % 2 == 0;
            double before = baseFirst ? seconds(base) : 0;
            double taken = seconds(measured);
            ratios[Math.max(pair, 0)] = (baseFirst ? before : seconds(base)) / taken;
        }
        Arrays.sort(ratios);
        return new Pairs(ratios);
    }

    static double seconds(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    double median() {
        return (ratios[(ratios.length - 1) / 2] + ratios[ratios.length / 2]) / 2;
    }

    /// The bound below which the true median lies in 2.5 % of all cases, by the sign test.
    double low() {
        return ratios[rank()];
    }

    /// The bound above which the true median lies in 2.5 % of all cases.
    double high() {
        return ratios[ratios.length - 1 - rank()];
    }

    /// How many ratios lie outside on each side: half of the pairs less 1.96 standard deviations of a fair
    /// coin's.
    private int rank() {
        return Math.max(0, (int) Math.floor(ratios.length / 2.0 - 0.98 * Math.sqrt(ratios.length)));
    }
}
