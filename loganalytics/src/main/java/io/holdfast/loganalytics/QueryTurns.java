package io.holdfast.loganalytics;

import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ClientPresence;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Gives each principal its turn to query: so many at once, so many waiting, so many within 30 seconds.
///
/// Who waits comes on in the order of arrival. Thread-safe.
///
/// Source: Azure Monitor service limits, "User query throttling".
final class QueryTurns {

    /// How long a window of the rate is.
    private static final Duration WINDOW = Duration.ofSeconds(30);
    /// States of principals are dropped where they say nothing, once there are more.
    private static final int MANY_PRINCIPALS = 1_000;

    private final QueryThrottle throttle;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    /// By object id. Guarded by the lock.
    private final Map<String, Line> lines = new HashMap<>();

    /// @param nanos a monotonic clock
    QueryTurns(QueryThrottle throttle, LongSupplier nanos) {
        this.throttle = throttle;
        this.nanos = nanos;
    }

    /// A turn; closing it hands it to who waits longest.
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    /// The queries of one principal.
    private static final class Line {
        private int running;
        private final ArrayDeque<CountDownLatch> waiting = new ArrayDeque<>();
        private final ArrayDeque<Long> begun = new ArrayDeque<>();
    }

    /// Waits for a turn.
    ///
    /// @param client who leaves gives up its place
    /// @throws ApiException 429 if too many wait, came within 30 seconds, or none came on in time
    Turn take(String principal, ClientPresence client) {
        CountDownLatch mine = new CountDownLatch(1);
        lock.lock();
        try {
            Line line = lines.computeIfAbsent(principal, _ -> new Line());
            countRate(line);
            if (line.running < throttle.atOnce()) {
                line.running++;
                return () -> leave(principal);
            }
            if (line.waiting.size() >= throttle.waiting()) {
                throw refused("%d queries of this principal run and %d wait".formatted(line.running,
                        line.waiting.size()));
            }
            line.waiting.add(mine);
        } finally {
            lock.unlock();
        }
        await(principal, mine, client);
        return () -> leave(principal);
    }

    private void await(String principal, CountDownLatch mine, ClientPresence client) {
        AtomicBoolean gone = new AtomicBoolean();
        Runnable wakeUp = () -> {
            if (giveUp(principal, mine)) {
                gone.set(true);
                mine.countDown();
            }
        };
        try (ClientPresence.Watch _ = client.onGone(wakeUp)) {
            if (!mine.await(throttle.patience().toNanos(), TimeUnit.NANOSECONDS) && giveUp(principal, mine)) {
                throw refused("none of the queries of this principal ended within "
                        + throttle.patience().toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (giveUp(principal, mine)) {
                throw refused("the wait was interrupted");
            }
        }
        if (gone.get()) {
            throw refused("the client went away");
        }
    }

    private void countRate(Line line) {
        long now = nanos.getAsLong();
        while (!line.begun.isEmpty() && now - line.begun.getFirst() >= WINDOW.toNanos()) {
            line.begun.removeFirst();
        }
        if (line.begun.size() >= throttle.perWindow()) {
            throw refused("%d queries of this principal came within %d s".formatted(line.begun.size(),
                    WINDOW.toSeconds()));
        }
        if (throttle.perWindow() < Integer.MAX_VALUE) {
            line.begun.addLast(now);
        }
    }

    /// Takes a waiting query out of the line; says whether it still waited.
    private boolean giveUp(String principal, CountDownLatch waiting) {
        lock.lock();
        try {
            Line line = lines.get(principal);
            return line != null && line.waiting.remove(waiting);
        } finally {
            lock.unlock();
        }
    }

    private void leave(String principal) {
        lock.lock();
        try {
            Line line = lines.computeIfAbsent(principal, _ -> new Line());
            CountDownLatch next = line.waiting.poll();
            if (next == null) {
                line.running--;
            } else {
                next.countDown();
            }
            if (lines.size() > MANY_PRINCIPALS) {
                lines.values().removeIf(each -> each.running == 0 && each.begun.isEmpty());
            }
        } finally {
            lock.unlock();
        }
    }

    /// How many queries of a principal wait now.
    int waiting(String principal) {
        lock.lock();
        try {
            Line line = lines.get(principal);
            return line == null ? 0 : line.waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private static ApiException refused(String why) {
        return ApiError
                .of(429, "ThrottledError", "Too many queries: " + why + ". Send the query again later.")
                .withHeader("Retry-After", String.valueOf(WINDOW.toSeconds())).toException();
    }
}
