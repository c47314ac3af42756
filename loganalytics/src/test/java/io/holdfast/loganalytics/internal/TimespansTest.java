package io.holdfast.loganalytics.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.query.TimeRange;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimespansTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({"P1D, 2026-02-28T12:00:00Z", "PT90M, 2026-03-01T10:30:00Z", "P1DT1H, 2026-02-28T11:00:00Z",
            "P1M, 2026-02-01T12:00:00Z", "P1Y2M, 2025-01-01T12:00:00Z", "p7d, 2026-02-22T12:00:00Z",
            "P2W, 2026-02-15T12:00:00Z"})
    void aDurationReachesBackFromNow(String text, Instant start) {
        assertThat(Timespans.parse(text, NOW)).contains(new TimeRange(start, Instant.MAX));
    }

    @ParameterizedTest
    @CsvSource({"2026-01-01T00:00:00Z/2026-01-02T00:00:00Z, 2026-01-01T00:00:00Z, 2026-01-02T00:00:00Z",
            "2026-01-01/P1D, 2026-01-01T00:00:00Z, 2026-01-02T00:00:00Z",
            "PT1H/2026-01-01T01:00+01:00, 2025-12-31T23:00:00Z, 2026-01-01T00:00:00Z"})
    void anIntervalHasTwoTimesOrATimeAndADuration(String text, Instant start, Instant end) {
        assertThat(Timespans.parse(text, NOW)).contains(new TimeRange(start, end));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1d", "P", "PT", "yesterday", "2026-01-01", "a/b", "P1D/P1D", "2026-01-01/",
            "2026-01-01/2026-01-02/2026-01-03", "P999999999Y", "PT99999999999999999999H"})
    void anythingElseIsNone(String text) {
        assertThat(Timespans.parse(text, NOW)).isEmpty();
    }

    @Test
    void whatIsTooLongIsNone() {
        assertThat(Timespans.parse("P" + "1".repeat(100_000) + "D", NOW)).isEmpty();
    }

    @Test
    void timesBeyondTheCalendarOfRowsAreNoBounds() {
        assertThat(Timespans.parse(OffsetDateTime.MIN + "/" + OffsetDateTime.MAX, NOW))
                .contains(TimeRange.UNBOUNDED);
    }
}
