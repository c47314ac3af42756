package io.holdfast.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.TableCatalog;
import io.holdfast.kql.TableSchema;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueryEngineTest {
    private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");
    private static final TableCatalog CATALOG = TableCatalog.of(List.of(new TableSchema("Events", List.of(
            new ColumnSchema("TimeGenerated", KqlType.DATETIME), new ColumnSchema("Level", KqlType.STRING),
            new ColumnSchema("level", KqlType.LONG), new ColumnSchema("Data", KqlType.DYNAMIC),
            new ColumnSchema("Score", KqlType.REAL)))));

    private final MemoryTables tables = new MemoryTables(
            "CREATE TABLE \"Events\" AS SELECT * FROM (VALUES"
                    + " (TIMESTAMP '2026-01-01 10:00:00', 'Error', '{\"ip\":\"10.0.0.1\"}', 1.5::DOUBLE),"
                    + " (TIMESTAMP '2026-01-01 10:30:00', NULL, NULL, NULL),"
                    + " (TIMESTAMP '2025-12-01 10:00:00.123456', 'Info', '[1,2]', 'nan'::DOUBLE))"
                    + " AS t(\"TimeGenerated\", \"Level\", \"Data\", \"Score\")");

    @AfterEach
    void closeTables() {
        tables.close();
    }

    private QueryResult run(String kql, QueryLimits limits, TimeRange timespan) {
        return new QueryEngine(tables, Clock.fixed(NOW, ZoneOffset.UTC), limits).run(kql, CATALOG, timespan,
                new CancellationSignal());
    }

    private QueryResult run(String kql) {
        return run(kql, QueryLimits.SERVICE, TimeRange.UNBOUNDED);
    }

    @Test
    void cellsAreJsonReady() {
        QueryResult result = run(
                "Events | sort by TimeGenerated asc | project TimeGenerated, Level, Data, Score");

        assertThat(result.columns()).extracting(ResultColumn::name).containsExactly("TimeGenerated", "Level",
                "Data",
                "Score");
        assertThat(result.rows().get(0)).containsExactly("2025-12-01T10:00:00.1234560Z", "Info", "[1,2]",
                "NaN");
        assertThat(result.rows().get(1)).containsExactly("2026-01-01T10:00:00Z", "Error",
                "{\"ip\":\"10.0.0.1\"}", 1.5);
        assertThat(result.rows().get(2)).containsExactly("2026-01-01T10:30:00Z", "", null, null);
    }

    @Test
    void firstQueryOfADatabaseMayCallFunctionsWrittenInJava() {
        assertThat(run("Events | where isnotempty(Level) | project n = tolong(Level), q = tolong(Level) / 0")
                .rows())
                .hasSize(2).allSatisfy(row -> assertThat(row).containsOnlyNulls());
        assertThat(run("Events | summarize n = sum(tolong(Level))").rows()).hasSize(1);
    }

    @Test
    void queriesThatCallFunctionsFirstTogetherAllRun() {
        List<CompletableFuture<QueryResult>> together = IntStream.range(0, 8)
                .mapToObj(_ -> CompletableFuture.supplyAsync(() -> run("Events | where tolong(Level) == 1")))
                .toList();

        assertThat(together).allSatisfy(one -> assertThat(one.join().rows()).isEmpty());
    }

    @Test
    void wholeNumberDividedByZeroIsNullAndARealOneIsNot() {
        assertThat(run("print 7 / 0, tolong('7') / 0, 7 % 0, 7.0 / 0, -7.0 / 0, toreal('0') / 0").rows())
                .containsExactly(Arrays.asList(null, null, null, "Infinity", "-Infinity", "NaN"));
    }

    @Test
    void scansAskForTheNeededColumnsTimeAndTermsOnly() {
        run("Events | where TimeGenerated > ago(1d) and Level == 'Error'"
                + " | summarize count() by bin(TimeGenerated, 1h)");

        assertThat(tables.opened)
                .containsExactly(List.of(new TableScan("Events", List.of("TimeGenerated", "Level"),
                        new TimeRange(Instant.parse("2026-01-01T00:00:00.000000100Z"), Instant.MAX),
                        new RowTerms.Term("Level", "Error"))));
    }

    @Test
    void timespanNarrowsEachScan() {
        TimeRange day = new TimeRange(Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2026-01-02T00:00:00Z"));

        QueryResult result = run("Events | count", QueryLimits.SERVICE, day);

        assertThat(result.rows()).containsExactly(List.of(2L));
        assertThat(tables.opened)
                .containsExactly(List.of(new TableScan("Events", List.of("TimeGenerated"), day)));
    }

    @Test
    void resultPastTheRowLimitIsCutAndSaysSo() {
        QueryResult result = run("range x from 1 to 100 step 1",
                new QueryLimits(10, 1_000_000, Duration.ofMinutes(1)),
                TimeRange.UNBOUNDED);

        assertThat(result.rows()).hasSize(10);
        assertThat(result.partial()).hasValueSatisfying(
                partial -> assertThat(partial.code()).isEqualTo("E_QUERY_RESULT_SET_TOO_LARGE"));
    }

    @Test
    void resultAtTheRowLimitIsWhole() {
        QueryResult result = run("range x from 1 to 10 step 1",
                new QueryLimits(10, 1_000_000, Duration.ofMinutes(1)),
                TimeRange.UNBOUNDED);

        assertThat(result.rows()).hasSize(10);
        assertThat(result.partial()).isEmpty();
    }

    @Test
    void tableOfMoreRowsThanAreAskedForAtFirstIsReadWhole() {
        try (MemoryTables many = new MemoryTables(
                "CREATE TABLE \"Many\" AS SELECT i AS \"n\" FROM range(25000) AS r(i)")) {
            QueryResult result = new QueryEngine(many, Clock.fixed(NOW, ZoneOffset.UTC),
                    new QueryLimits(20_000, 10_000_000, Duration.ofMinutes(1)))
                    .run("Many | where n >= 0", TableCatalog.of(List.of(new TableSchema("Many",
                            List.of(new ColumnSchema("n", KqlType.LONG))))), TimeRange.UNBOUNDED,
                            new CancellationSignal());

            assertThat(result.rows()).hasSize(20_000).doesNotHaveDuplicates();
            assertThat(result.partial()).isPresent();
        }
    }

    @Test
    void queryPastItsTimeIsStopped() {
        assertThatThrownBy(() -> run("range x from 1 to 100000000000 step 1 | where x % 7 == 8 | count",
                new QueryLimits(10, 1_000_000, Duration.ofMillis(200)), TimeRange.UNBOUNDED))
                .isInstanceOf(QueryException.TimedOut.class);
    }

    @Test
    void cancelledQueryIsStopped() {
        CancellationSignal signal = new CancellationSignal();
        ScanProvider cancelling = scans -> {
            ScanSession session = tables.open(scans);
            Thread.ofVirtual().start(signal::cancel);
            return session;
        };
        QueryEngine engine = new QueryEngine(cancelling, Clock.fixed(NOW, ZoneOffset.UTC),
                QueryLimits.SERVICE);

        assertThatThrownBy(
                () -> engine.run("range x from 1 to 100000000000 step 1 | where x % 7 == 8 | count", CATALOG,
                        TimeRange.UNBOUNDED, signal))
                .isInstanceOf(QueryException.Cancelled.class);
    }

    @Test
    void exceptionOfTheProviderPassesThrough() {
        IllegalStateException dark = new IllegalStateException("dark");
        QueryEngine engine = new QueryEngine(_ -> {
            throw dark;
        }, Clock.fixed(NOW, ZoneOffset.UTC), QueryLimits.SERVICE);

        assertThatThrownBy(() -> engine.run("Events", CATALOG, TimeRange.UNBOUNDED, new CancellationSignal()))
                .isSameAs(dark);
    }

    @Test
    void errorOfTheEngineTellsNothingOfTheData() {
        assertThatThrownBy(() -> run("print x = 'secret[' | where 'a' matches regex x"))
                .isInstanceOf(QueryException.Evaluation.class).message().doesNotContain("secret");
    }

    @Test
    void mistypedTableComesWithASuggestion() {
        assertThatThrownBy(() -> run("Event | count")).isInstanceOfSatisfying(KqlException.class, error -> {
            assertThat(error.code()).isEqualTo("SEM0100");
            assertThat(error.suggestion()).contains("Events");
        });
    }

    @Test
    void renderIsAHintBesideTheRows() {
        QueryResult result = run(
                "Events | summarize count() by Level | render barchart with (title='Levels')");

        assertThat(result.render()).hasValueSatisfying(render -> {
            assertThat(render.visualization()).isEqualTo("barchart");
            assertThat(render.properties()).containsEntry("title", "Levels");
        });
    }
}
