package io.holdfast.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/// From KQL to SQL: how long the way is, and how good the SQL.
final class KqlBenchmark {
    /// What `./holdfast bench` may be asked for: both parts, one of them, the shapes over other rows or one
    /// shape.
    static final String PATTERN = "kql(=translation|=shapes(=[0-9]{1,9})?(=.{1,20})?)?";
    private static final int MICROS_PER_MILLI = 1000;

    private KqlBenchmark() {}

    /// Runs what a text of [#PATTERN] asks for.
    static void run(PrintStream out, String name) throws RunnerException, SQLException {
        List<String> parts = List.of(name.split("="));
        boolean all = parts.size() == 1;
        if (all || parts.get(1).equals("translation")) {
            translation(out);
        }
        if (all || parts.get(1).equals("shapes")) {
            boolean sized = parts.size() > 2 && parts.get(2).matches("[0-9]+");
            int rows = sized ? Integer.parseInt(parts.get(2)) : KqlShapesBenchmark.DEFAULT_ROWS;
            int named = sized ? 3 : 2;
            KqlShapesBenchmark.run(out, rows, parts.size() > named ? parts.get(named) : "");
        }
    }

    private static void translation(PrintStream out) throws RunnerException {
        String corpus = System.getProperty("holdfast.corpus", "../shared/corpus");
        if (!Files.isDirectory(Path.of(corpus, "queries"))) {
            out.println("Benchmark kql, translation: skipped, no folder of queries in holdfast.corpus"
                    + " (JAVA_TOOL_OPTIONS=-Dholdfast.corpus=FOLDER)");
            return;
        }
        out.printf("Benchmark kql, translation of %,d rules (about a minute)%n",
                KqlTranslationBenchmark.rules(Path.of(corpus)).size());
        Options options = new OptionsBuilder().include(KqlTranslationBenchmark.class.getName())
                .param("corpus", corpus).verbosity(VerboseMode.SILENT).build();
        Report report = new Report("kql", out);
        Map<String, Statistics> byName = new TreeMap<>();
        for (RunResult result : new Runner(options).run()) {
            byName.put(result.getPrimaryResult().getLabel(), result.getPrimaryResult().getStatistics());
        }
        byName.forEach((name, calls) -> {
            double median = calls.getPercentile(50) / MICROS_PER_MILLI;
            double high = calls.getPercentile(90) / MICROS_PER_MILLI;
            report.result(name, String.format(Locale.ROOT, "median rule %6.2f ms, 90th percentile %6.2f ms",
                    median, high), Map.of("median_ms", median, "p90_ms", high));
        });
    }
}
