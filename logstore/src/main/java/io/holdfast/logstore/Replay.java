package io.holdfast.logstore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Brings the rows of the WAL that are not in Iceberg back into hot rows, when a store opens. For one
/// thread.
final class Replay {

    /// Batches are as large as parsing likes best, and small against the memory that hot rows may take.
    private static final int BATCH_BYTES = 4 << 20;

    private final Engine engine;
    private final Appender appender;
    private final Flusher flusher;
    private final Function<UUID, @Nullable LogTable> tables;
    private final Map<UUID, Batch> batches = new LinkedHashMap<>();

    /// Rows of one table with the same columns.
    private static final class Batch {
        private final int columnCount;
        private final List<byte[]> arrays = new ArrayList<>();
        private long bytes;
        private long lastLsn;

        Batch(int columnCount) {
            this.columnCount = columnCount;
        }
    }

    Replay(Engine engine, Appender appender, Flusher flusher, Function<UUID, @Nullable LogTable> tables) {
        this.engine = engine;
        this.appender = appender;
        this.flusher = flusher;
        this.tables = tables;
    }

    /// @throws LogStoreException.Corrupt if the WAL is not what was written
    void run() throws IOException, SQLException {
        try {
            engine.wal.replay(this::add);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (UUID uuid : List.copyOf(batches.keySet())) {
            load(uuid);
        }
        engine.trimWal();
    }

    private void add(WalRecord record) {
        LogTable table = tables.apply(record.table());
        if (table == null || record.lsn() <= engine.catalog.table(record.table()).committedLsn()) {
            // Dropped since, or in Iceberg already.
            return;
        }
        try {
            Batch batch = batches.get(record.table());
            if (batch != null && batch.columnCount != record.columnCount()) {
                load(record.table());
                batch = null;
            }
            if (batch == null) {
                batch = new Batch(record.columnCount());
                batches.put(record.table(), batch);
            }
            batch.arrays.add(record.rows());
            batch.bytes += record.rows().length;
            batch.lastLsn = record.lsn();
            if (batch.bytes >= BATCH_BYTES) {
                load(record.table());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void load(UUID uuid) throws IOException {
        Batch batch = batches.remove(uuid);
        LogTable table = tables.apply(uuid);
        if (batch == null || table == null) {
            return;
        }
        List<Column> columns = engine.catalog.table(uuid).columns();
        if (batch.columnCount > columns.size()) {
            throw new LogStoreException.Corrupt("The WAL has rows of columns that the table does not have",
                    null);
        }
        byte[] rows = Appender.concatenate(batch.arrays);
        appender.replay(table, columns.subList(0, batch.columnCount), rows, batch.lastLsn);
        if (engine.hotBytes.get() >= engine.hotBytesBeforeFlush) {
            try {
                flusher.flush(table);
            } catch (SQLException e) {
                throw Failures.engine("Rows could not be flushed", e);
            }
        }
    }
}
