package io.holdfast.logstore;

import java.util.ArrayList;
import java.util.List;

/// Some of the seeds of a long test, which is cut into parts so that it need not run at one time.
///
/// @param to after the last one
record SeedRange(long from, long to) {

    /// Which parts to run, from 1: `3`, or `3-5`; all of them without it.
    private static final String PARTS = "holdfast.parts";

    /// The parts that are asked for.
    ///
    /// @param parts as many as divide the seeds evenly
    static List<SeedRange> asked(SeedRange all, int parts) {
        String[] asked = System.getProperty(PARTS, "1-" + parts).split("-", 2);
        int first = Integer.parseInt(asked[0]);
        int last = Math.min(Integer.parseInt(asked[asked.length - 1]), parts);
        if (first < 1 || all.count() % parts != 0) {
            throw new IllegalArgumentException("Invalid parts: " + first + " of " + parts);
        }
        int size = all.count() / parts;
        List<SeedRange> ranges = new ArrayList<>();
        for (int part = first; part <= last; part++) {
            long from = all.from + (part - 1L) * size;
            ranges.add(new SeedRange(from, from + size));
        }
        return ranges;
    }

    int count() {
        return (int) (to - from);
    }

    @Override
    public String toString() {
        return "seeds " + from + " to " + (to - 1);
    }
}
