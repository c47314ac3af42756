package io.holdfast.bench;

import com.github.luben.zstd.Zstd;
import io.holdfast.crypto.AesWarmUp;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.SecretBytes;
import io.holdfast.logstore.LogStore;
import io.holdfast.logstore.LogStoreSettings;
import io.holdfast.logstore.TableId;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// How fast rows are taken in and on disk, with and without encryption; how large they are then; and how
/// long a store
/// takes to open that has them in its write-ahead log alone.
final class StoreBenchmark {

    static final int DEFAULT_MEGABYTES = 256;
    private static final long SEED = 20261128;
    private static final int BATCH_BYTES = 1_000_000;
    private static final int PAIRS = 20;
    private static final int PAIR_BATCHES = 24;
    private static final int ZSTD_LEVEL = 3;
    private static final double MEGABYTE = 1e6;
    private static final TableId TABLE = new TableId("00000000-0000-0000-0000-000000000001",
            "CommonSecurityLog");

    private final Report report;
    private final Path folder;
    private final byte[] key = new byte[32];
    private final SecureRandom random = new SecureRandom();

    private StoreBenchmark(Report report, Path folder) {
        this.report = report;
        this.folder = folder;
        random.nextBytes(key);
    }

    /// @param megabytes of JSON to take in, and to replay
    static void run(PrintStream out, int megabytes) throws IOException, SQLException {
        out.println("Benchmark store with " + megabytes + " MB of JSON (some minutes)");
        Path folder = Files.createTempDirectory("holdfast-bench");
        try {
            AesWarmUp.run();
            StoreBenchmark benchmark = new StoreBenchmark(new Report("store", out), folder);
            benchmark.ingest(megabytes);
            benchmark.pairs();
            benchmark.restart(megabytes);
        } finally {
            Folders.delete(folder);
        }
    }

    private LogStore open(String name, long hotBytes) {
        LogStoreSettings settings = new LogStoreSettings(folder.resolve(name), hotBytes, Duration.ofHours(1),
                4L << 30, 2, 1L << 30);
        LogStore store = LogStore.open(settings, SealingKey.takeOwnership(SecretBytes.copyOf(key), random),
                Clock.systemUTC(), random);
        store.createTable(TABLE, SecurityLogs.SCHEMA);
        return store;
    }

    /// A call of a client is one append: parsed, encrypted, on disk.
    private void ingest(int megabytes) throws IOException {
        List<byte[]> batches = batches(megabytes);
        long raw = batches.stream().mapToLong(batch -> batch.length).sum();
        long zstd = batches.stream().mapToLong(batch -> Zstd.compress(batch, ZSTD_LEVEL).length).sum();
        double seconds;
        try (LogStore store = open("ingest", 32L << 20)) {
            append(store, batches.subList(0, Math.min(batches.size(), PAIR_BATCHES)));
            seconds = seconds(() -> append(store, batches));
            store.flush();
            store.upkeep();
        }
        double rate = raw / MEGABYTE / seconds;
        report.result("durable ingest, one client", String.format(Locale.ROOT, "%6.1f MB/s of JSON", rate),
                Map.of("mb_per_s", rate));
        double stored = size("ingest") / (1 + Math.min(1.0, (double) PAIR_BATCHES / batches.size()));
        report.result("stored bytes", String.format(Locale.ROOT,
                "%.3f of the JSON, zstd -3 %.3f: %.2f x smaller", stored / raw, (double) zstd / raw,
                zstd / stored),
                Map.of("stored_ratio", stored / raw, "zstd_ratio", (double) zstd / raw, "smaller_than_zstd",
                        zstd / stored));
    }

    private static List<byte[]> batches(int megabytes) {
        SecurityLogs logs = new SecurityLogs(SEED);
        List<byte[]> batches = new ArrayList<>();
        for (int i = 0; i < Math.max(1, megabytes); i++) {
            batches.add(logs.batch(BATCH_BYTES));
        }
        return batches;
    }

    private static void append(LogStore store, List<byte[]> batches) {
        batches.forEach(batch -> store.append(TABLE, batch));
    }

    /// The same rows into a store and into its plain counterpart by turns, the first of each pair changing.
    private void pairs() throws IOException, SQLException {
        double[] ratios = new double[PAIRS];
        List<byte[]> batches = batches(PAIR_BATCHES);
        Path plainFolder = Files.createDirectory(folder.resolve("plain"));
        // Each round ends with one flush of all its rows.
        long hotBytes = Long.MAX_VALUE / 8;
        try (LogStore store = open("pairs", hotBytes);
                PlainStore plain = new PlainStore(plainFolder, hotBytes)) {
            for (int pair = -2; pair < PAIRS; pair++) {
                boolean plainFirst = pair % 2 == 0;
                double before = plainFirst ? seconds(() -> round(plain, batches)) : 0;
                double encrypted = seconds(() -> {
                    append(store, batches);
                    store.flush();
                });
                double bare = plainFirst ? before : seconds(() -> round(plain, batches));
                ratios[Math.max(pair, 0)] = bare / encrypted;
            }
        }
        Arrays.sort(ratios);
        double median = (ratios[PAIRS / 2 - 1] + ratios[PAIRS / 2]) / 2;
        // Ranks 6 and 15 of 20 hold the median with 95 %.
        report.result("ingest, encrypted/plain", String.format(Locale.ROOT,
                "%.3f (95 %%: %.3f to %.3f), %d pairs; aim: 0.97", median, ratios[5], ratios[14], PAIRS),
                Map.of("ratio", median, "low", ratios[5], "high", ratios[14]));
    }

    private static void round(PlainStore plain, List<byte[]> batches) throws IOException, SQLException {
        for (byte[] batch : batches) {
            plain.append(batch);
        }
        plain.flush();
    }

    private void restart(int megabytes) throws IOException, SQLException {
        List<byte[]> batches = batches(megabytes);
        long hotBytes = Long.MAX_VALUE / 8;
        try (LogStore store = open("restart", hotBytes)) {
            append(store, batches);
        }
        double wal = size("restart/wal") / MEGABYTE;
        double seconds = seconds(() -> open("restart", hotBytes).close());
        report.result("restart, WAL to replay",
                String.format(Locale.ROOT, "%.2f s for %.0f MB (%.0f MB/s)", seconds,
                        wal, wal / seconds),
                Map.of("seconds", seconds, "wal_mb", wal));
    }

    private long size(String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(name))) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /// Work that is measured.
    @FunctionalInterface
    private interface Work {
        void run() throws IOException, SQLException;
    }

    private static double seconds(Work work) throws IOException {
        long start = System.nanoTime();
        try {
            work.run();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
