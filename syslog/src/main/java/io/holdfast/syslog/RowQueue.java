package io.holdfast.syslog;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Rows between the sockets and the store: bounded by bytes, and shut while the store takes none. Thread-safe.
final class RowQueue {

    /// The most that waits, counted as the bytes of the messages.
    static final long MAX_BYTES = 16L * 1024 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition work = lock.newCondition();
    // All guarded by the lock.
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean shut;
    private boolean closed;
    private long dropped;

    private record Waiting(SyslogRow row, int bytes) {}

    /// Adds a row if there is room and the queue is open; else it is dropped and counted.
    void offer(SyslogRow row, int size) {
        lock.lock();
        try {
            if (isOpen()) {
                add(row, size);
            } else {
                dropped++;
            }
        } finally {
            lock.unlock();
        }
    }

    /// Adds a row as soon as there is room and the queue is open; once it is closed the row is dropped and
    /// counted.
    void put(SyslogRow row, int size) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && !isOpen()) {
                room.await();
            }
            if (closed) {
                dropped++;
            } else {
                add(row, size);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isOpen() {
        return !closed && !shut && bytes < MAX_BYTES;
    }

    private void add(SyslogRow row, int size) {
        waiting.add(new Waiting(row, size));
        bytes += size;
        work.signal();
    }

    /// The next rows, at least one; none once the queue is closed and empty.
    List<SyslogRow> take(int atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !closed) {
                work.await();
            }
            List<SyslogRow> taken = new ArrayList<>();
            while (taken.size() < atMost && !waiting.isEmpty()) {
                Waiting next = waiting.poll();
                bytes -= next.bytes();
                taken.add(next.row());
            }
            room.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /// While it is shut nothing comes in.
    void shut(boolean now) {
        lock.lock();
        try {
            shut = now;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits, but not once the queue is closed; answers whether it is.
    boolean closedAfter(long millis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (!closed && left > 0) {
                left = work.awaitNanos(left);
            }
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /// Lets nothing in any more; what is in it can still be taken.
    void close() {
        lock.lock();
        try {
            closed = true;
            room.signalAll();
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Counts rows that were lost after they were taken.
    void lost(int rows) {
        lock.lock();
        try {
            dropped += rows;
        } finally {
            lock.unlock();
        }
    }

    /// How many rows were dropped so far.
    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }
}
