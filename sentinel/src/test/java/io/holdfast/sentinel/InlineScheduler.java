package io.holdfast.sentinel;

import io.holdfast.keyring.KeyringScheduler;
import java.time.Duration;

/// Runs the keyring's work at once, on the thread that causes it, so that what a vault pushes has happened
/// when the call returns. Nothing is ever polled.
final class InlineScheduler implements KeyringScheduler {

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        // Time stands still.
    }

    @Override
    public void execute(Runnable work) {
        work.run();
    }

    @Override
    public void close() {
        // There is nothing to stop.
    }
}
