package io.holdfast.logstore;

import io.holdfast.os.MemoryFile;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.duckdb.DuckDBConnection;

/// Makes one data file of several; one commit puts it in their place.
///
/// The work is done beside appends, flushes and purges; only the commit waits for those, and is not made if any
/// of the files has gone meanwhile. The replaced files stay on disk for readers of the snapshots before, until
/// [Tidying]. For one thread at a time.
final class Compaction {

    private final Engine engine;

    Compaction(Engine engine) {
        this.engine = engine;
    }

    /// Merges the files of a group, unless one of them is no longer in the table.
    ///
    /// @throws LogStoreException.Busy if DuckDB has not the memory for it now
    void run(LogTable table, SmallFiles.Group group) throws IOException {
        IcebergTable iceberg = locked(table, () -> load(table));
        List<Column> all = engine.catalog.table(table.uuid).columns();
        int fields = group.files().stream().flatMap(file -> file.fieldIds().stream())
                .mapToInt(Integer::intValue).max().orElseThrow();
        DataFile merged;
        try (HeldFiles held = new HeldFiles(engine.decrypted); MemoryFile parquet = MemoryFile.create()) {
            List<Column> columns = all.subList(0, fields);
            StoredParquet stored = copied(
                    Relations.union(columns, hold(held, table, group.files(), columns)), columns, parquet);
            merged = new DataFileWriter(iceberg, engine.random).write(stored, group.day());
        }
        try {
            engine.faults.reached("compact.encrypt.after");
            Folders.setWritten(engine.warehouse.pathOf(merged.location()), group.written());
            locked(table, () -> commit(table, group.files(), merged));
        } catch (IOException | RuntimeException e) {
            deleteUnlessCommitted(table, merged, e);
            throw e;
        }
    }

    private List<String> hold(HeldFiles held, LogTable table, List<DataFileEntry> files,
            List<Column> columns) {
        table.opening.readLock().lock();
        try {
            requireThere(table, files);
            return held.hold(table, files, new HeldFiles.Columns(columns, columns), TermCondition.NONE);
        } finally {
            table.opening.readLock().unlock();
        }
    }

    private StoredParquet copied(String relation, List<Column> columns, MemoryFile parquet)
            throws IOException {
        engine.faults.reached("compact.parquet.before");
        StoredParquet stored;
        try {
            DuckDBConnection connection = engine.duckDb.connect();
            try (Statement statement = connection.createStatement()) {
                stored = new ParquetWriter(statement, columns).write("SELECT * FROM " + relation, parquet);
            } finally {
                engine.duckDb.release(connection);
            }
        } catch (SQLException e) {
            throw Failures.engine("Small files could not be merged", e);
        }
        engine.faults.reached("compact.parquet.after");
        return stored;
    }

    private IcebergTable load(LogTable table) {
        return IcebergTable.load(engine.operations(table), engine.catalog.table(table.uuid).columns())
                .orElseThrow();
    }

    private boolean commit(LogTable table, List<DataFileEntry> files, DataFile merged) {
        requireThere(table, files);
        IcebergTable iceberg = load(table);
        engine.faults.reached("compact.commit.before");
        try {
            iceberg.replace(files, merged, engine.catalog.table(table.uuid).committedLsn());
            engine.faults.reached("compact.commit.after");
        } catch (RuntimeException e) {
            // The commit may have been made all the same: what is stored is what counts.
            table.publishAll(engine.storedFiles(table), List.of());
            throw e;
        }
        table.replace(files, DataFileEntry.of(merged, iceberg.schema()));
        engine.forget(table, files);
        return true;
    }

    /// @throws Superseded if a purge, or the end of the table, was faster
    private static void requireThere(LogTable table, List<DataFileEntry> files) {
        if (!new HashSet<>(table.files().orElse(List.of())).containsAll(files)) {
            throw new Superseded();
        }
    }

    /// The files are not in the table any more.
    static final class Superseded extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void deleteUnlessCommitted(LogTable table, DataFile merged, Exception failure) {
        try {
            boolean committed = table.files().orElse(List.of()).stream()
                    .anyMatch(file -> file.location().equals(merged.location()));
            if (!committed) {
                engine.warehouse.deleteFile(merged.location());
            }
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /// Work on the Iceberg table.
    @FunctionalInterface
    private interface Work<T> {
        T run();
    }

    private static <T> T locked(LogTable table, Work<T> work) {
        table.flushing.lock();
        try {
            return work.run();
        } finally {
            table.flushing.unlock();
        }
    }
}
