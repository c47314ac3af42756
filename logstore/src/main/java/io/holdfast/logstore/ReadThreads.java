package io.holdfast.logstore;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.duckdb.DuckDBConnection;

/// The threads that DuckDB has besides those of its callers: there while somebody reads. Thread-safe.
///
/// Who loads or writes does not want them: a caller of DuckDB that waits for one of them does so with a whole core,
/// and many callers load at once as it is.
final class ReadThreads {

    /// Reads often follow each other, and whoever ends the threads waits for what they are at.
    static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final DuckDb duckDb;
    private final int threads;
    private final LongSupplier nanoTime;
    // All below guarded by `this`.
    private final Set<DuckDBConnection> readers = new HashSet<>();
    private boolean there;
    private long lastRead;

    /// @param threads of a read, its caller's among them
    /// @param nanoTime as of [System#nanoTime]
    ReadThreads(DuckDb duckDb, int threads, LongSupplier nanoTime) {
        this.duckDb = duckDb;
        this.threads = threads;
        this.nanoTime = nanoTime;
    }

    /// Before a connection reads.
    synchronized void begin(DuckDBConnection reader) throws SQLException {
        if (!there) {
            set(threads);
            there = true;
        }
        readers.add(reader);
    }

    /// Once a connection is closed, whether it was there to read or not.
    synchronized void end(DuckDBConnection connection) {
        if (readers.remove(connection)) {
            lastRead = nanoTime.getAsLong();
        }
    }

    /// Before a flush or a merge: ends the threads, unless somebody reads or did so just before.
    synchronized void endUnlessRead() throws SQLException {
        if (there && readers.isEmpty() && nanoTime.getAsLong() - lastRead > LINGER_NANOS) {
            set(1);
            there = false;
        }
    }

    private void set(int count) throws SQLException {
        duckDb.execute("SET GLOBAL threads = " + count);
    }
}
