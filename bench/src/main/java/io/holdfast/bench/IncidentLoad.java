package io.holdfast.bench;

import io.holdfast.rest.Json;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Calls of the incidents' API over HTTPS while there are many: what a portal shows first, further pages, filters, and
/// changes with the etag. The client is one connection of this process that makes one call after the other.
final class IncidentLoad {

    private static final int WARM_UPS = 100;
    private static final int CALLS = 500;
    private static final int PAGES = 5;
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
            double seconds = Pairs.seconds(() -> RowSender.send(sentinel.store(),
                    IntStream.range(0, incidents).mapToObj(i -> incident()).iterator(),
                    body -> sentinel.request("PUT", sentinel.target("incidents/" + UUID.randomUUID()),
                            body)));
            report.result("incidents made", String.format(Locale.ROOT, "%,d in %.0f s", incidents, seconds),
                    Map.of("incidents", (double) incidents, "seconds", seconds));
            try (LeanClient client = sentinel.store().connect()) {
                for (int i = -WARM_UPS; i < CALLS; i++) {
                    round(sentinel, client);
                    if (i == -1) {
                        millis.clear();
                    }
                }
            }
        }
        double aim = incidents < MANY ? AIM_MILLIS : AIM_OF_MANY_MILLIS;
        millis.forEach((name, taken) -> tell(name, taken, aim));
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
