package io.holdfast.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.TableCatalog;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryParametersTest {
    private static MemoryTables tables = new MemoryTables();

    @BeforeAll
    static void openTables() {
        tables = new MemoryTables();
    }

    @AfterAll
    static void closeTables() {
        tables.close();
    }

    private static String value(String declaration, Map<String, String> parameters) {
        QueryResult result = new QueryEngine(tables, Clock.systemUTC(), QueryLimits.SERVICE)
                .runAll("declare query_parameters(" + declaration + "); print v = p",
                        TableCatalog.of(List.of()),
                        TimeRange.UNBOUNDED, parameters, new CancellationSignal())
                .getFirst();
        return result.columns().getFirst().type().kustoName() + " " + result.rows().getFirst().getFirst();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {"p:long|5|long 5", "p:long|long(5)|long 5",
            "p:int|-5|int -5", "p:long|int(7)|long 7", "p:real|1.5|real 1.5", "p:real|2|real 2.0",
            "p:bool|true|bool true", "p:decimal|1.25|decimal 1.25", "p:timespan|1h|timespan 01:00:00",
            "p:timespan|1.02:03:04|timespan 1.02:03:04", "p:timespan|-1h|timespan -01:00:00",
            "p:datetime|2026-01-02|datetime 2026-01-02T00:00:00Z",
            "p:datetime|datetime(2026-01-02 03:04)|datetime 2026-01-02T03:04:00Z",
            "p:guid|74be27de-1e4e-49d9-b579-fe0b331d3642|guid 74be27de-1e4e-49d9-b579-fe0b331d3642",
            "p:dynamic|{\"a\":[1]}|dynamic {\"a\":[1]}", "p:dynamic|dynamic([1])|dynamic [1]",
            "p:long|long(null)|long null", "p:string|5|string 5", "p:string|'quoted'|string 'quoted'",
            "p:long = 3|4|long 4"})
    void aValueIsReadAsItsType(String declaration, String value, String expected) {
        assertThat(value(declaration, Map.of("p", value))).isEqualTo(expected);
    }

    @Test
    void aTextIsDataWhateverItLooksLike() {
        String hostile = "'); SecurityEvent | take 1 //\"";

        assertThat(value("p:string", Map.of("p", hostile))).isEqualTo("string " + hostile);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {"p:long|abc", "p:long|1.5", "p:long|1 + 1",
            "p:long|5); print (1", "p:long|now()", "p:datetime|soon", "p:long|", "p:long|p",
            "p:timespan|5; print 1", "p:long|datetime(2026-01-01)", "p:guid|x"})
    void whatIsNoLiteralOfTheTypeIsRefusedWithoutBeingQuoted(String declaration, String value) {
        assertThatThrownBy(() -> value(declaration, Map.of("p", value == null ? "" : value)))
                .isInstanceOfSatisfying(KqlException.class, error -> {
                    assertThat(error.code()).isEqualTo("SEM0100");
                    assertThat(error.getMessage())
                            .startsWith("The value given for the query parameter 'p' is no ");
                });
    }

    @Test
    void aParameterWithoutAValueHasItsDefaultOrIsRefused() {
        assertThat(value("p:long = 3", Map.of("q", "4"))).isEqualTo("long 3");
        assertThatThrownBy(() -> value("p:long", Map.of())).hasMessageContaining("has no value");
    }
}
