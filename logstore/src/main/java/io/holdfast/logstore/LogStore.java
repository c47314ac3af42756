package io.holdfast.logstore;

import io.holdfast.crypto.SealingKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// The encrypted log store of one dedicated cluster, open while its account key is at hand. Thread-safe.
@SuppressWarnings("DoNotCallSuggester")
public final class LogStore implements AutoCloseable {

    private LogStore() {}

    /// Opens the store in its folder, or makes it, and replays the WAL.
    ///
    /// @param accountKey the cluster's account key; the store owns it and zeroes it when closed or if this fails
    /// @throws LogStoreException.Corrupt if what is stored was altered or is under another key
    /// @throws LogStoreException.Storage if the folder cannot be used or another process uses it
    public static LogStore open(LogStoreSettings settings, SealingKey accountKey, Clock clock,
            SecureRandom random) {
        return open(settings, accountKey, clock, random, FaultPoints.NONE);
    }

    /// Opens the store, telling `faultPoints` of the steps of writing.
    public static LogStore open(LogStoreSettings settings, SealingKey accountKey, Clock clock,
            SecureRandom random, FaultPoints faultPoints) {
        throw notYet();
    }

    /// Makes a table; does nothing if it exists with the same schema.
    ///
    /// @throws LogStoreException.SchemaConflict if it exists with another
    public void createTable(TableId id, TableSchema schema) {
        throw notYet();
    }

    /// Adds columns at the end; rows already there have no value in them. Columns that exist alike are left.
    ///
    /// @throws LogStoreException.NotFound if there is no such table
    /// @throws LogStoreException.SchemaConflict if a column exists with another type, or its name differs in case only
    public void addColumns(TableId id, List<Column> columns) {
        throw notYet();
    }

    /// The schema of a table, if there is one.
    public Optional<TableSchema> schema(TableId id) {
        throw notYet();
    }

    /// The tables of a workspace, ordered by name.
    public List<TableId> tables(String workspaceId) {
        throw notYet();
    }

    /// Appends rows; when it returns they are on disk, in the WAL, and visible to every read opened from now on.
    ///
    /// @param rowsJsonArray UTF-8 JSON: an array of objects, keys being column names. Keys that are no column are
    /// ignored, absent ones are null; `TimeGenerated` must be there. Datetime is ISO 8601 with `Z`, finer digits than
    /// microseconds are cut; timespan a number of ticks of 100 ns; decimal and guid strings; dynamic any JSON value
    /// @throws LogStoreException.NotFound if there is no such table
    /// @throws LogStoreException.RowsRejected if the rows do not fit; nothing is kept of them
    /// @throws LogStoreException.Busy if flushing does not keep up; nothing is kept of them
    /// @throws LogStoreException.Storage if writing failed; the rows may or may not be there after a restart
    /// @throws LogStoreException.Closed if the store was closed
    public void append(TableId id, byte[] rowsJsonArray) {
        throw notYet();
    }

    /// Moves all hot rows of this moment to Iceberg; returns when that is committed.
    public void flush() {
        throw notYet();
    }

    /// Opens a consistent view of some tables.
    ///
    /// @throws LogStoreException.NotFound if a table or column does not exist
    /// @throws LogStoreException.Corrupt if a file that is needed was altered
    /// @throws LogStoreException.OverBudget if the files needed do not fit the cache
    public ReadSession read(List<TableRead> reads) {
        throw notYet();
    }

    /// Deletes a table with its rows; does nothing if there is none. Open reads of it go on.
    public void dropTable(TableId id) {
        throw notYet();
    }

    /// Deletes all tables of a workspace.
    public void dropWorkspace(String workspaceId) {
        throw notYet();
    }

    /// Cancels running queries, closes DuckDB, drops all decrypted data and zeroes the keys, within half a second.
    /// Hot rows are not flushed: they are in the WAL.
    @Override
    public void close() {
        throw notYet();
    }

    private static IllegalStateException notYet() {
        return new IllegalStateException("The log store is being built");
    }
}
