package io.holdfast.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A server that takes in rows at a steady rate for minutes, while it is queried each second: whether its
/// memory, its files and its answers stay as they are.
final class SteadyLoad {

    private static final int CALLS = 64;
    private static final int CONNECTIONS = 4;
    /// Of the time: what comes before does not count.
    private static final double WARM_UP = 0.3;
    private static final long SECOND = 1_000_000_000L;
    private static final String QUERY = """
            SecurityLogs_CL | where TimeGenerated > ago(30s) | summarize count() by DeviceAction""";

    private final Report report;
    private final Path folder;
    private final int seconds;
    private final int megabytesPerSecond;

    /// What was seen in one second.
    private record Sample(double minutes, double residentMegabytes, double files, double queryMillis) {}

    SteadyLoad(Report report, Path folder, int seconds, int megabytesPerSecond) {
        this.report = report;
        this.folder = folder;
        this.seconds = seconds;
        this.megabytesPerSecond = megabytesPerSecond;
    }

    void run() throws Exception {
        StoreUnderTest.Address address;
        List<byte[]> requests;
        try (StoreUnderTest store = StoreUnderTest.withBuiltInVault(folder)) {
            String target = store.createTable("SecurityLogs", HttpsIngest.columns());
            requests = StoreFiles.batches(CALLS).stream()
                    .map(body -> store.request(target, "", untimed(body))).toList();
            address = store.address(QUERY);
        }
        List<Sample> samples = new ArrayList<>();
        AtomicBoolean ended = new AtomicBoolean();
        try (ServerChild child = ServerChild.start(folder, address.origin().getPort());
                LeanClient queries = child.firstAnswer(address.tls(), address.origin(), address.query())) {
            Thread watch = Thread.ofPlatform().start(() -> watch(child, queries, address, samples, ended));
            load(address, requests);
            ended.set(true);
            watch.join();
        }
        tell(samples);
    }

    /// Without times: that of arrival counts.
    private static byte[] untimed(byte[] body) {
        return new String(body, StandardCharsets.UTF_8).replaceAll("\"TimeGenerated\":\"[^\"]*\",", "")
                .getBytes(StandardCharsets.UTF_8);
    }

    private void load(StoreUnderTest.Address address, List<byte[]> requests) {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        Load.Latency latency = Load.paced(CONNECTIONS, seconds, megabytesPerSecond, () -> {
            LeanClient client = new LeanClient(address.tls(), address.origin());
            return () -> {
                if (client.call(requests.get(next.getAndIncrement() % requests.size())) != 204) {
                    refused.incrementAndGet();
                }
            };
        });
        report.result("steady load, calls", String.format(Locale.ROOT,
                "%d calls of 1 MB, %d refused, median %.1f ms, p99 %.1f ms", latency.calls(), refused.get(),
                latency.medianMicros() / 1e3, latency.p99Micros() / 1e3),
                Map.of("calls", (double) latency.calls(), "refused", (double) refused.get(), "median_ms",
                        latency.medianMicros() / 1e3, "p99_ms", latency.p99Micros() / 1e3));
    }

    private void watch(ServerChild child, LeanClient queries, StoreUnderTest.Address address,
            List<Sample> samples, AtomicBoolean ended) {
        long start = System.nanoTime();
        try {
            while (!ended.get()) {
                long asked = System.nanoTime();
                queries.call(address.query());
                long answered = System.nanoTime();
                samples.add(new Sample((answered - start) / 6e10, child.residentBytes() / 1e6,
                        Folders.files(folder).size(),
                        (answered - asked) / 1e6));
                LockSupport.parkNanos(asked + SECOND - System.nanoTime());
            }
        } catch (Exception e) {
            throw new IllegalStateException("The server could not be watched", e);
        }
    }

    private void tell(List<Sample> samples) {
        List<Sample> counted = samples.subList((int) (samples.size() * WARM_UP), samples.size());
        int half = counted.size() / 2;
        double slope = slope(counted);
        double files = counted.stream().mapToDouble(Sample::files).max().orElseThrow();
        double early = p99(counted.subList(0, half));
        double late = p99(counted.subList(half, counted.size()));
        report.result("steady load", String.format(Locale.ROOT,
                "resident memory %+.2f MB a minute, at most %.0f files, query p99 %.0f ms in the first half, %.0f ms"
                        + " in the second",
                slope, files, early, late),
                Map.of("mb_per_minute", slope, "max_files", files, "early_p99_ms", early, "late_p99_ms",
                        late));
        report.result("steady load, resident memory", "MB at each minute: " + IntStream
                .rangeClosed(1, (int) samples.getLast().minutes())
                .mapToObj(minute -> String.format(Locale.ROOT, "%.0f", at(samples, minute)))
                .collect(Collectors.joining(", ")), Map.of("last_mb", samples.getLast().residentMegabytes()));
    }

    private static double at(List<Sample> samples, int minute) {
        return samples.stream().filter(sample -> sample.minutes() >= minute).findFirst().orElseThrow()
                .residentMegabytes();
    }

    private static double p99(List<Sample> samples) {
        double[] millis = samples.stream().mapToDouble(Sample::queryMillis).sorted().toArray();
        return millis[(int) Math.ceil(millis.length * 0.99) - 1];
    }

    /// Megabytes a minute: the line with the least squares.
    private static double slope(List<Sample> samples) {
        double minutes = samples.stream().mapToDouble(Sample::minutes).average().orElseThrow();
        double megabytes = samples.stream().mapToDouble(Sample::residentMegabytes).average().orElseThrow();
        double[] sums = new double[2];
        for (Sample sample : samples) {
            double x = sample.minutes() - minutes;
            sums[0] += x * (sample.residentMegabytes() - megabytes);
            sums[1] += x * x;
        }
        return sums[0] / sums[1];
    }
}
