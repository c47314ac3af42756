package io.holdfast.bench;

import io.holdfast.documents.DocumentRef;
import io.holdfast.documents.DocumentTransaction;
import io.holdfast.rest.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Calls of the incidents' API over HTTPS while there are many: what a portal shows first, further pages, filters, and
/// changes with the etag. The client is one connection of this process that makes one call after the other.
final class IncidentLoad {

    private static final int WARM_UPS = 100;
    private static final int CALLS = 500;
    private static final int PAGES = 5;
    private static final int SENT = 2_000;
    private static final int AT_ONCE = 1_000;
    private static final int SPREAD_MILLIS = 1_296_000_000;
    private static final long PAUSE_NANOS = 2_000_000;
    private static final long SEED = 20261201;
    private static final int MANY = 1_000_000;
    private static final double AIM_MILLIS = 50;
    private static final double AIM_OF_MANY_MILLIS = 300;
    private static final List<String> SEVERITIES = List.of("High", "Medium", "Low", "Informational");
    private static final List<String> STATUSES = List.of("New", "Active", "Closed", "Closed");

    private final Report report;
    private final Path folder;
    private final int incidents;
    private final Random random = new Random(SEED);
    private final Map<String, List<Double>> millis = new LinkedHashMap<>();

    /// @param incidents how many there are
    IncidentLoad(Report report, Path folder, int incidents) {
        this.report = report;
        this.folder = folder;
        this.incidents = incidents;
    }

    void run() throws Exception {
        try (SentinelUnderTest sentinel = SentinelUnderTest.start(folder)) {
            make(sentinel);
            try (LeanClient client = sentinel.store().connect()) {
                first("first list", sentinel, client);
                for (int i = -WARM_UPS; i < CALLS; i++) {
                    round(sentinel, client);
                    if (i == -1) {
                        millis.clear();
                    }
                }
                revoke(sentinel, client);
                first("first list after a revocation", sentinel, client);
            }
        }
        double aim = incidents < MANY ? AIM_MILLIS : AIM_OF_MANY_MILLIS;
        millis.forEach((name, taken) -> tell(name, taken, aim));
    }

    /// Some over HTTPS, as fast as they are taken; the others as the server writes them, but many in a transaction.
    private void make(SentinelUnderTest sentinel) throws Exception {
        int sent = Math.min(incidents, SENT);
        double seconds = Pairs.seconds(() -> RowSender.send(sentinel.store(),
                IntStream.range(0, sent).mapToObj(i -> incident()).iterator(),
                body -> sentinel.request("PUT", sentinel.target("incidents/" + UUID.randomUUID()), body)));
        report.result("incidents sent", String.format(Locale.ROOT, "%,d in %.1f s", sent, seconds),
                Map.of("incidents", (double) sent, "seconds", seconds));
        double rest = Pairs.seconds(() -> {
            for (int from = sent; from < incidents; from += AT_ONCE) {
                int some = Math.min(AT_ONCE, incidents - from);
                sentinel.documents(store -> store.transact(documents -> {
                    IntStream.range(0, some).forEach(i -> put(documents));
                    return some;
                }));
            }
        });
        report.result("incidents written",
                String.format(Locale.ROOT, "%,d in %.1f s", incidents - sent, rest),
                Map.of("incidents", (double) incidents - sent, "seconds", rest));
    }

    private void put(DocumentTransaction documents) {
        String name = UUID.randomUUID().toString();
        ObjectNode document = Json.object().put("name", name).setAll(incident());
        String time = Instant.now().minusMillis(random.nextInt(SPREAD_MILLIS)).truncatedTo(ChronoUnit.MILLIS)
                .toString();
        ((ObjectNode) document.required("properties")).put("createdTimeUtc", time)
                .put("lastModifiedTimeUtc", time).put("incidentNumber", documents.next("incidents"));
        documents.put(DocumentRef.of("incidents", name), document, Optional.empty());
    }

