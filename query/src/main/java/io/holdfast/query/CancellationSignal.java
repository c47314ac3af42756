package io.holdfast.query;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// Tells running work to stop: set once, never taken back. Thread-safe.
public final class CancellationSignal {
    /// An action's subscription; closing it ends it.
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    private final ReentrantLock lock = new ReentrantLock();
    /// Guarded by the lock.
    private final List<Runnable> actions = new ArrayList<>();
    /// Guarded by the lock.
    private boolean cancelled;

    /// Cancels: runs every registered action, on the calling thread, exactly once. Later calls do nothing.
    public void cancel() {
        List<Runnable> due;
        lock.lock();
        try {
            cancelled = true;
            due = List.copyOf(actions);
            actions.clear();
        } finally {
            lock.unlock();
        }
        due.forEach(Runnable::run);
    }

    /// Says whether [#cancel] was called.
    public boolean isCancelled() {
        lock.lock();
        try {
            return cancelled;
        } finally {
            lock.unlock();
        }
    }

    /// Registers an action to run at cancellation; runs it at once if that has been.
    public Registration onCancel(Runnable action) {
        // A wrapper of its own, so that registering one action twice and removing it once keeps one.
        Runnable entry = new Runnable() {
            @Override
            public void run() {
                action.run();
            }
        };
        lock.lock();
        try {
            if (!cancelled) {
                actions.add(entry);
                return () -> remove(entry);
            }
        } finally {
            lock.unlock();
        }
        action.run();
        return () -> {};
    }

    private void remove(Runnable entry) {
        lock.lock();
        try {
            actions.remove(entry);
        } finally {
            lock.unlock();
        }
    }
}
