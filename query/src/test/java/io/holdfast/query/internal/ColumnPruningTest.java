package io.holdfast.query.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.query.TableScan;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnPruningTest {
    private static List<String> columns(String kql) {
        return new SqlQuery(Rewritten.bound(kql)).scans().stream().map(TableScan::columns)
                .map(Object::toString).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '`',
            value = {"T | project a => [a]", "T | where s has 'x' | count => [s]",
                    "T | count => []", "T | extend b = strlen(s) | project a => [a]",
                    "T | summarize max(a), max(r) by s | project s, max_a => [a, s]",
                    "T | sort by r | project a => [a, r]", "T | distinct s => [s]",
                    "union T, (datatable(a:long)[1]) | project a => [a]"})
    void columnThatNothingReadsIsNotScanned(String kql, String scanned) {
        assertThat(columns(kql)).containsExactly(scanned);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '`',
            value = {"T => [TimeGenerated, Seen, a, r, s, d]", "T | distinct a, s => [a, s]",
                    "T | summarize count() by a, s | project a => [a, s]",
                    "T | mv-expand d | project a => [a, d]",
                    "T | take 5 | where s has 'x' | project a => [a, s]"})
    void columnThatDecidesAboutRowsIsScanned(String kql, String scanned) {
        assertThat(columns(kql)).containsExactly(scanned);
    }

    /// A `let` that is materialized stands for rows that are computed once, if anything reads them.
    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '`', value = {
            "let m = materialize(T | distinct s); T | project a => 1",
            "let m = materialize(T | distinct s); T | extend n = toscalar(m | count) | project a => 1",
            "let m = materialize(T | distinct s); T | where s in (m) | project a => 2",
            "let m = materialize(T | distinct s); union m, (m | where s has 'x') => 1"})
    void letIsComputedOnlyIfItIsRead(String kql, int scans) {
        assertThat(columns(kql)).hasSize(scans);
    }
}
