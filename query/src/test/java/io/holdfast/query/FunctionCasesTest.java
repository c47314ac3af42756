package io.holdfast.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.TableCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs the cases of the files in `functions`, one for each family: lines `expression => type value`, the
/// value as JSON where it is text or dynamic, and `expression => error` for what is refused.
class FunctionCasesTest {
    private static final String ARROW = " => ";
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final MemoryTables TABLES = new MemoryTables();
    private static final QueryEngine ENGINE = new QueryEngine(TABLES,
            Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC), QueryLimits.SERVICE);

    @AfterAll
    static void closeTables() {
        TABLES.close();
    }

    @TestFactory
    Stream<DynamicTest> functionsGiveWhatTheirCasesSay() {
        return Stream
                .of("addresses", "aggregates", "arrays", "datetimes", "encodings", "geography", "mathematics",
                        "parsing", "patterns", "series", "text", "types", "values")
                .flatMap(file -> lines(file).map(
                        line -> DynamicTest.dynamicTest(file + ": " + line, () -> check(line))));
    }

    private static Stream<String> lines(String file) {
        try (InputStream in = FunctionCasesTest.class.getResourceAsStream("functions/" + file + ".txt")) {
            String text = new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(String line) {
        int arrow = line.lastIndexOf(ARROW);
        String expected = line.substring(arrow + ARROW.length());
        assertThat(shown(line.substring(0, arrow), expected)).isEqualTo(expected);
    }

    /// Returns the result as a case states it: as expected if it only differs in the last digits.
    private static String shown(String expression, String expected) {
        QueryResult result;
        try {
            result = ENGINE.run("print v = " + expression, TableCatalog.of(List.of()), TimeRange.UNBOUNDED,
                    new CancellationSignal());
        } catch (KqlException | QueryException _) {
            return "error";
        }
        KqlType type = result.columns().getFirst().type();
        String shown = type.kustoName() + " " + cell(type, result.rows().getFirst().getFirst());
        return isClose(shown, expected) ? expected : shown;
    }

    private static String cell(KqlType type, @Nullable Object value) {
        return value != null && type == KqlType.STRING
                ? MAPPER.writeValueAsString(value)
                : String.valueOf(value);
    }

    private static boolean isClose(String shown, String expected) {
        String[] left = shown.split(" ", 2);
        String[] right = expected.split(" ", 2);
        boolean comparable = left.length == 2 && right.length == 2 && left[0].equals(right[0])
                && (left[0].equals("real") || left[0].equals("dynamic"));
        return comparable && !left[1].equals("NaN") && !left[1].contains("Infinity")
                && !right[1].equals("NaN") && !right[1].contains("Infinity")
                && isClose(MAPPER.readTree(left[1]), MAPPER.readTree(right[1]));
    }

    private static boolean isClose(JsonNode left, JsonNode right) {
        if (left.isNumber() && right.isNumber()) {
            return Math.abs(left.doubleValue() - right.doubleValue()) <= 1e-12
                    * Math.max(1, Math.abs(left.doubleValue()));
        }
        if (left.isArray() && right.isArray() && left.size() == right.size()) {
            for (int index = 0; index < left.size(); index++) {
                if (!isClose(left.get(index), right.get(index))) {
                    return false;
                }
            }
            return true;
        }
        if (left.isObject() && right.isObject() && left.size() == right.size()) {
            return left.properties().stream().allMatch(member -> right.has(member.getKey())
                    && isClose(member.getValue(), right.get(member.getKey())));
        }
        return left.equals(right);
    }
}
