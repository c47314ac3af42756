package io.holdfast.loganalytics;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// When rows are taken in, for readers that go by it: no row ever comes to light with a time before one that was
/// found to be settled.
///
/// A row's time is that of the beginning of its [Arrival], which ends when the row can be read. Times never go back,
/// whatever the clock does. Thread-safe.
final class Arrivals {

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    // All below guarded by the lock.
    private final Map<Arrival, Instant> open = new HashMap<>();
    private Instant latest = Instant.MIN;

    Arrivals(InstantSource clock) {
        this.clock = clock;
    }

    /// Rows on their way into a table.
    final class Arrival implements AutoCloseable {

        private final Instant time;

        private Arrival(Instant time) {
            this.time = time;
        }

        /// What the rows are stamped with, to the millisecond.
        Instant time() {
            return time;
        }

        /// The rows can be read, or are refused.
        @Override
        public void close() {
            lock.lock();
            try {
                open.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }

    /// Begins to take rows in.
    Arrival begin() {
        lock.lock();
        try {
            Arrival arrival = new Arrival(now());
            open.put(arrival, arrival.time());
            return arrival;
        } finally {
            lock.unlock();
        }
    }

    /// Whether every row that was taken in before `end` can be read, and none will be any more.
    boolean areSettled(Instant end) {
        lock.lock();
        try {
            return !now().isBefore(end) && open.values().stream().noneMatch(time -> time.isBefore(end));
        } finally {
            lock.unlock();
        }
    }

    /// From now on no row is taken in before `time`: somebody, perhaps before a restart, has read up to there.
    void notBefore(Instant time) {
        lock.lock();
        try {
            latest = time.isAfter(latest) ? time : latest;
        } finally {
            lock.unlock();
        }
    }

    /// Guarded by the lock.
    private Instant now() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        latest = now.isAfter(latest) ? now : latest;
        return latest;
    }
}
