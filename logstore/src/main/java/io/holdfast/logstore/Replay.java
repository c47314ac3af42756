package io.holdfast.logstore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Brings the rows of the WAL that are not in Iceberg back into hot rows, when a store opens. For one
/// thread, which reads while others load.
final class Replay {

    /// Batches are as large as parsing likes best, and small against the memory that hot rows may take.
    private static final int BATCH_BYTES = 4 << 20;

    private final Engine engine;
    private final Appender appender;
    private final Flusher flusher;
    private final Function<UUID, @Nullable LogTable> tables;
    private final Map<UUID, Batch> batches = new LinkedHashMap<>();
    /// How many columns the newest rows of each table had.
    private final Map<UUID, Integer> widths = new HashMap<>();
    /// Bytes of the loads that were started since all had ended.
    private long started;

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
    void run() throws IOException {
        try (ReplayLoads loads = new ReplayLoads(engine.settings.duckDbThreads())) {
            engine.wal.replay(record -> add(record, loads));
            for (UUID uuid : List.copyOf(batches.keySet())) {
                load(uuid, loads);
            }
            loads.await();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        engine.trimWal();
    }

    private void add(WalRecord record, ReplayLoads loads) {
        LogTable table = tables.apply(record.table());
        if (table == null || record.lsn() <= engine.catalog.table(record.table()).committedLsn()) {
            // Dropped since, or in Iceberg already.
            return;
        }
        Integer loaded = widths.put(record.table(), record.columnCount());
        if (loaded != null && loaded != record.columnCount()) {
            load(record.table(), loads);
            // They go to another generation, which the rows before it must not be late for.
            await(loads);
        }
        Batch batch = batches.computeIfAbsent(record.table(), uuid -> new Batch(record.columnCount()));
        batch.arrays.add(record.rows());
        batch.bytes += record.rows().length;
        batch.lastLsn = record.lsn();
        if (batch.bytes >= BATCH_BYTES) {
            load(record.table(), loads);
        }
    }

    private void load(UUID uuid, ReplayLoads loads) {
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
        loads.start(() -> appender.replay(table, columns.subList(0, batch.columnCount),
                Appender.concatenate(batch.arrays), batch.lastLsn));
        started += batch.bytes;
        if (isFull(started)) {
            await(loads);
            if (isFull(0)) {
                flush(table);
            }
        }
    }

    /// @param loading bytes that may not count as hot yet
    private boolean isFull(long loading) {
        return engine.hotBytes.get() + loading >= engine.hotBytesBeforeFlush;
    }

    private void await(ReplayLoads loads) {
        loads.await();
        started = 0;
    }

    private void flush(LogTable table) {
        try {
            flusher.flush(table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw Failures.engine("Rows could not be flushed", e);
        }
    }
}
