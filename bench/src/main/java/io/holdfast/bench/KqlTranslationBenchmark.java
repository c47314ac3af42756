package io.holdfast.bench;

import io.holdfast.kql.BoundQuery;
import io.holdfast.kql.Kql;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.ParsedQuery;
import io.holdfast.kqlcheck.CleanRule;
import io.holdfast.query.Translation;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// From the text of a detection rule to SQL. Each call takes the next rule of the corpus, so that the
/// percentiles of the calls are those over the rules.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 6)
@Measurement(iterations = 3, time = 4)
@Fork(1)
public class KqlTranslationBenchmark {

    /// Folder of the corpus.
    @Param("")
    public String corpus = "";

    private List<CleanRule> rules = List.of();
    private int next;

    /// Reads the rules.
    @Setup
    public void load() {
        rules = rules(Path.of(corpus));
    }

    /// Returns the rules that can be translated: not those that are refused as too complex.
    static List<CleanRule> rules(Path corpus) {
        return CleanRule.load(corpus).stream().filter(rule -> {
            try {
                return !translate(rule).isEmpty();
            } catch (KqlException _) {
                return false;
            }
        }).toList();
    }

    private static String translate(CleanRule rule) {
        return Translation.sql(Kql.bind(rule.text(), rule.catalog(), CleanRule.OPTIONS));
    }

    private CleanRule nextRule() {
        next = next + 1 < rules.size() ? next + 1 : 0;
        return rules.get(next);
    }

    /// The text read by the grammar.
    @Benchmark
    public ParsedQuery parse() {
        return Kql.parse(nextRule().text());
    }

    /// Read, and its names and types settled.
    @Benchmark
    public BoundQuery parseAndBind() {
        CleanRule rule = nextRule();
        return Kql.bind(rule.text(), rule.catalog(), CleanRule.OPTIONS);
    }

    /// The whole way.
    @Benchmark
    public String parseBindAndTranslate() {
        return translate(nextRule());
    }
}
