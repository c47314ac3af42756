package io.holdfast.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Counts failed attempts and says who has to wait: after [#MAX_FAILURES] of one client from one address
/// within [#WINDOW], and after [#MAX_FAILURES_OF_ADDRESS] of one address, until the window that the first
/// began is over.
///
/// Secrets have 256 random bits, so this is not about guessing: it bounds the work that strangers can cause,
/// and shows a wrong configuration early. Thread-safe.
final class FailureLimiter {

    static final int MAX_FAILURES = 10;
    static final int MAX_FAILURES_OF_ADDRESS = 300;
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

    FailureLimiter(InstantSource clock) {
        this.clock = clock;
    }

    /// How long the client has to wait; empty if it may try.
    Optional<Duration> wait(String address, String clientId) {
        lock.lock();
        try {
            Instant now = clock.instant();
            return left(client(address, clientId), MAX_FAILURES, now)
                    .or(() -> left(address, MAX_FAILURES_OF_ADDRESS, now));
        } finally {
            lock.unlock();
        }
    }

    private Optional<Duration> left(String key, int limit, Instant now) {
        return Optional.ofNullable(counters.get(key))
                .filter(counter -> counter.failures() >= limit && now.isBefore(counter.ends()))
                .map(counter -> Duration.between(now, counter.ends()));
    }

    void failed(String address, String clientId) {
        lock.lock();
        try {
            Instant now = clock.instant();
            count(client(address, clientId), now);
            count(address, now);
        } finally {
            lock.unlock();
        }
    }

    private void count(String key, Instant now) {
        counters.merge(key, new Counter(1, now.plus(WINDOW)), (old, fresh) -> now.isBefore(old.ends())
                ? new Counter(old.failures() + 1, old.ends())
                : fresh);
    }

    void succeeded(String address, String clientId) {
        lock.lock();
        try {
            counters.remove(client(address, clientId));
        } finally {
            lock.unlock();
        }
    }

    private static String client(String address, String clientId) {
        return address + " " + clientId;
    }

    private record Counter(int failures, Instant ends) {}
}
