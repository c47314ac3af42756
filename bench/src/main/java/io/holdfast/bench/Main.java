package io.holdfast.bench;

import java.io.PrintStream;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs the benchmarks of `./holdfast bench [NAME]` and prints each result as a ratio to its baseline.
public final class Main {

    private static final List<String> KNOWN = List.of("sealing", "vault", "vault-large", "keys", "kql",
            "rules", "store");
    private static final String BASELINE = "bareAesGcm";

    private Main() {}

    /// Exits with 2 for an unknown name.
    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        List<String> names = arguments.length == 0 ? KNOWN : List.of(arguments);
        for (String name : names) {
            switch (name) {
                case "sealing" -> run(name, SealingBenchmark.class, out);
                case "vault" -> VaultBenchmark.run(out);
                case "keys" -> KeysBenchmark.run(out, "");
                case String part when part
                        .matches("keys=(revocation|remote|clusters|rotation(=[0-9]{1,6})?)") ->
                    KeysBenchmark.run(out, part.substring(5));
                case String store when store.matches(StoreBenchmark.PATTERN) ->
                    StoreBenchmark.run(out, store);
                case String rules when rules.matches(RulesBenchmark.PATTERN) ->
                    RulesBenchmark.run(out, rules);
                case String large when large.matches("vault-large(=[0-9]{1,7})?") ->
                    VaultScaleBenchmark.run(out, large.indexOf('=') < 0
                            ? VaultScaleBenchmark.DEFAULT_KEYS
                            : Integer.parseInt(large.substring(large.indexOf('=') + 1)));
                case String kql when kql.matches(KqlBenchmark.PATTERN) -> KqlBenchmark.run(out, kql);
                default -> {
                    System.err.println("Unknown benchmark: " + name + " (known: " + String.join(", ", KNOWN)
                            + ")");
                    System.exit(2);
                }
            }
        }
    }

    private static void run(String name, Class<?> suite, PrintStream out) throws RunnerException {
        out.println("Benchmark " + name + " (about half a minute)");
        Options options = new OptionsBuilder().include(suite.getName()).verbosity(VerboseMode.SILENT).build();
        Collection<RunResult> results = new Runner(options).run();
        Map<String, List<RunResult>> bySize = results.stream()
                .collect(Collectors.groupingBy(result -> result.getParams().getParam("size")));
        bySize.entrySet().stream().sorted(Comparator.comparingInt(entry -> Integer.parseInt(entry.getKey())))
                .forEach(entry -> print(entry.getKey(), entry.getValue(), out));
    }

    private static void print(String size, List<RunResult> results, PrintStream out) {
        double baseline = results.stream().filter(result -> label(result).equals(BASELINE))
                .mapToDouble(result -> result.getPrimaryResult().getScore()).findFirst().orElseThrow();
        results.stream().sorted(Comparator.comparing(Main::label)).forEach(result -> {
            double score = result.getPrimaryResult().getScore();
            out.printf("  %-12s %6s bytes  %10.0f calls/s  %5.2f x %s%n", label(result), size, score,
                    score / baseline, BASELINE);
        });
    }

    private static String label(RunResult result) {
        return result.getPrimaryResult().getLabel();
    }
}
