package io.holdfast.logstore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The threads that decrypt blocks: more than cores, as they wait for the disk by turns. Thread-safe.
///
/// Calls do not decrypt on their own threads, which share the processors with all other calls and would keep one
/// for as long as a large file takes. Threads that have nothing to do end.
final class DecryptionWorkers implements AutoCloseable {

    private static final int THREADS_PER_CORE = 4;
    private static final long IDLE_SECONDS = 10;
    private static final ThreadLocal<Ags1Blocks.Scratch> SCRATCH = ThreadLocal
            .withInitial(Ags1Blocks.Scratch::new);

    private final int size;
    private final ThreadPoolExecutor threads;

    /// Part of some work.
    @FunctionalInterface
    interface Task {
        /// Does it.
        ///
        /// @param scratch of the thread
        void run(Ags1Blocks.Scratch scratch) throws IOException;
    }

    DecryptionWorkers(int cores) {
        this.size = cores * THREADS_PER_CORE;
        this.threads = new ThreadPoolExecutor(size, size, IDLE_SECONDS, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("logstore-decrypt-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /// How many work at once.
    int size() {
        return size;
    }

    /// Runs all tasks, which do not wait for each other. None runs any more when this returns, or throws what
    /// one of them threw; it cannot be interrupted.
    void run(List<Task> tasks) throws IOException {
        List<CompletableFuture<Void>> running = tasks.stream()
                .map(task -> CompletableFuture.runAsync(() -> wrapping(task), threads)).toList();
        try {
            Failures.awaited(CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void wrapping(Task task) {
        Ags1Blocks.Scratch scratch = SCRATCH.get();
        try {
            task.run(scratch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            scratch.clear();
        }
    }

    /// Ends threads that have nothing to do; whoever is still at work gets it done.
    @Override
    public void close() {
        threads.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
    }
}
