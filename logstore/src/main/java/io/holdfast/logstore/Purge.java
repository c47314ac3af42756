package io.holdfast.logstore;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import org.duckdb.DuckDBConnection;

/// Deletes whole days of a table. Thread-safe.
///
/// First one commit takes their files out of the table, then the files are deleted: after a crash between the
/// two, files are left over that nothing reads, and the next purge deletes them. The other way round, where
/// the files were deleted without a key, the commit is made up for before anybody reads.
final class Purge {

    private final Engine engine;
    private final Flusher flusher;

    Purge(Engine engine, Flusher flusher) {
        this.engine = engine;
        this.flusher = flusher;
    }

    /// Whether the table has hot rows or files of days before one.
    boolean holdsBefore(LogTable table, LocalDate day) throws IOException, SQLException {
        return DayFolders.anyBefore(engine.folderOf(table), day) || hasHotRowsBefore(table, day);
    }

    void run(LogTable table, LocalDate before) throws IOException, SQLException {
        table.flushing.lock();
        try {
            if (hasHotRowsBefore(table, before)) {
                flusher.flush(table);
            }
            engine.loadFiles(table);
            List<DataFileEntry> gone = table.files().orElse(List.of()).stream()
                    .filter(file -> DayFolders.dayOf(file.location()).isBefore(before)).toList();
            if (!gone.isEmpty()) {
                TableRecord record = engine.catalog.table(table.uuid);
                engine.faults.reached("purge.commit.before");
                IcebergTable.load(engine.operations(table), record.columns()).orElseThrow()
                        .deleteBefore(before, record.committedLsn());
                engine.faults.reached("purge.commit.after");
                forget(table, gone);
            }
            DayFolders.deleteBefore(engine.folderOf(table), before);
            engine.faults.reached("purge.files.after");
        } finally {
            table.flushing.unlock();
        }
    }

    /// Whoever is opening a read that has the files decrypts them first.
    private void forget(LogTable table, List<DataFileEntry> gone) {
        table.remove(gone);
        table.opening.writeLock().lock();
        try {
            engine.decrypted.forget(gone);
            gone.forEach(file -> file.keyMetadata().close());
        } finally {
            table.opening.writeLock().unlock();
        }
    }

    /// For anybody: a generation that is dropped meanwhile was flushed, so that its days have folders.
    private boolean hasHotRowsBefore(LogTable table, LocalDate day) throws SQLException {
        table.flushing.lock();
        try {
            List<Generation> filled = table.generations().stream().filter(g -> g.maxLsn > 0).toList();
            return !filled.isEmpty() && anyBefore(filled, day);
        } finally {
            table.flushing.unlock();
        }
    }

    private boolean anyBefore(List<Generation> generations, LocalDate day) throws SQLException {
        DuckDBConnection connection = engine.duckDb.connect();
        try (Statement statement = connection.createStatement()) {
            for (Generation generation : generations) {
                try (ResultSet found = statement.executeQuery("SELECT 1 FROM " + generation.name + " WHERE "
                        + Sql.name(TableSchema.TIME_COLUMN) + " < TIMESTAMP '" + day + "' LIMIT 1")) {
                    if (found.next()) {
                        return true;
                    }
                }
            }
            return false;
        } finally {
            engine.duckDb.release(connection);
        }
    }
}
