package io.holdfast.loganalytics;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A thread that does the same work again and again, with a rest between, until it is closed. Thread-safe.
public final class Rounds implements AutoCloseable {

    private static final long CLOSING_MILLIS = 10_000;

    private final Duration rest;
    private final Runnable work;
    private final Thread worker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    // Guarded by lock.
    private boolean closed;

    /// Rounds that have not begun.
    ///
    /// @param name of the thread
    /// @param rest between the end of a round and the beginning of the next
    /// @param work one round; what it throws ends the thread
    public Rounds(String name, Duration rest, Runnable work) {
        this.rest = rest;
        this.work = work;
        this.worker = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /// Begins, with a round at once.
    public void start() {
        worker.start();
    }

    private void run() {
        lock.lock();
        try {
            while (!closed) {
                lock.unlock();
                try {
                    work.run();
                } finally {
                    lock.lock();
                }
                long left = rest.toNanos();
                while (!closed && left > 0) {
                    left = closing.awaitNanos(left);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /// Whether the work should come to its end.
    public boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /// Ends after the round that is under way, for which it waits a while.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (worker.isAlive()) {
                worker.join(CLOSING_MILLIS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
