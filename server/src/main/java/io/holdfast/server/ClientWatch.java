package io.holdfast.server;

import io.holdfast.os.TcpConnections.Connection;
import io.holdfast.rest.ClientPresence;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// Notices that clients close their connections while their requests are answered.
///
/// Nothing reads a connection in that time, so the end of its stream is not seen: the system's table of
/// connections is looked at instead, from time to time and only while somebody is watched. Where the system has
/// no such table, nobody is ever found to have gone. Thread-safe.
final class ClientWatch implements AutoCloseable {

    /// Short against the time that a query may take; the table is read in well under a millisecond.
    private static final Duration EVERY = Duration.ofMillis(250);

    private final Supplier<Optional<Set<Connection>>> table;
    private final ScheduledExecutorService timer;
    private final Set<Entry> watched = ConcurrentHashMap.newKeySet();

    /// @param table the connections that are open; empty where nobody knows
    /// @param timer is closed with this
    ClientWatch(Supplier<Optional<Set<Connection>>> table, ScheduledExecutorService timer) {
        this.table = table;
        this.timer = timer;
        // Ends with the timer; what its looks throw would end it, and they throw nothing.
        var _ = timer.scheduleWithFixedDelay(this::look, EVERY.toMillis(), EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private record Entry(Connection connection, Runnable action, AtomicBoolean ran) {

        void run() {
            if (!ran.getAndSet(true)) {
                action.run();
            }
        }
    }

    /// The presence of the client at the other end of a connection.
    ClientPresence of(Connection connection) {
        return action -> {
            Entry entry = new Entry(connection, action, new AtomicBoolean());
            watched.add(entry);
            return () -> watched.remove(entry);
        };
    }

    /// Looks once.
    void look() {
        if (watched.isEmpty()) {
            return;
        }
        Optional<Set<Connection>> open = table.get();
        if (open.isEmpty()) {
            return;
        }
        Set<Connection> there = open.get();
        List.copyOf(watched).stream()
                .filter(entry -> !there.contains(entry.connection()) && watched.remove(entry))
                .forEach(Entry::run);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
