package io.holdfast.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kql.FunctionTable;
import io.holdfast.kql.FunctionTable.Function;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.TableCatalog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Calls every function with values that nobody means: it gives a value, or is refused by the language.
class FunctionRobustnessTest {
    private static final Map<String, List<String>> HOSTILE = Map.of("long",
            List.of("long(null)", "-9223372036854775808", "9223372036854775807", "-1", "0"), "real",
            List.of("real(null)", "real(nan)", "real(+inf)", "-1e308", "0.0"), "string",
            List.of("''", "'((((((((((a*)*)*)*'", "'\\u0000\\ufffd%%\\\\'", "'$.[['", "'{\"a\":[1,{}]}'"),
            "dynamic", List.of("dynamic(null)", "dynamic({'type':'Polygon','coordinates':[[[]]]})",
                    "dynamic([null,'x',1e308,[[]]])", "dynamic('x')", "dynamic([])"),
            "datetime",
            List.of("datetime(null)", "datetime(0001-01-01)", "datetime(9999-12-31 23:59:59.9999999)",
                    "datetime(null)", "datetime(2020-02-29)"),
            "timespan",
            List.of("timespan(null)", "-1d", "totimespan(9223372036854775807)", "0s", "1tick"), "bool",
            List.of("bool(null)", "true", "false", "true", "bool(null)"), "guid",
            List.of("guid(null)", "guid(00000000-0000-0000-0000-000000000000)", "guid(null)",
                    "guid(ffffffff-ffff-ffff-ffff-ffffffffffff)", "guid(null)"),
            "any", List.of("''", "long(null)", "dynamic([{}])", "datetime(null)", "real(nan)"));

    @Test
    void functionsFailByTheRulesOfTheLanguageOnly() {
        List<String> broken = new ArrayList<>();
        try (MemoryTables tables = new MemoryTables()) {
            QueryEngine engine = new QueryEngine(tables,
                    Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC),
                    new QueryLimits(10, 10_000_000, Duration.ofSeconds(20)));
            for (Function function : FunctionTable.scalars()) {
                for (int variant = 0; variant < 5 && !function.parameters().contains("..."); variant++) {
                    String call = call(function, variant);
                    if (!isProper(engine, call)) {
                        broken.add(call);
                    }
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    /// Takes the value of a variant for the first argument and others for those after it.
    private static String call(Function function, int variant) {
        List<String> arguments = new ArrayList<>();
        for (String parameter : function.parameters()) {
            List<String> values = HOSTILE.getOrDefault(parameter.replaceAll("\\W", ""), List.of("''"));
            arguments.add(values.get((variant + arguments.size()) % values.size()));
        }
        return function.name() + "(" + String.join(", ", arguments) + ")";
    }

    private static boolean isProper(QueryEngine engine, String call) {
        try {
            // From a row, so that the engine cannot compute it while it plans.
            engine.run("range i from 1 to 2 step 1 | extend v = " + call, TableCatalog.of(List.of()),
                    TimeRange.UNBOUNDED, new CancellationSignal());
            return true;
        } catch (KqlException _) {
            return true;
        } catch (QueryException e) {
            // A pattern that is none is found when rows are read.
            return e instanceof QueryException.Evaluation;
        } catch (RuntimeException _) {
            return false;
        }
    }
}
