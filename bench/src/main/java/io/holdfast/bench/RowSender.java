package io.holdfast.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/// Fills a store through its API.
final class RowSender {

    /// Some 0.75 MB of the rows that the benchmarks make.
    static final int ROWS_OF_A_CALL = 1_500;
    private static final int CONNECTIONS = 4;
    private static final int TOO_MANY = 429;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(3);
    /// A write-ahead log that has this much is empty, but for what the server says of itself.
    private static final long EMPTY_BYTES = 1 << 20;

    private RowSender() {}

    /// Sends all bodies over some connections; returns when all were taken.
    ///
    /// @param target as [StoreUnderTest#createTable] tells
    static void send(StoreUnderTest store, String target, Iterator<byte[]> bodies) throws Exception {
        send(store, bodies, body -> store.request(target, "", body));
    }

    /// Makes all calls over some connections; returns when all were taken.
    ///
    /// @param request makes what is sent
    static <T> void send(StoreUnderTest store, Iterator<T> calls, Function<T, byte[]> request)
            throws Exception {
        List<Callable<Void>> senders = Collections.nCopies(CONNECTIONS, () -> {
            try (LeanClient client = store.connect()) {
                for (Optional<T> call = next(calls); call.isPresent(); call = next(calls)) {
                    take(client, request.apply(call.get()));
                }
            }
            return null;
        });
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            for (Future<Void> sender : threads.invokeAll(senders)) {
                sender.get();
            }
        }
    }

    private static <T> Optional<T> next(Iterator<T> calls) {
        synchronized (calls) {
            return calls.hasNext() ? Optional.of(calls.next()) : Optional.empty();
        }
    }

    private static void take(LeanClient client, byte[] request) throws IOException {
        int status = client.call(request);
        while (status == TOO_MANY) {
            LockSupport.parkNanos(PAUSE_NANOS);
            status = client.call(request);
        }
        if (status / 100 != 2) {
            throw new IllegalStateException("A call was answered with " + status + ": " + client.body());
        }
    }

    /// Waits until the rows of a server are in data files.
    static void awaitFlushed(Path data) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (walBytes(data) > EMPTY_BYTES) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("The rows were not flushed");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static long walBytes(Path data) throws IOException {
        return Folders.files(data).stream().filter(file -> file.toString().endsWith(".wal"))
                .mapToLong(file -> file.toFile().length()).sum();
    }
}
