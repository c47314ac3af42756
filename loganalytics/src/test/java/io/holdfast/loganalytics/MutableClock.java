package io.holdfast.loganalytics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// A wall clock that a test moves.
final class MutableClock extends Clock {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));

    private final AtomicLong nanos = new AtomicLong();

    /// Time passes.
    void advance(Duration by) {
        jump(by);
        nanos.addAndGet(by.toNanos());
    }

    /// The clock is set, while no time passes.
    void jump(Duration by) {
        now.updateAndGet(instant -> instant.plus(by));
    }

    /// The monotonic clock beside it.
    long nanos() {
        return nanos.get();
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
