package io.holdfast.bench;

import io.holdfast.rest.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/// From the answer to a call that sends a row to the answer of a query that finds it.
final class Visibility {

    private static final int WARM_UPS = 300;

    private final Report report;
    private final Path folder;
    private final int rounds;

    Visibility(Report report, Path folder, int rounds) {
        this.report = report;
        this.folder = folder;
        this.rounds = rounds;
    }

    void run() throws Exception {
        double[] millis = new double[rounds];
        int again = 0;
        try (StoreUnderTest store = StoreUnderTest.withBuiltInVault(folder);
                LeanClient rows = store.connect();
                LeanClient queries = store.connect()) {
            String target = store.createTable("Visible",
                    "[{'name':'TimeGenerated','type':'datetime'},{'name':'Id','type':'long'}]");
            for (int i = -WARM_UPS; i < rounds; i++) {
                byte[] row = ("[{\"Id\":" + i + "}]").getBytes(StandardCharsets.UTF_8);
                byte[] query = store.queryRequest("Visible_CL | where Id == (" + i + ") | count");
                rows.call(store.request(target, "", row));
                long start = System.nanoTime();
                while (!found(queries, query)) {
                    again++;
                }
                millis[Math.max(i, 0)] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(millis);
        double median = millis[rounds / 2];
        double p99 = millis[(int) Math.ceil(rounds * 0.99) - 1];
        report.result("queryable after 204", String.format(Locale.ROOT,
                "median %.1f ms, p99 %.1f ms of %d, %d queries too early; aim: p99 under 1000 ms", median,
                p99, rounds, again),
                Map.of("median_ms", median, "p99_ms", p99, "too_early", (double) again));
    }

    private static boolean found(LeanClient client, byte[] query) throws Exception {
        int status = client.call(query);
        if (status != 200) {
            throw new IllegalStateException("A query was answered with " + status + ": " + client.body());
        }
        return Json.parse(client.body().getBytes(StandardCharsets.UTF_8)).at("/tables/0/rows/0/0")
                .asLong() == 1;
    }
}
