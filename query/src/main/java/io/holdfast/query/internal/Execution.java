package io.holdfast.query.internal;

import io.holdfast.query.CancellationSignal;
import io.holdfast.query.QueryException;
import io.holdfast.query.QueryLimits;
import io.holdfast.query.ScanProvider;
import io.holdfast.query.ScanSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// One execution of a query: on a thread of its own, stopped by time, cancellation or interruption.
///
/// The thread is a platform thread with a large stack, since DuckDB's planner recurses over the query on the
/// thread that calls it, and a native stack that overflows ends the process. Only address space is reserved
/// for it.
public final class Execution {
    private static final long STACK_BYTES = 256L << 20;
    /// The first may not see the functions yet, the second does.
    private static final int MAX_SESSIONS = 2;

    private final SqlQuery query;
    private final QueryLimits limits;
    private final Duration left;
    private final ResultReader reader;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicBoolean timedOut = new AtomicBoolean();
    private final AtomicReference<@Nullable Statement> statement = new AtomicReference<>();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    /// @param left what is left of the time in the limits
    /// @param reader takes the rows
    public Execution(SqlQuery query, QueryLimits limits, Duration left, ResultReader reader) {
        this.query = query;
        this.limits = limits;
        this.left = left;
        this.reader = reader;
    }

    /// Runs to the end and raises what went wrong.
    ///
    /// @throws QueryException if it was stopped or failed
    public void run(ScanProvider provider, CancellationSignal cancellation) {
        try (CancellationSignal.Registration _ = cancellation.onCancel(this::stop)) {
            Thread.ofPlatform().name("kql-query").daemon().stackSize(STACK_BYTES).start(() -> work(provider));
            await();
        }
        if (timedOut.get()) {
            throw new QueryException.TimedOut(limits);
        }
        if (cancellation.isCancelled() || stopped.get()) {
            throw new QueryException.Cancelled();
        }
        RuntimeException thrown = failure.get();
        if (thrown != null) {
            throw thrown;
        }
    }

    private void await() {
        boolean interrupted = false;
        long deadline = System.nanoTime() + left.toNanos();
        while (finished.getCount() > 0) {
            try {
                if (!finished.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
                        && !timedOut.getAndSet(true)) {
                    stop();
                    deadline = Long.MAX_VALUE;
                }
            } catch (InterruptedException _) {
                interrupted = true;
                stop();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop() {
        stopped.set(true);
        Statement running = statement.get();
        if (running != null) {
            // The driver makes whoever cancels wait until the query is planned.
            Thread.ofVirtual().name("kql-cancel").start(() -> cancel(running));
        }
    }

    private static void cancel(Statement running) {
        try {
            running.cancel();
        } catch (SQLException _) {
            // It has ended by itself.
        }
    }

    private void work(ScanProvider provider) {
        try {
            boolean done = false;
            for (int session = 0; session < MAX_SESSIONS && !done; session++) {
                done = runsInSession(provider);
            }
            if (!done) {
                failure.set(new QueryException.Internal("functions"));
            }
        } catch (SQLException e) {
            failure.set(DuckDbErrors.map(e));
        } catch (RuntimeException e) {
            failure.set(e);
        } catch (StackOverflowError _) {
            failure.set(new QueryException.Internal("stack"));
        } finally {
            finished.countDown();
        }
    }

    /// Runs the query, unless it calls functions that were made only now, which the session does not see.
    private boolean runsInSession(ScanProvider provider) throws SQLException {
        try (ScanSession session = provider.open(query.scans())) {
            DuckDBConnection connection = session.connection().unwrap(DuckDBConnection.class);
            // One row more than is returned tells whether rows are left out.
            for (long most : query.limits(limits.maxRows() + 1)) {
                SqlQuery.Text text = query.sql(session, most);
                if (text.callsJava() && !JavaFunctions.isCallable(connection)) {
                    return false;
                }
                reader.clear();
                execute(connection, text.sql());
                if (reader.rows().size() < most) {
                    break;
                }
            }
            return true;
        }
    }

    private void execute(DuckDBConnection connection, String sql) throws SQLException {
        try (Statement opened = connection.createStatement()) {
            statement.set(opened);
            // A stop before this moment found no statement to cancel.
            if (stopped.get()) {
                return;
            }
            try (ResultSet result = opened.executeQuery(sql)) {
                reader.read(result, limits.maxRows(), limits.maxResultBytes());
            }
        } finally {
            statement.set(null);
        }
    }
}
