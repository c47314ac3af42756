package io.holdfast.bench;

import io.holdfast.logstore.Column;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/// Rows through the Logs Ingestion API over HTTPS, server and client in one process on the same cores: each
/// call is on disk before it is answered.
final class HttpsIngest {

    private static final int CALLS = 128;
    private static final int CONNECTIONS = 4;
    private static final String GZIP = "Content-Encoding: gzip\r\n";
    private static final int TAKEN = 204;
    private static final double WARM_UP_SECONDS = 5;
    private static final int MOST_WARM_UP_ROUNDS = 12;
    /// The part of the time that the compilers may still work.
    private static final double SETTLED = 0.05;

    private final Report report;
    private final Path folder;
    private final double seconds;

    /// @param seconds that are measured
    HttpsIngest(Report report, Path folder, double seconds) {
        this.report = report;
        this.folder = folder;
        this.seconds = seconds;
    }

    void run() throws IOException {
        try (StoreUnderTest store = StoreUnderTest.withBuiltInVault(folder)) {
            String target = store.createTable("SecurityLogs", columns());
            List<byte[]> batches = StoreFiles.batches(CALLS);
            measure("plain", batches.stream().map(body -> store.request(target, "", body)).toList(), store);
            measure("gzip",
                    batches.stream().map(body -> store.request(target, GZIP, zipped(body))).toList(), store);
        }
    }

    /// The columns of [SecurityLogs] as the API has them.
    static String columns() {
        return SecurityLogs.SCHEMA.columns().stream().map(HttpsIngest::column)
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String column(Column column) {
        return "{'name':'" + column.name() + "','type':'" + column.type().name().toLowerCase(Locale.ROOT)
                + "'}";
    }

    private static byte[] zipped(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private void measure(String name, List<byte[]> requests, StoreUnderTest store) throws IOException {
        AtomicInteger next = new AtomicInteger();
        Load.Worker worker = () -> {
            LeanClient client = store.connect();
            return () -> {
                int status = client.call(requests.get(next.getAndIncrement() % requests.size()));
                if (status != TAKEN) {
                    throw new IllegalStateException("Rows were answered with " + status);
                }
            };
        };
        Load.settle(MOST_WARM_UP_ROUNDS, SETTLED, Load::compilerSeconds,
                () -> Load.saturate(CONNECTIONS, WARM_UP_SECONDS, worker));
        Load.Rate rate = Load.saturate(CONNECTIONS, seconds, worker);
        double megabytes = rate.callsPerSecond() * StoreFiles.BATCH_BYTES / 1e6;
        double processor = rate.cpuMicros() / 1e3;
        report.result("durable HTTPS ingest, " + name, String.format(Locale.ROOT,
                "%6.1f MB/s of JSON, processor time %.1f ms a MB; aim: 50 MB/s", megabytes, processor),
                Map.of("mb_per_s", megabytes, "cpu_ms_per_mb", processor));
    }
}
