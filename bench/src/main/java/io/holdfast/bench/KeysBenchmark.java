package io.holdfast.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/// The life cycle of the customer's key: how fast a store goes dark and comes back while it is queried and
/// written to, what rotation costs however much is stored, and what a thousand clusters ask of a vault.
final class KeysBenchmark {

    private static final String ROTATION = "rotation";
    /// What can be run alone; rotation with a number of data files, as `rotation=N`.
    private static final List<String> PARTS = List.of("revocation", "remote", "clusters", ROTATION);

    private static final int WARM_UPS = 5;
    private static final int BUILT_IN_ROUNDS = 100;
    private static final int REMOTE_ROUNDS = 15;
    private static final int DEFAULT_FILES = 10_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int DARK = 403;
    private static final int QUERIED = 200;
    private static final int TAKEN = 204;

    private final Report report;
    private final Path folder;

    private KeysBenchmark(Report report, Path folder) {
        this.report = report;
        this.folder = folder;
    }

    /// Runs one of [#PARTS], or all of them where the name is empty.
    static void run(PrintStream out, String part) throws IOException {
        out.println("Benchmark keys" + (part.isEmpty() ? " (some ten minutes)" : ", " + part));
        for (String one : part.isEmpty() ? PARTS : List.of(part)) {
            Path folder = Files.createTempDirectory("holdfast-bench");
            try {
                new KeysBenchmark(new Report("keys", out), folder).run(one);
            } finally {
                Folders.delete(folder);
            }
        }
    }

    private void run(String part) throws IOException {
        if (part.equals("remote")) {
            try (StoreUnderTest store = StoreUnderTest.withRemoteVault(folder)) {
                revocation("remote vault", store, REMOTE_ROUNDS,
                        (double) StoreUnderTest.POLL.toMillis() + 1_000);
            }
            return;
        }
        if (part.startsWith(ROTATION)) {
            new RotationBenchmark(report, folder, part.equals(ROTATION)
                    ? DEFAULT_FILES
                    : Integer.parseInt(part.substring(ROTATION.length() + 1))).run();
            return;
        }
        ManyClusters many;
        try (StoreUnderTest store = StoreUnderTest.withBuiltInVault(folder)) {
            if (part.equals("revocation")) {
                revocation("built-in vault", store, BUILT_IN_ROUNDS, 1_000);
            }
            many = new ManyClusters(folder, store.tenantId(), store.clusterPrincipal(), store.version(),
                    report);
        }
        if (part.equals("clusters")) {
            many.run();
        }
    }

    /// @param aim for the 99th percentile, in milliseconds
    private void revocation(String name, StoreUnderTest store, int rounds, double aim) {
        double[] dark = new double[rounds];
        double[] light = new double[rounds];
        try (Traffic traffic = new Traffic(store)) {
            for (int i = -WARM_UPS; i < rounds; i++) {
                int at = Math.max(i, 0);
                dark[at] = millis(() -> store.enable(false),
                        () -> store.query() == DARK && store.ingest(Traffic.ROW) == DARK ? DARK : 0, DARK);
                light[at] = millis(() -> store.enable(true),
                        () -> store.query() == QUERIED && store.ingest(Traffic.ROW) == TAKEN ? TAKEN : 0,
                        TAKEN);
            }
            times(name + ", disable to dark", dark, aim);
            times(name + ", enable to light", light, aim);
            traffic.tell(report, name);
        }
    }

    private void times(String name, double[] millis, double aim) {
        Arrays.sort(millis);
        double median = millis[millis.length / 2];
        double p99 = millis[(int) Math.ceil(millis.length * 0.99) - 1];
        report.result(name, String.format(Locale.ROOT,
                "median %6.0f ms   p99 %6.0f ms   of %d; aim: p99 under %.0f ms", median, p99, millis.length,
                aim), Map.of("median_ms", median, "p99_ms", p99, "aim_ms", aim));
    }

    /// From the sending of a change until queries and rows are answered so.
    private static double millis(Runnable change, IntSupplier call, int status) {
        long start = System.nanoTime();
        change.run();
        await(call, status);
        return (System.nanoTime() - start) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }

    private static void await(IntSupplier call, int status) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int found = call.getAsInt(); found != status; found = call.getAsInt()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Status " + status + " did not come: " + found);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
