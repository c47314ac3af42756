package io.holdfast.query.internal;

import static io.holdfast.query.internal.Rewritten.sql;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredReadingTest {
    @ParameterizedTest
    @ValueSource(strings = {"s == 'x'", "s =~ 'x'", "s in ('x', 'y')", "s contains 'x'", "s startswith 'x'",
            "s has 'x'", "s matches regex 'x+'", "isnotempty(s)", "s != ''", "s has 'x' or a > 1",
            "tostring(d.x) == 'y'", "a % 2 == 1 and s endswith 'x'"})
    void conditionThatNoEmptyTextMeetsIsAskedOfTheStoredColumns(String condition) {
        assertThat(sql("T | where " + condition + " | project a")).doesNotContain(") WHERE")
                .contains(" WHERE ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s != 'x'", "s == ''", "s in ('x', '')", "not(s has 'x')", "isempty(s)",
            "s contains ''", "s matches regex 'x*'", "s matches regex '('", "s == tostring(d)",
            "strlen(s) < 3", "s has 'x' or isempty(s)", "tostring(d) == 'x'", "a in (toscalar(T | count))"})
    void conditionThatAnEmptyTextMayMeetIsAskedOfTheValues(String condition) {
        assertThat(sql("T | where " + condition + " | project a")).contains(") WHERE");
    }

    @Test
    void boundsOnTimeAreWholeMicroseconds() {
        assertThat(sql("T | where Seen > datetime(1970-01-01 00:00:00.0000005)"))
                .contains("\"Seen\" > make_timestamp(CAST(0 AS BIGINT))");
        assertThat(sql("T | where Seen >= datetime(1970-01-01 00:00:00.000002)"))
                .contains("\"Seen\" >= make_timestamp(CAST(2 AS BIGINT))");
        assertThat(sql("T | where Seen < datetime(1970-01-01 00:00:00.0000015)"))
                .contains("\"Seen\" <= make_timestamp(CAST(1 AS BIGINT))");
        assertThat(sql("T | where Seen == datetime(1970-01-01 00:00:00.0000015)")).contains("FALSE");
    }

    @Test
    void boundOnTimeGeneratedIsWrittenOnce() {
        assertThat(sql("T | where TimeGenerated > datetime(2026-01-01)").split("make_timestamp")).hasSize(2);
        assertThat(sql("T | where a > 1 | extend b = 1 | where TimeGenerated > datetime(2026-01-01)"))
                .contains("make_timestamp");
    }

    @Test
    void lastRowsAreFoundBeforeAnyValueIsComputed() {
        assertThat(sql("T | where s != 'x' | top 5 by TimeGenerated"))
                .contains("ORDER BY \"TimeGenerated\" DESC");
    }

    @Test
    void rowsInTheOrderOfAValueAreFoundByIt() {
        assertThat(sql("T | top 5 by s")).doesNotContain("ORDER BY \"s\"");
        assertThat(sql("T | where a in (toscalar(T | count)) | top 5 by TimeGenerated"))
                .doesNotContain("ORDER BY \"TimeGenerated\"");
        assertThat(sql("T | take 5 | sort by TimeGenerated"))
                .doesNotContain("ORDER BY \"TimeGenerated\"");
    }
}
