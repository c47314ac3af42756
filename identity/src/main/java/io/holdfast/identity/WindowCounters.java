package io.holdfast.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Counts events by name, each within a window that its first event begins. Thread-safe.
final class WindowCounters {

    static final Duration WINDOW = Duration.ofMinutes(1);

    /// The most counters that are kept; the one not touched for longest gives way.
    private static final int MAX_COUNTERS = 10_000;

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock.
    private final Map<String, Counter> counters = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Counter> eldest) {
            return size() > MAX_COUNTERS;
        }
    };

    WindowCounters(InstantSource clock) {
        this.clock = clock;
    }

    private record Counter(int events, Instant ends) {}

    /// How long until the name's window is over, if it has had `limit` events; empty otherwise.
    Optional<Duration> left(String name, int limit) {
        lock.lock();
        try {
            Instant now = clock.instant();
            return Optional.ofNullable(counters.get(name))
                    .filter(counter -> counter.events() >= limit && now.isBefore(counter.ends()))
                    .map(counter -> Duration.between(now, counter.ends()));
        } finally {
            lock.unlock();
        }
    }

    void count(String name) {
        lock.lock();
        try {
            Instant now = clock.instant();
            counters.merge(name, new Counter(1, now.plus(WINDOW)), (old, fresh) -> now.isBefore(old.ends())
                    ? new Counter(old.events() + 1, old.ends())
                    : fresh);
        } finally {
            lock.unlock();
        }
    }

    void forget(String name) {
        lock.lock();
        try {
            counters.remove(name);
        } finally {
            lock.unlock();
        }
    }
}
