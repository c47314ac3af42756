package io.holdfast.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimingTest {

    private static final Timing TIMING = new Timing(Duration.ofMinutes(10), Duration.ofHours(1),
            Duration.ofMinutes(5));

    @Test
    void theFirstWindowCanBeRunWhenTheRuleIsEnabled() {
        Timing.Window first = TIMING.next(Optional.empty(), Results.NOON);
        assertThat(first.due()).isEqualTo(Results.NOON);
        assertThat(first.end()).isEqualTo("2026-03-01T11:55:00Z");
        assertThat(first.start()).isEqualTo("2026-03-01T10:55:00Z");
    }

    @Test
    void windowsFollowEachOtherAtTheFrequencyHoweverLateTheyRun() {
        Instant lastEnd = Instant.parse("2026-02-01T00:00:00Z");
        assertThat(TIMING.next(Optional.of(lastEnd), Results.NOON)).isEqualTo(new Timing.Window(
                Instant.parse("2026-01-31T23:10:00Z"), Instant.parse("2026-02-01T00:10:00Z"),
                Instant.parse("2026-02-01T00:15:00Z")));
    }

    @Test
    void aRestLeavesOutTheWindowsDueBeforeItsEndAndNoOther() {
        Instant end = Results.NOON;
        assertThat(TIMING.lastEndBefore(end, end)).isEqualTo(end);
        Instant until = end.plus(Duration.ofMinutes(5 + 20));
        Instant skipped = TIMING.lastEndBefore(end, until);
        assertThat(skipped).isEqualTo(end.plus(Duration.ofMinutes(10)));
        assertThat(TIMING.next(Optional.of(skipped), end).due()).isEqualTo(until);
        assertThat(TIMING.lastEndBefore(end, until.plusNanos(1))).isEqualTo(end.plus(Duration.ofMinutes(20)));
    }

    @Test
    void aPeriodShorterThanTheFrequencyWouldLeaveGaps() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Timing(Duration.ofHours(1), Duration.ofMinutes(59), Duration.ZERO));
        assertThat(new Timing(Duration.ofHours(1), Duration.ofHours(1), Duration.ZERO).period()).hasHours(1);
    }
}
