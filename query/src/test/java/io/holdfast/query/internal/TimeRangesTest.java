package io.holdfast.query.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.query.TableScan;
import io.holdfast.query.TimeRange;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeRangesTest {
    private static final TimeRange DAY = new TimeRange(Instant.parse("2026-01-01T00:00:00Z"),
            Instant.parse("2026-01-02T00:00:00Z"));

    private static List<TimeRange> ranges(String kql) {
        String day = "(TimeGenerated >= datetime(2026-01-01) and TimeGenerated < datetime(2026-01-02))";
        return new SqlQuery(Rewritten.bound(kql.replace("DAY", day))).scans().stream()
                .map(TableScan::timeRange).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"T | where DAY", "T | where a > 1 | extend b = 1 | where s has 'x' and DAY",
            "T | sort by a | where DAY", "T | mv-expand d | where DAY", "(union T, T) | where DAY | take 1",
            "T | where DAY | join kind=inner (T | where DAY) on a",
            "T | where DAY | join kind=leftouter (T | where DAY | summarize count() by a) on a",
            "T | where DAY or (DAY and a > 1)", "T | project t = TimeGenerated, a | where t >="
                    + " datetime(2026-01-01) and datetime(2026-01-02) > t"})
    void boundOnTimeReachesTheScan(String kql) {
        assertThat(ranges(kql)).isNotEmpty().allMatch(DAY::equals);
    }

    @ParameterizedTest
    @ValueSource(strings = {"T | take 5 | where DAY", "T | where DAY or a > 1", "T | where not(DAY)",
            "T | summarize TimeGenerated = max(TimeGenerated) by a | where DAY",
            "T | serialize n = row_number() | where DAY", "T | top 5 by a | where DAY",
            "T | extend TimeGenerated = Seen | where DAY",
            "T | summarize arg_max(a, TimeGenerated) by s | where DAY",
            "T | extend p = prev(a) | where DAY"})
    void boundOnTimeDoesNotPassWhatLooksAtOtherRows(String kql) {
        assertThat(ranges(kql.replace("T | extend p", "T | serialize | extend p"))).isNotEmpty()
                .allMatch(TimeRange.UNBOUNDED::equals);
    }
}
