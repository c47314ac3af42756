package io.holdfast.sentinel;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that tests move, in UTC.
final class MovableClock extends Clock {

    private final AtomicReference<Instant> now = new AtomicReference<>(SentinelProcess.NOW);

    void set(Instant instant) {
        now.set(instant);
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
