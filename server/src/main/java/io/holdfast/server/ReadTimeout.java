package io.holdfast.server;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Ends reading from clients that send nothing for too long: the web server's own setting has no effect on its
/// connections. Thread-safe.
final class ReadTimeout {

    private final Duration most;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

    /// @param most how long a read may take, and up to a quarter more
    /// @param timer looks from time to time, until it is closed
    ReadTimeout(Duration most, ScheduledExecutorService timer) {
        this.most = most;
        long every = most.toMillis() / 4;
        var _ = timer.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
    }

    /// A read that goes on; a thread reads one thing at a time.
    private record Waiting(Thread thread, long sinceNanos) {}

    /// What reads from the client of a connection that nothing was read from yet.
    DataReader reader(ConnectionContext connection) {
        return DataReader.create(() -> timed(() -> connection.serverSocket().get()));
    }

    private byte[] timed(Supplier<byte[]> read) {
        Waiting mine = new Waiting(Thread.currentThread(), System.nanoTime());
        waiting.add(mine);
        try {
            byte[] data = read.get();
            if (!waiting.remove(mine)) {
                // What came at the last moment came too late, as this thread is interrupted.
                throw new CloseConnectionException("The client sent nothing for too long");
            }
            return data;
        } catch (UncheckedIOException e) {
            throw new ServerConnectionException("Reading from the client failed", e);
        } finally {
            waiting.remove(mine);
        }
    }

    private void look() {
        long now = System.nanoTime();
        for (Waiting read : List.copyOf(waiting)) {
            if (now - read.sinceNanos() > most.toNanos() && waiting.remove(read)) {
                read.thread().interrupt();
            }
        }
    }
}
