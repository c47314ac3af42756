package io.holdfast.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a rotation costs in a store with one data file and in one with many: both are rotated in turn, so that
/// whatever else the machine does weighs on both alike.
final class RotationBenchmark {

    private static final int WARM_UPS = 20;
    private static final int ROTATIONS = 60;
    private static final int FILES_AT_ONCE = 1_000;
    /// Counting the files takes the disk's time too.
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int TAKEN = 204;

    private final Report report;
    private final Path folder;
    private final int files;

    /// @param files how many data files the second store gets
    RotationBenchmark(Report report, Path folder, int files) {
        this.report = report;
        this.folder = folder;
        this.files = files;
    }

    void run() {
        Path small = folder.resolve("few");
        Path large = folder.resolve("many");
        try (StoreUnderTest few = StoreUnderTest.withBuiltInVault(small);
                StoreUnderTest many = StoreUnderTest.withBuiltInVault(large)) {
            fill(few, small, 1);
            long start = System.nanoTime();
            fill(many, large, files);
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            report.result("rotation, seeding", files + " data files in " + seconds + " s",
                    Map.of("files", (double) files, "seconds", (double) seconds));
            rotate(few, many);
        }
    }

    private void rotate(StoreUnderTest few, StoreUnderTest many) {
        double[] fewMillis = new double[ROTATIONS];
        double[] manyMillis = new double[ROTATIONS];
        for (int i = 0; i < WARM_UPS; i++) {
            millis(few);
            millis(many);
        }
        int fewWraps = few.wraps();
        int manyWraps = many.wraps();
        for (int i = 0; i < ROTATIONS; i++) {
            // Neither is always the first.
            if (i % 2 == 0) {
                fewMillis[i] = millis(few);
            }
            manyMillis[i] = millis(many);
            if (i % 2 == 1) {
                fewMillis[i] = millis(few);
            }
        }
        double one = tell(1, fewMillis, few.wraps() - fewWraps);
        double all = tell(files, manyMillis, many.wraps() - manyWraps);
        report.result("rotation, by data files",
                String.format(Locale.ROOT, "%.2f x with %d files; aim: the same", all / one, files),
                Map.of("ratio", all / one));
    }

    /// The time of one rotation: from the sending of the cluster's change to the end of its operation.
    private static double millis(StoreUnderTest store) {
        String next = store.newVersion();
        long start = System.nanoTime();
        store.rotateTo(next);
        return (System.nanoTime() - start) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }

    private double tell(int number, double[] millis, int wraps) {
        Arrays.sort(millis);
        double median = millis[millis.length / 2];
        double each = wraps / (double) millis.length;
        report.result("rotation, " + number + " data files", String.format(Locale.ROOT,
                "median %6.0f ms   %.2f wraps for 1 storage resource", median, each),
                Map.of("files", (double) number, "median_ms", median, "wraps", each));
        return median;
    }

    /// Fills a store by what it takes from anybody: rows of many days, of which each flush makes a file.
    private static void fill(StoreUnderTest store, Path folder, int files) {
        await(() -> store.ingest(Traffic.ROW) == TAKEN);
        await(() -> dataFiles(folder) >= 1);
        for (int done = 1; done < files; done += FILES_AT_ONCE) {
            int days = Math.min(FILES_AT_ONCE, files - done);
            // Days of their own: files of one day are merged.
            LocalDate last = LocalDate.parse("2026-01-01").minusDays(done);
            String rows = IntStream.range(0, days)
                    .mapToObj(day -> "{'TimeGenerated':'" + last.minusDays(day) + "T10:00:00Z','Id':1}")
                    .collect(Collectors.joining(",", "[", "]"));
            await(() -> store.ingest(rows) == TAKEN);
            long wanted = done + (long) days;
            await(() -> dataFiles(folder) >= wanted);
        }
        if (dataFiles(folder) != files) {
            throw new IllegalStateException(
                    "The store has " + dataFiles(folder) + " data files, not " + files);
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("The data files did not come to be");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static long dataFiles(Path folder) {
        try (Stream<Path> found = Files.walk(folder.resolve("clusters"))) {
            return found.filter(file -> file.toString().contains("/data/") && Files.isRegularFile(file))
                    .count();
        } catch (IOException | UncheckedIOException e) {
            // A folder that is made or deleted right now: looked at again.
            return 0;
        }
    }
}
