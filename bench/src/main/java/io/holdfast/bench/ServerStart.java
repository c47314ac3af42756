package io.holdfast.bench;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// From the start of a server's process to its first answered query.
final class ServerStart {

    private static final int ROUNDS = 5;
    private static final long SEED = 20261129;
    private static final String COUNT = "SecurityLogs_CL | count";

    private final Report report;
    private final Path folder;

    ServerStart(Report report, Path folder) {
        this.report = report;
        this.folder = folder;
    }

    /// With a table that has no rows, and with one that has them.
    void run(int rows) throws Exception {
        measure("empty", folder.resolve("empty"), 0, 2.5);
        measure(String.format(Locale.ROOT, "%,d rows", rows), folder.resolve("filled"), rows, 3);
    }

    private void measure(String name, Path data, int rows, double aimSeconds) throws Exception {
        StoreUnderTest.Address address;
        try (StoreUnderTest store = StoreUnderTest.withBuiltInVault(data)) {
            String target = store.createTable("SecurityLogs", HttpsIngest.columns());
            RowSender.send(store, target, bodies(rows));
            RowSender.awaitFlushed(data);
            address = store.address(COUNT);
        }
        // The first start after a build builds the program and prepares the others.
        seconds(data, address);
        double[] seconds = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            seconds[i] = seconds(data, address);
        }
        Spread spread = Spread.of(seconds);
        report.result("start to first query, " + name, String.format(Locale.ROOT,
                "%5.2f s (%.2f to %.2f, %d starts); aim: %.1f s", spread.median(), spread.low(),
                spread.high(),
                ROUNDS, aimSeconds),
                Map.of("seconds", spread.median(), "low", spread.low(), "high", spread.high()));
    }

    /// From the start of the process to its first answer.
    private static double seconds(Path data, StoreUnderTest.Address address) throws Exception {
        long start = System.nanoTime();
        try (ServerChild child = ServerChild.start(data, address.origin().getPort());
                LeanClient client = child.firstAnswer(address.tls(), address.origin(), address.query())) {
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private static Iterator<byte[]> bodies(int rows) {
        SecurityLogs logs = new SecurityLogs(SEED);
        int calls = (rows + RowSender.ROWS_OF_A_CALL - 1) / RowSender.ROWS_OF_A_CALL;
        return IntStream.range(0, calls).mapToObj(call -> logs.rows(
                Math.min(RowSender.ROWS_OF_A_CALL, rows - call * RowSender.ROWS_OF_A_CALL))).iterator();
    }
}
