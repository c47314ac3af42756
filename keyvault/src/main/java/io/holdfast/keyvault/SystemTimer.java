package io.holdfast.keyvault;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The timer of a running server.
final class SystemTimer implements VaultTimer {

    private static final Logger LOGGER = LoggerFactory.getLogger(SystemTimer.class);

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().name("vault-housekeeping").daemon().factory());

    SystemTimer() {
        timer.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void every(Duration period, Runnable work) {
        // What a task throws would end its repetition, so it is logged; the future itself tells nothing.
        var _ = timer.scheduleWithFixedDelay(() -> logged(work), 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void logged(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOGGER.atError().setCause(e).log("The housekeeping of the vaults failed; it is tried again");
        }
    }

    /// Waits for a run that has begun, since what it uses is closed next.
    @Override
    public void close() {
        timer.close();
    }
}
