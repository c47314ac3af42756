package io.holdfast.detection;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// When a rule runs and what each run looks at.
///
/// The windows of a rule follow each other at its frequency without a gap or an overlap of their ends, however
/// late they are run: what was missed is caught up window by window.
///
/// @param frequency from the end of one window to the end of the next
/// @param period how much time a window covers
/// @param delay from the end of a window to its run, for rows that arrive late
public record Timing(Duration frequency, Duration period, Duration delay) {

    static final Duration SCHEDULED_DELAY = Duration.ofMinutes(5);
    static final Duration NRT_DELAY = Duration.ofMinutes(2);
    static final Duration NRT_FREQUENCY = Duration.ofMinutes(1);

    /// @throws IllegalArgumentException if a duration is not positive, or the period shorter than the frequency
    public Timing {
        if (frequency.compareTo(Duration.ZERO) <= 0 || period.compareTo(frequency) < 0
                || delay.isNegative()) {
            throw new IllegalArgumentException(
                    "Frequency " + frequency + ", period " + period + ", delay " + delay);
        }
    }

    /// What a run looks at.
    ///
    /// @param start first instant of the window
    /// @param end first instant after it
    /// @param due when it can be run
    public record Window(Instant start, Instant end, Instant due) {}

    /// The window after the one that ended at `lastEnd`; at first the one that can be run when the rule was enabled.
    public Window next(Optional<Instant> lastEnd, Instant enabledAt) {
        Instant end = lastEnd.map(former -> former.plus(frequency)).orElseGet(() -> enabledAt.minus(delay));
        return new Window(end.minus(period), end, end.plus(delay));
    }

    /// The end of the last window that is due before `until`, counted on from `lastEnd`: what a rule that rests until
    /// then goes on from.
    public Instant lastEndBefore(Instant lastEnd, Instant until) {
        Duration rest = Duration.between(lastEnd.plus(delay), until);
        if (rest.compareTo(Duration.ZERO) <= 0) {
            return lastEnd;
        }
        long windows = rest.minusNanos(1).dividedBy(frequency);
        return lastEnd.plus(frequency.multipliedBy(windows));
    }
}
