package io.holdfast.cli;

import java.util.concurrent.locks.ReentrantLock;

/// Something that is done once: when closed, or else when the process is told to end. Thread-safe: whoever
/// comes second waits until it is done.
public final class ExitAction implements AutoCloseable {

    private final ReentrantLock lock = new ReentrantLock();
    private final Thread hook;
    // Guarded by lock.
    private final Runnable action;
    private boolean done;

    private ExitAction(String name, Runnable action) {
        this.action = action;
        this.hook = Thread.ofPlatform().name(name).unstarted(this::runOnce);
    }

    /// Registers the action.
    public static ExitAction register(String name, Runnable action) {
        ExitAction registered = new ExitAction(name, action);
        Runtime.getRuntime().addShutdownHook(registered.hook);
        return registered;
    }

    private void runOnce() {
        lock.lock();
        try {
            if (!done) {
                done = true;
                action.run();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Does it now, if it is not done.
    @Override
    public void close() {
        runOnce();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook finds nothing left to do.
        }
    }
}
