package io.holdfast.logstore;

import java.sql.Connection;

/// A consistent view of some tables: each row acknowledged before it was opened, exactly once, and perhaps
/// rows acknowledged while it was being opened. It runs in one DuckDB transaction. Used by one thread at a
/// time; closing it, or the store, from another thread cancels what runs.
public interface ReadSession extends AutoCloseable {

    /// The connection to query with. The session owns it and closes it; its settings are locked, but
    /// for the number of threads, which is not the reader's to change.
    ///
    /// A store that closes meanwhile interrupts it: statements then fail with an `SQLException`.
    Connection connection();

    /// SQL text to stand after `FROM`: a parenthesised query with exactly the wanted columns of the read, of
    /// the types that [ColumnType#duckDbType] names, any of them null where a row has no value.
    ///
    /// @param index into the list that the session was opened with
    String relation(int index);

    /// Cancels what runs, closes the connection and gives back what was pinned.
    @Override
    void close();
}
