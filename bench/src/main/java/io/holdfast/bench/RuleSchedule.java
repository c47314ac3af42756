package io.holdfast.bench;

import com.sun.management.OperatingSystemMXBean;
import io.holdfast.rulefiles.AlertRule;
import io.holdfast.rulefiles.RuleEntry;
import io.holdfast.rulefiles.RuleFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Scheduled rules of the corpus, each every five minutes over its own period, over stored rows: how late runs start,
/// and what processor time the process takes.
///
/// Every rule that a workspace takes is written once, then again under further names until there are [#RULES], as
/// fast as the server takes them; the clock starts when each has run once. How late a run started, `SentinelHealth`
/// says.
final class RuleSchedule {

    private static final int RULES = 500;
    private static final Duration FREQUENCY = Duration.ofMinutes(5);
    /// As long as the longest period that a rule may have.
    private static final Duration SPAN = Duration.ofDays(14);
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final double CORES = 2;
    private static final double AIM_LATE_SECONDS = 60;
    private static final double AIM_PROCESSOR = 0.5;
    private static final OperatingSystemMXBean SYSTEM = ManagementFactory
            .getPlatformMXBean(OperatingSystemMXBean.class);

    private final Report report;
    private final Path folder;
    private final Path corpus;

    RuleSchedule(Report report, Path folder, Path corpus) {
        this.report = report;
        this.folder = folder;
        this.corpus = corpus;
    }

    /// @param rounds that are measured, in each of which every rule runs once
    void run(long rows, int rounds) throws Exception {
        try (SentinelUnderTest sentinel = SentinelUnderTest.start(folder)) {
            load(sentinel.store(), rows);
            int different = enable(sentinel);
            await(sentinel, RULES);
            Instant start = Instant.now();
            Duration time = FREQUENCY.multipliedBy(rounds);
            double busy = busy(time);
            List<Run> runs = runs(sentinel, start, start.plus(time), RULES * rounds);
            tell(runs, busy, time);
            report.result("rules, of the corpus", String.format(Locale.ROOT,
                    "%d different ones among %d, over %,d rows; %d runs failed", different, RULES, rows,
                    runs.stream().filter(run -> !run.succeeded()).count()),
                    Map.of("rules", (double) RULES, "different", (double) different, "rows", (double) rows));
            tellSlowest(runs);
        }
    }

    private void load(StoreUnderTest store, long rows) throws Exception {
        RuleLogs logs = new RuleLogs(rows, Instant.now(), SPAN);
        String target = store.standardIntake(logs.tables());
        double seconds = Pairs.seconds(() -> {
            RowSender.send(store, logs, batch -> store.request(
                    target + batch.table() + "?api-version=2023-01-01", "", batch.json()));
            RowSender.awaitFlushed(folder);
        });
        report.result("rows stored", String.format(Locale.ROOT, "%,d in %.0f s", rows, seconds),
                Map.of("rows", (double) rows, "seconds", seconds));
    }

    /// Writes the rules; answers how many different ones there are.
    private int enable(SentinelUnderTest sentinel) throws IOException {
        List<ObjectNode> taken = new ArrayList<>();
        for (RuleEntry entry : RuleFiles.read(corpus)) {
            if (taken.size() < RULES && entry instanceof RuleEntry.Rule found && isScheduled(found.rule())) {
                ObjectNode body = everyFiveMinutes(found.rule());
                if (put(sentinel, taken.size(), body)) {
                    taken.add(body);
                }
            }
        }
        for (int number = taken.size(); number < RULES; number++) {
            if (!put(sentinel, number, taken.get(number % taken.size()))) {
                throw new IllegalStateException("A rule was taken once and not again");
            }
        }
        return taken.size();
    }

    private static boolean isScheduled(AlertRule rule) {
        return rule.body().path("kind").asString().equals("Scheduled");
    }

    private static ObjectNode everyFiveMinutes(AlertRule rule) {
        ObjectNode body = rule.body().deepCopy();
        ((ObjectNode) body.required("properties")).put("queryFrequency", FREQUENCY.toString()).put("enabled",
                true);
        return body;
    }

