package io.holdfast.keyring;

import java.time.Duration;

/// Time and threads of the keyring. Thread-safe.
public interface KeyringScheduler extends AutoCloseable {

    /// A clock that only moves forward, at the speed of time, from an arbitrary origin; unit ns.
    long nanoTime();

    /// Runs a task later, on the one thread of the scheduler; it must neither block nor throw.
    void schedule(Duration delay, Runnable task);

    /// Runs work on a thread of its own, where it may block.
    void execute(Runnable work);

    /// Stops: nothing that is scheduled runs any more.
    @Override
    void close();

    /// One platform thread for what is scheduled, virtual threads for the work, and the machine's monotonic
    /// clock.
    static KeyringScheduler system() {
        return new SystemScheduler();
    }
}
