package io.holdfast.logstore;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.function.ToLongFunction;

/// Puts rows into hot rows and the WAL. Thread-safe.
final class Appender {

    /// Well below the largest WAL frame; the mirrored system takes 1 MB.
    static final int MAX_ROWS_BYTES = 32 << 20;

    private final Engine engine;
    private final Flusher flusher;

    Appender(Engine engine, Flusher flusher) {
        this.engine = engine;
        this.flusher = flusher;
    }

    /// Appends rows; they are on disk and visible when this returns.
    ///
    /// @param position of the rows in their source: those of a position up to which rows are there are there
    ///     already
    void append(LogTable table, byte[] rows, long position) throws IOException {
        requireArray(rows);
        if (position != WalRecord.NO_POSITION && position <= engine.wal.position()) {
            return;
        }
        flusher.awaitRoom();
        List<Column> columns = engine.catalog.table(table.uuid).columns();
        load(table, columns, rows, generation -> {
            table.awaitTurn(generation);
            return engine.wal.append(table.uuid, generation.columns.size(), position, rows);
        });
        engine.faults.reached("hot.commit.after");
    }

    /// Loads rows that are in the WAL already.
    ///
    /// @param columns those that the table had when the rows came
    void replay(LogTable table, List<Column> columns, byte[] rows, long lsn) throws IOException {
        load(table, columns, rows, generation -> lsn);
    }

    /// The rows are parsed before they are logged, so that nothing is logged that cannot be replayed, and
    /// become visible after, so that nothing is seen that could be lost.
    private void load(LogTable table, List<Column> columns, byte[] rows, ToLongFunction<Generation> log)
            throws IOException {
        try (DuckDb.Loader loader = engine.duckDb.loader()) {
            Generation generation = table.enter(columns.size(), () -> engine.newGeneration(columns));
            long lsn = 0;
            try {
                insert(loader, generation, rows);
                long logged = log.applyAsLong(generation);
                if (commit(loader)) {
                    lsn = logged;
                    flusher.added(rows.length);
                }
            } finally {
                table.leave(generation, lsn, lsn > 0 ? rows.length : 0);
            }
        } catch (SQLException e) {
            throw Failures.engine("The rows could not be loaded", e);
        }
    }

    /// False if the store is closing: the rows are in the WAL and come back with the store, so they count as
    /// taken in.
    private boolean commit(DuckDb.Loader loader) throws SQLException {
        try {
            loader.commit();
            return true;
        } catch (SQLException e) {
            if (engine.duckDb.isClosed()) {
                return false;
            }
            throw e;
        }
    }

    private static void insert(DuckDb.Loader loader, Generation generation, byte[] rows) throws IOException {
        try {
            loader.load(generation, rows);
        } catch (SQLException e) {
            throw Failures.loading(e);
        }
    }

    private static void requireArray(byte[] rows) {
        if (rows.length > MAX_ROWS_BYTES) {
            throw new LogStoreException.RowsRejected(
                    "Invalid rows: %d bytes (must be at most %d)".formatted(rows.length, MAX_ROWS_BYTES));
        }
        int start = 0;
        while (start < rows.length && isSpace(rows[start])) {
            start++;
        }
        if (start == rows.length || rows[start] != '[') {
            throw new LogStoreException.RowsRejected("Invalid rows: must be a JSON array");
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }

    /// One array of the elements of several, each of which was loaded before and so begins and ends with
    /// brackets.
    static byte[] concatenate(List<byte[]> arrays) {
        if (arrays.size() == 1) {
            return arrays.getFirst();
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] separator = "[".getBytes(StandardCharsets.US_ASCII);
        for (byte[] array : arrays) {
            int start = 0;
            while (array[start] != '[') {
                start++;
            }
            int end = array.length - 1;
            while (array[end] != ']') {
                end--;
            }
            if (!isBlank(array, start + 1, end)) {
                all.writeBytes(separator);
                all.write(array, start + 1, end - start - 1);
                separator = ",".getBytes(StandardCharsets.US_ASCII);
            }
        }
        if (all.size() == 0) {
            all.write('[');
        }
        all.write(']');
        return all.toByteArray();
    }

    private static boolean isBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isSpace(bytes[i])) {
                return false;
            }
        }
        return true;
    }
}
