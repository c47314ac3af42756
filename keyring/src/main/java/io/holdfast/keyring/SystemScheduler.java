package io.holdfast.keyring;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The scheduler of a running server.
final class SystemScheduler implements KeyringScheduler {

    private static final Logger LOGGER = LoggerFactory.getLogger(SystemScheduler.class);

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().name("keyring-scheduler").daemon().factory());

    SystemScheduler() {
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        try {
            // What a task throws would be lost in the future, so it is logged here; the future itself tells
            // nothing.
            var _ = timer.schedule(() -> logged(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOGGER.atDebug().log("The keyring is closing; nothing more is scheduled");
        }
    }

    @Override
    public void execute(Runnable work) {
        Thread.ofVirtual().name("keyring-work").start(() -> logged(work));
    }

    private static void logged(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOGGER.atError().setCause(e).log("A task of the keyring failed");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
