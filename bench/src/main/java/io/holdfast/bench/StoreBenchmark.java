package io.holdfast.bench;

import com.github.luben.zstd.Zstd;
import io.holdfast.crypto.CipherWarmUp;
import io.holdfast.logstore.LogStore;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How fast rows are taken in and on disk, with and without encryption; how large they are then; and how
/// long a store takes to open that has them in its write-ahead log alone.
final class StoreBenchmark {

    /// What `./holdfast bench` may be asked for: all parts, or one of them, some with a size.
    static final String PATTERN = "store(=(append|pairs|https|visible|start|steady|shapes|needle|replay)"
            + "(=[0-9]{1,9})?)?";
    private static final List<String> PARTS = List.of("append", "pairs", "https", "visible", "start",
            "replay",
            "shapes", "needle", "steady");
    private static final int DEFAULT_MEGABYTES = 256;
    private static final int DEFAULT_SECONDS = 20;
    private static final int ROUNDS = 1_000;
    private static final int ROWS = 10_000_000;
    private static final int STEADY_SECONDS = 600;
    private static final int WARM_UP_BATCHES = 24;
    private static final int PAIRS = 20;
    private static final int PAIR_BATCHES = 48;
    private static final int REPLAYS = 3;
    private static final int ZSTD_LEVEL = 3;
    private static final double MEGABYTE = 1e6;

    private final Report report;
    private final Path folder;
    private final StoreFiles files;

    private StoreBenchmark(Report report, Path folder) {
        this.report = report;
        this.folder = folder;
        this.files = new StoreFiles(folder);
    }

    /// Runs what a text of [#PATTERN] asks for.
    static void run(PrintStream out, String name) throws Exception {
        String[] asked = name.split("=");
        int size = asked.length > 2 ? Integer.parseInt(asked[2]) : 0;
        CipherWarmUp.run();
        for (String part : asked.length > 1 ? List.of(asked[1]) : PARTS) {
            out.println("Benchmark store, " + part);
            Path folder = Files.createTempDirectory("holdfast-bench");
            try {
                new StoreBenchmark(new Report("store", out), folder).run(part, size);
            } finally {
                Folders.delete(folder);
            }
        }
    }

    /// @param size 0 for the usual one
    private void run(String part, int size) throws Exception {
        int megabytes = size > 0 ? size : DEFAULT_MEGABYTES;
        switch (part) {
            case "append" -> append(megabytes);
            case "pairs" -> pairs(size > 0 ? size : PAIRS);
            case "https" -> new HttpsIngest(report, folder, size > 0 ? size : DEFAULT_SECONDS).run();
            case "visible" -> new Visibility(report, folder, size > 0 ? size : ROUNDS).run();
            case "start" -> new ServerStart(report, folder).run(size > 0 ? size : ROWS);
            case "steady" -> new SteadyLoad(report, folder, size > 0 ? size : STEADY_SECONDS, 50).run();
            case "shapes" -> new HttpsShapes(report, folder).run(size > 0 ? size : ROWS);
            case "needle" -> new HttpsShapes(report, folder).runNeedle(size > 0 ? size : ROWS);
            case "replay" -> replay(megabytes);
            default -> throw new IllegalArgumentException("No part of this benchmark: " + part);
        }
    }

    /// A call of a client is one append: parsed, encrypted, on disk.
    private void append(int megabytes) throws Exception {
        List<byte[]> batches = StoreFiles.batches(megabytes);
        long raw = batches.stream().mapToLong(batch -> batch.length).sum();
        long zstd = batches.stream().mapToLong(batch -> Zstd.compress(batch, ZSTD_LEVEL).length).sum();
        double seconds;
        try (LogStore store = files.open("warm", 32L << 20)) {
            StoreFiles.append(store, batches.subList(0, Math.min(batches.size(), WARM_UP_BATCHES)));
        }
        try (LogStore store = files.open("append", 32L << 20)) {
            seconds = Pairs.seconds(() -> StoreFiles.append(store, batches));
            store.flush();
            store.upkeep();
        }
        double rate = raw / MEGABYTE / seconds;
        report.result("durable append, one client",
                String.format(Locale.ROOT, "%6.1f MB/s of JSON", rate), Map.of("mb_per_s", rate));
        double stored = files.size("append");
        report.result("stored bytes", String.format(Locale.ROOT,
                "%.3f of the JSON, zstd -3 %.3f: %.2f x smaller", stored / raw, (double) zstd / raw,
                zstd / stored),
                Map.of("stored_ratio", stored / raw, "zstd_ratio", (double) zstd / raw, "smaller_than_zstd",
                        zstd / stored));
    }

    /// The same rows into two stores by turns, one of them without the cipher; each round ends with a flush.
    private void pairs(int count) throws Exception {
        List<byte[]> batches = StoreFiles.batches(PAIR_BATCHES);
        LogStore plain = openPlain();
        try (LogStore encrypted = files.open("encrypted", StoreFiles.NEVER)) {
            Pairs pairs = Pairs.interleaved(count, () -> {
                try (PlainGcm.InForce inForce = PlainGcm.inForce()) {
                    round(plain, batches);
                }
            }, () -> round(encrypted, batches));
            report.result("ingest, encrypted/plain", String.format(Locale.ROOT,
                    "%.3f (95 %%: %.3f to %.3f), %d pairs; aim: 0.97", pairs.median(), pairs.low(),
                    pairs.high(), count),
                    Map.of("ratio", pairs.median(), "low", pairs.low(), "high", pairs.high()));
        } finally {
            try (PlainGcm.InForce inForce = PlainGcm.inForce()) {
                plain.close();
            }
        }
    }

    private LogStore openPlain() throws GeneralSecurityException {
        try (PlainGcm.InForce inForce = PlainGcm.inForce()) {
            return files.open("plain", StoreFiles.NEVER);
        }
    }

    private static void round(LogStore store, List<byte[]> batches) {
        StoreFiles.append(store, batches);
        store.flush();
    }

    /// The log holds the rows as they came: a call of a megabyte takes as much of it.
    private void replay(int megabytes) throws Exception {
        try (LogStore store = files.openLarge("replay")) {
            StoreFiles.fill(store, megabytes);
        }
        double wal = files.size("replay/wal") / MEGABYTE;
        double[] seconds = new double[REPLAYS];
        for (int i = 0; i < REPLAYS; i++) {
            LogStore[] opened = new LogStore[1];
            seconds[i] = Pairs.seconds(() -> opened[0] = files.openLarge("replay"));
            opened[0].close();
        }
        Spread spread = Spread.of(seconds);
        report.result("restart, WAL to replay", String.format(Locale.ROOT,
                "%.2f s (%.2f to %.2f) for %.0f MB (%.0f MB/s); aim: 15 s for 1000 MB", spread.median(),
                spread.low(), spread.high(), wal, wal / spread.median()),
                Map.of("seconds", spread.median(), "low", spread.low(), "high", spread.high(), "wal_mb",
                        wal));
    }
}
