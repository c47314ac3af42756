package io.holdfast.logstore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Loads that run while the WAL is read on, some at a time. For one thread.
final class ReplayLoads implements AutoCloseable {

    /// For each thread: the one that it does, and its next one.
    private static final int LOADS_PER_THREAD = 2;

    private final ExecutorService threads;
    private final int most;
    // Oldest first.
    private final Queue<CompletableFuture<Void>> running = new ArrayDeque<>();

    /// The loading of some rows.
    @FunctionalInterface
    interface Load {
        void run() throws IOException;
    }

    ReplayLoads(int threads) {
        this.threads = Executors.newFixedThreadPool(threads,
                Thread.ofPlatform().daemon().name("logstore-replay-", 0).factory());
        this.most = threads * LOADS_PER_THREAD;
    }

    /// Starts a load, waiting for older ones where too many are under way.
    ///
    /// @throws RuntimeException what an older one threw; as [UncheckedIOException] if that was an [IOException]
    void start(Load load) {
        if (running.size() == most) {
            Failures.awaited(running.remove());
        }
        running.add(CompletableFuture.runAsync(() -> {
            try {
                load.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, threads));
    }

    /// Waits until all have ended.
    ///
    /// @throws RuntimeException as for [#start]
    void await() {
        while (!running.isEmpty()) {
            Failures.awaited(running.remove());
        }
    }

    /// Waits for all that run, whatever comes of them.
    @Override
    public void close() {
        threads.close();
    }
}
