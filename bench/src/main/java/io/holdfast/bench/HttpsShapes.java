package io.holdfast.bench;

import io.holdfast.rest.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// Twelve kinds of question in KQL to a server, against SQL written by hand to DuckDB over plain Parquet of
/// the same rows, both over HTTPS in this process: warm, and with nothing of the data in memory.
final class HttpsShapes {

    private static final int WARM_ROUNDS = 7;
    /// At least.
    private static final int COLD_ROUNDS = 3;
    /// Calls that take less in the baseline are repeated until they take as long together; cold ones in
    /// rounds.
    private static final double LEAST_SECONDS = 0.2;
    private static final int ANSWERED = 200;
    private static final long PAUSE_NANOS = 20_000_000;
    private static final String OTHER_TABLE = "Bench_CL | count";

    private final Report report;
    private final Path data;
    private final Path parquet;
    private final Path tls;

    /// One question on both sides.
    private record Question(String name, LeanClient ours, byte[] kql, LeanClient plain, byte[] sql) {}

    HttpsShapes(Report report, Path folder) throws IOException {
        this.report = report;
        this.data = Files.createDirectory(folder.resolve("data"));
        this.parquet = Files.createDirectory(folder.resolve("parquet"));
        this.tls = folder.resolve("tls");
    }

    /// All questions.
    void run(int rows) throws Exception {
        withRows(rows, this::measure);
    }

    /// A term that one row has, warm and cold.
    void runNeedle(int rows) throws Exception {
        withRows(rows, (store, plain) -> {
            try (LeanClient ours = store.connect(); LeanClient theirs = plain.connect()) {
                Question question = question(KqlShape.needle(SecurityEvents.session(rows / 2)), store, ours,
                        plain, theirs);
                requireSameRows(question);
                warm(question);
                cold(question, store, plain);
            }
        });
    }

    /// What is measured once the rows are there.
    @FunctionalInterface
    private interface Measurement {
        void run(StoreUnderTest store, PlainQueries plain) throws Exception;
    }

    private void withRows(int rows, Measurement measurement) throws Exception {
        try (StoreUnderTest store = StoreUnderTest.withBuiltInVault(data)) {
            try (SecurityEvents events = new SecurityEvents(rows)) {
                for (String table : SecurityEvents.TABLES) {
                    String target = store.createTable(table, SecurityEvents.columns(table));
                    RowSender.send(store, target, events.bodies(table));
                }
                events.writeParquet(parquet);
            }
            RowSender.awaitFlushed(data);
            Merging.await(data);
            report.result("shapes, stored", String.format(Locale.ROOT, "%,d rows: %d MB, plain Parquet %d MB",
                    rows, Folders.size(data) / 1_000_000, Folders.size(parquet) / 1_000_000),
                    Map.of("bytes", (double) Folders.size(data), "parquet_bytes",
                            (double) Folders.size(parquet)));
            try (PlainQueries plain = new PlainQueries(parquet, tls)) {
                measurement.run(store, plain);
            }
        }
    }

    private void measure(StoreUnderTest store, PlainQueries plain) throws Exception {
        double[] logarithms = new double[2];
        try (LeanClient ours = store.connect(); LeanClient theirs = plain.connect()) {
            for (KqlShape shape : KqlShape.ALL) {
                Question question = question(shape, store, ours, plain, theirs);
                requireSameRows(question);
                logarithms[0] += Math.log(warm(question));
                logarithms[1] += Math.log(cold(question, store, plain));
            }
        }
        mean("warm", logarithms[0], 1.10);
        mean("cold", logarithms[1], 1.30);
    }

    private static Question question(KqlShape shape, StoreUnderTest store, LeanClient ours,
            PlainQueries plain,
            LeanClient theirs) {
        return new Question(shape.name(), ours, store.queryRequest(SecurityEvents.customTables(shape.kql())),
                theirs, plain.request(shape.sql()));
    }

    private void mean(String name, double logarithms, double aim) {
        double mean = Math.exp(logarithms / KqlShape.ALL.size());
        report.result("shapes, " + name + ", geometric mean",
                String.format(Locale.ROOT, "%5.2f x; aim: %.2f", mean, aim), Map.of("ratio", mean));
    }

    /// The contents are compared by the benchmark `kql=shapes`.
    private static void requireSameRows(Question question) throws IOException {
        int given = rows(question.ours(), question.kql());
        int expected = rows(question.plain(), question.sql());
        if (given != expected || given == 0) {
            throw new IllegalStateException(
                    question.name() + " has " + given + " rows, by hand " + expected);
        }
    }

    private static int rows(LeanClient client, byte[] request) throws IOException {
        ask(client, request, 1);
        return Json.parse(client.body().getBytes(StandardCharsets.UTF_8)).at("/tables/0/rows").size();
    }

    private static void ask(LeanClient client, byte[] request, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            int status = client.call(request);
            if (status != ANSWERED) {
                throw new IllegalStateException(
                        "A query was answered with " + status + ": " + client.body());
            }
        }
    }

    private double warm(Question question) throws Exception {
        double once = Pairs.seconds(() -> ask(question.plain(), question.sql(), 1));
        int times = (int) Math.max(1, Math.ceil(LEAST_SECONDS / once));
        List<Double> plain = new ArrayList<>();
        List<Double> ours = new ArrayList<>();
        for (int round = 0; round < WARM_ROUNDS; round++) {
            plain.add(Pairs.seconds(() -> ask(question.plain(), question.sql(), times)) / times);
            ours.add(Pairs.seconds(() -> ask(question.ours(), question.kql(), times)) / times);
        }
        return tell(question.name() + ", warm", ours, plain);
    }

    private double cold(Question question, StoreUnderTest store, PlainQueries plain) throws Exception {
        List<Double> bare = new ArrayList<>();
        List<Double> ours = new ArrayList<>();
        for (double sum = 0; bare.size() < COLD_ROUNDS || sum < LEAST_SECONDS; sum += bare.getLast()) {
            plain.reopen();
            dropFromPageCache(parquet);
            bare.add(Pairs.seconds(() -> ask(question.plain(), question.sql(), 1)));
            store.enable(false);
            dropFromPageCache(data);
            store.enable(true);
            byte[] other = store.queryRequest(OTHER_TABLE);
            while (question.ours().call(other) != ANSWERED) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            ours.add(Pairs.seconds(() -> ask(question.ours(), question.kql(), 1)));
        }
        return tell(question.name() + ", cold", ours, bare);
    }

    private double tell(String name, List<Double> ours, List<Double> plain) {
        double millis = Spread.of(ours, seconds -> seconds * 1e3).median();
        double plainMillis = Spread.of(plain, seconds -> seconds * 1e3).median();
        double ratio = millis / plainMillis;
        report.result(name, String.format(Locale.ROOT, "%8.1f ms, by hand %8.1f ms  %5.2f x", millis,
                plainMillis, ratio), Map.of("ms", millis, "by_hand_ms", plainMillis, "ratio", ratio));
        return ratio;
    }

    /// With GNU dd, which gives back the cached pages of a file without reading it.
    private static void dropFromPageCache(Path folder) throws IOException, InterruptedException {
        int status = new ProcessBuilder("find", folder.toString(), "-ignore_readdir_race", "-type", "f",
                "-size", "+64k", "-exec",
                "dd", "if={}", "iflag=nocache", "count=0", "status=none", ";").inheritIO().start().waitFor();
        if (status != 0) {
            throw new IllegalStateException("The page cache could not be dropped");
        }
    }
}
