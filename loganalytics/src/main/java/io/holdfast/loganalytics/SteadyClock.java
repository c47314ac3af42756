package io.holdfast.loganalytics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// Tells whether the wall clock runs with time: what is deleted by its word must not go because somebody set
/// it to another year. Thread-safe.
///
/// It is compared with a monotonic clock from the start on, so it is believed again as soon as it is set back,
/// or after a restart.
final class SteadyClock {

    /// The farthest that it may be from where it should be.
    static final Duration TOLERANCE = Duration.ofDays(1);

    private final InstantSource wall;
    private final LongSupplier nanos;
    private final Instant startWall;
    private final long startNanos;

    /// @param nanos a monotonic clock
    SteadyClock(InstantSource wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.startWall = wall.instant();
        this.startNanos = nanos.getAsLong();
    }

    /// How far the wall clock is from where it should be, either way.
    Duration jump() {
        Duration passed = Duration.ofNanos(nanos.getAsLong() - startNanos);
        return Duration.between(startWall.plus(passed), wall.instant()).abs();
    }

    boolean isSteady() {
        return jump().compareTo(TOLERANCE) <= 0;
    }
}
