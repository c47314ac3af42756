package io.holdfast.keyring;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/// Time that moves when a test says so; work runs at once, on the calling thread.
final class ManualScheduler implements KeyringScheduler {

    private record Task(long dueNanos, long order, Runnable work) {}

    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            Comparator.comparingLong(Task::dueNanos).thenComparingLong(Task::order));
    private long now = 1_000_000;
    private long order;
    private boolean closed;

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        tasks.add(new Task(now + delay.toNanos(), order++, task));
    }

    @Override
    public void execute(Runnable work) {
        work.run();
    }

    /// Lets time pass, running what is due on the way.
    void advance(Duration by) {
        long until = now + by.toNanos();
        while (!closed && !tasks.isEmpty() && tasks.peek().dueNanos() <= until) {
            Task task = tasks.remove();
            now = Math.max(now, task.dueNanos());
            task.work().run();
        }
        now = Math.max(now, until);
    }

    @Override
    public void close() {
        closed = true;
    }
}
