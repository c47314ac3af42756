package io.holdfast.sentinel;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Threads that run rules beside each other, so that one whose query is slow does not hold up all others; no rule runs
/// beside itself. What is given first begins first. Thread-safe.
final class RuleWorkers implements AutoCloseable {

    /// Two at least, as one may be busy for long; so many at most, as queries share the memory of their store.
    private static final int THREADS = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);
    private static final long CLOSING_SECONDS = 10;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS,
            Thread.ofVirtual().name("detection-rules-", 0).factory());
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    // Guarded by lock: the rules that wait or run. It bounds the queue.
    private final Set<Key> taken = new HashSet<>();
    // Guarded by lock.
    private long given;
    // Guarded by lock: what ended runs, by workspace.
    private final Map<String, RuntimeException> failures = new HashMap<>();

    private record Key(String workspace, String rule) {}

    /// The rules of a workspace that wait or run.
    Set<String> taken(String workspace) {
        lock.lock();
        try {
            Set<String> rules = new HashSet<>();
            taken.stream().filter(key -> key.workspace().equals(workspace)).map(Key::rule)
                    .forEach(rules::add);
            return rules;
        } finally {
            lock.unlock();
        }
    }

    /// Runs a rule that is not taken, once a thread is free.
    void run(String workspace, String rule, Runnable run) {
        Key key = new Key(workspace, rule);
        lock.lock();
        try {
            taken.add(key);
            given++;
        } finally {
            lock.unlock();
        }
        threads.execute(() -> {
            RuntimeException failure = null;
            try {
                run.run();
            } catch (RuntimeException e) {
                failure = e;
            } finally {
                ended(key, failure);
            }
        });
    }

    private void ended(Key key, @Nullable RuntimeException failure) {
        lock.lock();
        try {
            if (failure != null) {
                failures.putIfAbsent(key.workspace(), failure);
            }
            taken.remove(key);
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Throws, once, what ended a run of a workspace's rules since the last call.
    void rethrow(String workspace) {
        RuntimeException failure;
        lock.lock();
        try {
            failure = failures.remove(workspace);
        } finally {
            lock.unlock();
        }
        if (failure != null) {
            throw failure;
        }
    }

    /// How many runs were given so far.
    long given() {
        lock.lock();
        try {
            return given;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until no rule waits or runs.
    void awaitIdle() {
        lock.lock();
        try {
            while (!taken.isEmpty()) {
                idle.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits a while for what runs.
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
