package io.holdfast.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// A wall clock in UTC that stands still until a test moves it, with a monotonic clock beside it. Thread-safe.
public final class MovableClock extends Clock {

    private final AtomicReference<Instant> now;
    private final AtomicLong nanos = new AtomicLong();

    public MovableClock(Instant start) {
        this.now = new AtomicReference<>(start);
    }

    /// The clock is set, while no time passes.
    public void set(Instant instant) {
        now.set(instant);
    }

    /// The clock is set by so much, while no time passes.
    public void jump(Duration by) {
        now.updateAndGet(instant -> instant.plus(by));
    }

    /// Time passes.
    public void advance(Duration by) {
        jump(by);
        nanos.addAndGet(by.toNanos());
    }

    /// The monotonic clock.
    public long nanos() {
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

    /// Itself: there is one zone.
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
