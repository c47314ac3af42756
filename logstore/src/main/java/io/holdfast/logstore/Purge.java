package io.holdfast.logstore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Deletes the data files of a table that are over ([DayFolders]). Thread-safe.
///
/// First one commit takes them out of the table, then they are deleted: after a crash between the two, files
/// are left over that nothing reads, and the next purge deletes them. Where files were deleted without the
/// key, the commit is made up for before anybody reads ([#settle]).
final class Purge {

    private final Engine engine;
    private final Flusher flusher;

    Purge(Engine engine, Flusher flusher) {
        this.engine = engine;
        this.flusher = flusher;
    }

    /// Deletes what is over at a day.
    void run(LogTable table, LocalDate day) throws IOException {
        if (!DayFolders.anyOver(engine.folderOf(table), day)) {
            return;
        }
        table.flushing.lock();
        try {
            engine.loadFiles(table);
            List<DataFileEntry> gone = new ArrayList<>();
            for (DataFileEntry file : olderThan(table, day)) {
                Path path = engine.warehouse.pathOf(file.location());
                if (Files.exists(path)
                        && DayFolders.isBefore(Files.getLastModifiedTime(path).toInstant(), day)) {
                    gone.add(file);
                }
            }
            takeOut(table, gone);
            DayFolders.deleteOver(engine.folderOf(table), day);
            engine.faults.reached("purge.files.after");
        } finally {
            table.flushing.unlock();
        }
    }

    /// Makes up for what was deleted without the key: takes the files out that are gone, and deletes what is
    /// over, with the rows of the write-ahead log that are.
    void settle(LogTable table, LocalDate day) throws IOException, SQLException {
        table.flushing.lock();
        try {
            engine.loadFiles(table);
            Set<DataFileEntry> before = new HashSet<>(table.files().orElse(List.of()));
            boolean walIsOver = engine.walWritten.filter(at -> DayFolders.isBefore(at, day)).isPresent();
            if (walIsOver) {
                flusher.flush(table);
            }
            List<DataFileEntry> gone = new ArrayList<>();
            for (DataFileEntry file : olderThan(table, day)) {
                Path path = engine.warehouse.pathOf(file.location());
                boolean ofWal = walIsOver && !before.contains(file);
                if (ofWal || !Files.exists(path)
                        || DayFolders.isBefore(Files.getLastModifiedTime(path).toInstant(), day)) {
                    gone.add(file);
                }
            }
            takeOut(table, gone);
            for (DataFileEntry file : gone) {
                Files.deleteIfExists(engine.warehouse.pathOf(file.location()));
            }
            DayFolders.deleteOver(engine.folderOf(table), day);
        } finally {
            table.flushing.unlock();
        }
    }

    private static List<DataFileEntry> olderThan(LogTable table, LocalDate day) {
        return table.files().orElse(List.of()).stream()
                .filter(file -> DayFolders.dayOf(file.location()).isBefore(day)).toList();
    }

    private void takeOut(LogTable table, List<DataFileEntry> gone) {
        if (gone.isEmpty()) {
            return;
        }
        TableRecord record = engine.catalog.table(table.uuid);
        engine.faults.reached("purge.commit.before");
        IcebergTable.load(engine.operations(table), record.columns()).orElseThrow()
                .delete(gone, record.committedLsn());
        engine.faults.reached("purge.commit.after");
        table.remove(gone);
        engine.forget(table, gone);
    }
}
