package io.holdfast.keyvault;

import java.time.Duration;

/// Time and a thread for what the vaults do by themselves. Thread-safe.
public interface VaultTimer extends AutoCloseable {

    /// A clock that only moves forward, at the speed of time, from an arbitrary origin; unit ns.
    long nanoTime();

    /// Runs work now and then again and again, each time the period after it ended; it may block.
    void every(Duration period, Runnable work);

    /// Stops: nothing begins to run any more.
    @Override
    void close();

    /// One platform thread and the machine's monotonic clock.
    static VaultTimer system() {
        return new SystemTimer();
    }
}
