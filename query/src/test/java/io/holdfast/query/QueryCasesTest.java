package io.holdfast.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.TableCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs the cases of text files: a line `# name`, the query, a line `----`, then the result or the error.
///
/// A result is a line of `name:type` and a line for each row, cells separated by ` | `, nulls as `(null)`. An
/// error is `! code line:column` and a part of its message. Several results stand one after the other, each
/// behind a line `-- ` and its name.
class QueryCasesTest {
    private static final List<String> FILES = List.of("operators.txt", "graphs.txt", "results.txt",
            "errors.txt", "terms.txt", "pages.txt");
    private static MemoryTables tables = new MemoryTables();

    /// A case of a file.
    record Case(String name, String query, String expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void openTables() {
        tables = new MemoryTables();
    }

    @AfterAll
    static void closeTables() {
        tables.close();
    }

    static Stream<Case> cases() {
        return FILES.stream().flatMap(file -> casesOf(file).stream());
    }

    private static List<Case> casesOf(String file) {
        try (InputStream stream = QueryCasesTest.class.getResourceAsStream("/cases/" + file)) {
            String text = new String(stream == null ? new byte[0] : stream.readAllBytes(),
                    StandardCharsets.UTF_8);
            List<Case> cases = new ArrayList<>();
            for (String part : ("\n" + text).split("\n# ", -1)) {
                int divider = part.indexOf("\n----\n");
                if (divider > 0) {
                    int name = part.indexOf('\n');
                    cases.add(new Case(part.substring(0, name), part.substring(name + 1, divider),
                            part.substring(divider + 6).strip()));
                }
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void caseGivesWhatItsFileSays(Case found) {
        String actual = outcome(found.query());
        if (found.expected().startsWith("! ")) {
            List<String> lines = found.expected().lines().toList();
            assertThat(actual).startsWith(lines.getFirst()).contains(lines.getLast());
        } else {
            assertThat(actual).isEqualTo(found.expected());
        }
    }

    private static String outcome(String query) {
        try {
            List<QueryResult> results = new QueryEngine(tables,
                    Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), QueryLimits.SERVICE)
                    .runAll(query, TableCatalog.of(List.of()), TimeRange.UNBOUNDED, new CancellationSignal());
            return results.size() == 1
                    ? shown(results.getFirst())
                    : results.stream()
                            .map(result -> ("-- " + result.name().orElse("")).strip() + "\n" + shown(result))
                            .collect(Collectors.joining("\n"));
        } catch (KqlException e) {
            return "! %s %d:%d%n%s".formatted(e.code(), e.line(), e.column(), e.getMessage());
        }
    }

    private static String shown(QueryResult result) {
        List<String> lines = new ArrayList<>();
        lines.add(result.columns().stream().map(column -> column.name() + ":" + column.type().kustoName())
                .collect(Collectors.joining(" | ")));
        result.rows()
                .forEach(row -> lines.add(row.stream().map(cell -> cell == null ? "(null)" : cell.toString())
                        .collect(Collectors.joining(" | "))));
        return String.join("\n", lines).strip();
    }
}