    private static boolean put(SentinelUnderTest sentinel, int number, ObjectNode body) {
        return sentinel.send("PUT", "alertRules/rule-" + number, body).status() / 100 == 2;
    }

    /// Waits until that many rules have run.
    private static void await(SentinelUnderTest sentinel, int rules) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
            if (sentinel.rows("SentinelHealth | summarize by SentinelResourceId | count").getFirst().path(0)
                    .asInt() >= rules) {
                return;
            }
        }
        throw new IllegalStateException("The rules have not run");
    }

    /// Processor time of the process within a time to come, as a part of that of the cores.
    private static double busy(Duration time) {
        long before = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        for (long left = time.toNanos(); left > 0; left = time.toNanos() - (System.nanoTime() - start)) {
            LockSupport.parkNanos(left);
        }
        return (SYSTEM.getProcessCpuTime() - before) / CORES / (System.nanoTime() - start);
    }

    /// A run of a rule.
    ///
    /// @param lateSeconds from when it was due until it started
    /// @param seconds that it took
    private record Run(String rule, double lateSeconds, double seconds, boolean succeeded) {

        static Run of(JsonNode row) {
            return new Run(row.path(0).asString(), row.path(1).asDouble(), row.path(2).asDouble(),
                    row.path(3).asString().equals("Success"));
        }
    }

    /// The runs that were due within a time, once all of them are told of.
    private static List<Run> runs(SentinelUnderTest sentinel, Instant from, Instant to, int expected) {
        String kql = """
                SentinelHealth
                | extend Due = todatetime(ExtendedProperties.RunDueTimeUTC), Started = todatetime(
                    ExtendedProperties.RunStartTimeUTC)
                | where Due >= datetime(%s) and Due < datetime(%s)
                | summarize arg_min(Started, *) by SentinelResourceId, Due
                | project SentinelResourceName, (Started - Due) / 1s, (TimeGenerated - Started) / 1s, Status"""
                .formatted(from, to);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<JsonNode> rows = List.of();
        while (rows.size() < expected && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
            rows = sentinel.rows(kql);
        }
        if (rows.size() < expected) {
            throw new IllegalStateException(
                    "Only " + rows.size() + " of " + expected + " runs are in SentinelHealth");
        }
        return rows.stream().map(Run::of).toList();
    }

    private void tell(List<Run> runs, double busy, Duration time) {
        double[] late = runs.stream().mapToDouble(Run::lateSeconds).sorted().toArray();
        double median = late[late.length / 2];
        double p99 = late[(int) Math.ceil(late.length * 0.99) - 1];
        double most = late[late.length - 1];
        report.result("start of a run after it is due", String.format(Locale.ROOT,
                "median %.1f s, p99 %.1f s, most %.1f s of %,d runs; aim: %.0f s", median, p99, most,
                late.length, AIM_LATE_SECONDS),
                Map.of("median_s", median, "p99_s", p99, "max_s", most, "runs", (double) late.length));
        report.result("processor time", String.format(Locale.ROOT,
                "%.1f %% of two cores over %d s; aim: %.0f %%", busy * 100, time.toSeconds(),
                AIM_PROCESSOR * 100),
                Map.of("busy_ratio", busy, "seconds", (double) time.toSeconds()));
    }

    private void tellSlowest(List<Run> runs) {
        double[] taken = runs.stream().mapToDouble(Run::seconds).sorted().toArray();
        double sum = Arrays.stream(taken).sum();
        double p99 = taken[(int) Math.ceil(taken.length * 0.99) - 1];
        report.result("time of a run", String.format(Locale.ROOT,
                "mean %.3f s, median %.3f s, p99 %.3f s, most %.3f s", sum / taken.length,
                taken[taken.length / 2], p99, taken[taken.length - 1]),
                Map.of("mean_s", sum / taken.length, "median_s", taken[taken.length / 2], "p99_s", p99,
                        "max_s", taken[taken.length - 1]));
        Map<Double, String> slowest = new TreeMap<>(Collections.reverseOrder());
        runs.forEach(run -> slowest.put(run.seconds(), run.rule()));
        slowest.entrySet().stream().limit(20).forEach(run -> report.out().printf(Locale.ROOT,
                "    %6.2f s  %s%n", run.getKey(), run.getValue()));
    }
}
