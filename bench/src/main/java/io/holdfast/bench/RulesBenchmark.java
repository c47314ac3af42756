package io.holdfast.bench;

import io.holdfast.crypto.CipherWarmUp;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How detection keeps up: runs of rules, the list of incidents, and what the encryption of documents costs.
final class RulesBenchmark {

    /// What `./holdfast bench` may be asked for: all parts, or one of them, with its size.
    static final String PATTERN = "rules(=schedule(=[1-9][0-9]{0,8}(=[1-9][0-9]?)?)?"
            + "|=incidents(=[1-9][0-9]{0,6})?|=documents)?";
    private static final List<String> PARTS = List.of("documents", "incidents", "schedule");
    private static final int ROWS = 10_000_000;
    private static final int ROUNDS = 2;
    private static final int INCIDENTS = 100_000;

    private final Report report;
    private final Path folder;

    private RulesBenchmark(Report report, Path folder) {
        this.report = report;
        this.folder = folder;
    }

    /// Runs what a text of [#PATTERN] asks for.
    static void run(PrintStream out, String name) throws Exception {
        List<String> asked = List.of(name.split("="));
        List<Integer> sizes = asked.stream().skip(2).map(Integer::valueOf).toList();
        CipherWarmUp.run();
        for (String part : asked.size() > 1 ? List.of(asked.get(1)) : PARTS) {
            out.println("Benchmark rules, " + part);
            Path folder = Files.createTempDirectory("holdfast-bench");
            try {
                new RulesBenchmark(new Report("rules", out), folder).run(part, sizes);
            } finally {
                Folders.delete(folder);
            }
        }
    }

    private void run(String part, List<Integer> sizes) throws Exception {
        switch (part) {
            case "schedule" -> schedule(size(sizes, 0, ROWS), size(sizes, 1, ROUNDS));
            case "incidents" -> new IncidentLoad(report, folder, size(sizes, 0, INCIDENTS)).run();
            case "documents" -> new DocumentPairs(report, folder).run();
            default -> throw new IllegalArgumentException("No part of this benchmark: " + part);
        }
    }

    private static int size(List<Integer> sizes, int index, int usual) {
        return sizes.size() > index ? sizes.get(index) : usual;
    }

    private void schedule(int rows, int rounds) throws Exception {
        Path rules = Path.of(System.getProperty("holdfast.corpus", "../shared/corpus"),
                "queries/analytics.jsonl");
        if (!Files.isRegularFile(rules)) {
            report.out().println("  left out: no rules in holdfast.corpus"
                    + " (JAVA_TOOL_OPTIONS=-Dholdfast.corpus=FOLDER)");
            return;
        }
        new RuleSchedule(report, folder, rules).run(rows, rounds);
    }
}
