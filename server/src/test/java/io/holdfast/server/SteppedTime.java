package io.holdfast.server;

import io.holdfast.keyring.KeyringScheduler;
import io.holdfast.keyvault.VaultTimer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Time that moves when a test says so, for a whole server: wall clock and monotonic clock together.
///
/// The keyring's work runs at once on the thread that causes it. A step runs what became due on the way once, as a
/// machine that slept would: a step of a year polls each key once. Thread-safe.
public final class SteppedTime extends Clock {

    private record Task(long dueNanos, long order, Runnable work) {}

    private Instant now;
    private long nanos = 1_000_000;
    private long order;
    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            Comparator.comparingLong(Task::dueNanos).thenComparingLong(Task::order));
    private final List<Runnable> repeated = new ArrayList<>();

    /// Time that stands at `start`.
    public SteppedTime(Instant start) {
        this.now = start;
    }

    /// The timers of one life of a process; those of the life before are forgotten.
    synchronized Timers timers() {
        tasks.clear();
        repeated.clear();
        return new Timers(Scheduler::new, Housekeeper::new, this::nanos);
    }

    /// Lets time pass.
    public void advance(Duration by) {
        List<Runnable> due = new ArrayList<>();
        synchronized (this) {
            now = now.plus(by);
            nanos += by.toNanos();
            while (!tasks.isEmpty() && tasks.peek().dueNanos() <= nanos) {
                due.add(tasks.remove().work());
            }
            due.addAll(repeated);
        }
        due.forEach(Runnable::run);
    }

    /// Sets the wall clock forth, or back, while no time passes.
    public synchronized void jump(Duration by) {
        now = now.plus(by);
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("Time is UTC here");
    }

    private synchronized long nanos() {
        return nanos;
    }

    private synchronized void add(Duration delay, Runnable work) {
        tasks.add(new Task(nanos + delay.toNanos(), order++, work));
    }

    private synchronized void repeat(Runnable work) {
        repeated.add(work);
    }

    private final class Scheduler implements KeyringScheduler {

        @Override
        public long nanoTime() {
            return nanos();
        }

        @Override
        public void schedule(Duration delay, Runnable task) {
            add(delay, task);
        }

        @Override
        public void execute(Runnable work) {
            work.run();
        }

        @Override
        public void close() {
            // The next life forgets what is scheduled.
        }
    }

    private final class Housekeeper implements VaultTimer {

        @Override
        public long nanoTime() {
            return nanos();
        }

        @Override
        public void every(Duration period, Runnable work) {
            repeat(work);
            work.run();
        }

        @Override
        public void close() {
            // The next life forgets what is repeated.
        }
    }
}