    /// The first list opens all documents.
    private void first(String name, SentinelUnderTest sentinel, LeanClient client) throws Exception {
        long before = usedBytes();
        double seconds = Pairs.seconds(() -> timed(name, sentinel, client, sentinel.target("incidents")));
        millis.remove(name);
        double kept = (usedBytes() - before) / (double) incidents;
        report.result("incidents, " + name, String.format(Locale.ROOT,
                "%.2f s; from then on %.0f bytes of memory for each", seconds, kept),
                Map.of("seconds", seconds, "bytes_each", kept));
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void revoke(SentinelUnderTest sentinel, LeanClient client) throws IOException {
        byte[] list = sentinel.request("GET", sentinel.target("incidents"), Json.object());
        sentinel.store().enable(false);
        await(client, list, false);
        sentinel.store().enable(true);
        await(client, sentinel.request("GET", sentinel.target("settings"), Json.object()), true);
    }

    private static void await(LeanClient client, byte[] request, boolean light) throws IOException {
        while ((client.call(request) == 200) != light) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private ObjectNode incident() {
        String status = STATUSES.get(random.nextInt(STATUSES.size()));
        ObjectNode body = Json.object();
        ObjectNode properties = body.putObject("properties")
                .put("title", "Sign-ins of user " + random.nextInt(2_000) + " from an unusual place")
                .put("description", "Found " + random.nextInt(100) + " sign-ins within an hour")
                .put("severity", SEVERITIES.get(random.nextInt(SEVERITIES.size()))).put("status", status);
        properties.putObject("owner").put("email", "analyst" + random.nextInt(40) + "@corp.example");
        if (status.equals("Closed")) {
            properties.put("classification", "Undetermined");
        }
        return body;
    }

    private void round(SentinelUnderTest sentinel, LeanClient client) throws Exception {
        JsonNode first = timed("first page", sentinel, client, sentinel.target("incidents"));
        String query = "&$top=50&$orderby=" + encoded("properties/createdTimeUtc desc") + "&$filter="
                + encoded("properties/status eq 'New' and properties/severity eq 'High'");
        JsonNode page = timed("filter and order", sentinel, client, sentinel.target("incidents") + query);
        for (int i = 0; i < PAGES && page.has("nextLink"); i++) {
            URI next = URI.create(page.path("nextLink").stringValue());
            page = timed("next page", sentinel, client, next.getRawPath() + "?" + next.getRawQuery());
        }
        timed("text in titles", sentinel, client, sentinel.target("incidents") + "&$filter="
                + encoded("contains(properties/title, 'user " + random.nextInt(2_000) + " ')"));
        timed("far page", sentinel, client, sentinel.target("incidents") + "&$skipToken="
                + random.nextInt(Math.max(1, incidents - 100)));
        update(sentinel, client, first.path("value").path(random.nextInt(first.path("value").size())));
    }

    private void update(SentinelUnderTest sentinel, LeanClient client, JsonNode listed) throws Exception {
        ObjectNode changed = incident();
        changed.set("etag", listed.required("etag"));
        byte[] request = sentinel.request("PUT",
                sentinel.target("incidents/" + listed.path("name").stringValue()), changed);
        timed("update", client, request);
    }

    private JsonNode timed(String name, SentinelUnderTest sentinel, LeanClient client, String target)
            throws Exception {
        return timed(name, client, sentinel.request("GET", target, Json.object()));
    }

    private JsonNode timed(String name, LeanClient client, byte[] request) throws Exception {
        long start = System.nanoTime();
        int status = client.call(request);
        millis.computeIfAbsent(name, _ -> new ArrayList<>()).add((System.nanoTime() - start) / 1e6);
        if (status != 200) {
            throw new IllegalStateException(name + " was answered with " + status + ": " + client.body());
        }
        return Json.parse(client.body().getBytes(StandardCharsets.UTF_8));
    }

    private void tell(String name, List<Double> taken, double aim) {
        double[] sorted = taken.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        double median = sorted[sorted.length / 2];
        double p99 = sorted[(int) Math.ceil(sorted.length * 0.99) - 1];
        report.result("incidents, " + name, String.format(Locale.ROOT,
                "median %.1f ms, p99 %.1f ms of %,d calls; aim: p99 under %.0f ms", median, p99,
                sorted.length, aim), Map.of("median_ms", median, "p99_ms", p99));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
