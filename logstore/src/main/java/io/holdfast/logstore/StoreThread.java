package io.holdfast.logstore;

import java.time.Duration;

/// A thread of a store's own: a daemon that works from its start until its work returns. Thread-safe.
final class StoreThread {

    private final Thread thread;

    StoreThread(String name, Runnable work) {
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(work);
    }

    void start() {
        thread.start();
    }

    /// Waits for the thread to end, so long at most; not at all if it was never started.
    void awaitEnd(Duration atMost) {
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            thread.join(atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
