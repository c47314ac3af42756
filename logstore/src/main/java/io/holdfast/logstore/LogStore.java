package io.holdfast.logstore;

import io.holdfast.crypto.SealingKey;
import io.holdfast.records.ChangeAnchor;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/// The encrypted log store of one dedicated cluster, open while its account key is at hand. Thread-safe.
public final class LogStore implements AutoCloseable {

    private final Engine engine;
    private final Map<TableId, LogTable> tables = new ConcurrentHashMap<>();
    private final ReentrantLock structure = new ReentrantLock();
    private final Flusher flusher;
    private final Appender appender;
    private final Reader reader;
    private final Purge purge;
    private final Upkeep upkeep;
    private final SecureRandom random;
    private static final Duration BRIEFLY = Duration.ofMillis(100);
    private static final Duration PATIENTLY = Duration.ofSeconds(30);

    private final AtomicBoolean closed = new AtomicBoolean();
    // Set before the store is shared.
    private BiConsumer<TableId, UUID> beforeTable = (id, uuid) -> {};

    private LogStore(Engine engine, SecureRandom random) {
        this.engine = engine;
        this.random = random;
        this.flusher = new Flusher(engine, tables::values);
        this.appender = new Appender(engine, flusher);
        this.reader = new Reader(engine, this::require);
        this.purge = new Purge(engine, flusher);
        this.upkeep = new Upkeep(engine, tables::values);
    }

    /// Opens the store in its folder, or makes it, and replays the WAL.
    ///
    /// @param accountKey the cluster's account key; the store owns it and zeroes it when closed or if this
    ///     fails
    /// @throws LogStoreException.Corrupt if what is stored was altered or is under another key
    /// @throws LogStoreException.Storage if the folder cannot be used or another process uses it
    public static LogStore open(LogStoreSettings settings, SealingKey accountKey, Clock clock,
            SecureRandom random) {
        return open(settings, accountKey, LogStoreEnvironment.of(clock, random));
    }

    /// Opens the store, telling `faults` of the steps of writing.
    public static LogStore open(LogStoreSettings settings, SealingKey accountKey, Clock clock,
            SecureRandom random, FaultPoints faults) {
        return open(settings, accountKey, new LogStoreEnvironment(clock, random, faults, ChangeAnchor.NONE,
                MemoryBudget.UNBOUNDED));
    }

    /// The same with all that a store can be given.
    ///
    /// @throws LogStoreException.Corrupt also if the anchor knows of later changes than the folder
    public static LogStore open(LogStoreSettings settings, SealingKey accountKey,
            LogStoreEnvironment environment) {
        LogStore store;
        try {
            store = new LogStore(new Engine(settings, accountKey, environment), environment.random());
        } catch (IOException | RuntimeException e) {
            accountKey.close();
            throw Failures.reading("The log store", e);
        }
        try {
            store.start();
            return store;
        } catch (IOException | RuntimeException e) {
            store.close();
            throw Failures.reading("The log store", e);
        }
    }

    /// Deletes the store in a folder if it holds no rows; afterwards the folder is as if there had never
    /// been
    /// one, also after a crash at any moment.
    ///
    /// @param accountKey as for [#open]
    /// @return false if it holds rows; then it is left as it is
    public static boolean discardIfEmpty(LogStoreSettings settings, SealingKey accountKey, Clock clock,
            SecureRandom random) {
        LogStore opened;
        try (LogStore store = open(settings, accountKey, clock, random)) {
            opened = store;
            if (!store.isEmpty()) {
                return false;
            }
        }
        opened.awaitQuiet();
        try {
            Folders.take(settings.folder());
            return true;
        } catch (IOException e) {
            throw Failures.writing("The empty log store could not be deleted", e);
        }
    }

    /// Whether it holds no rows, hot or flushed. Appends that are under way may not count yet.
    public boolean isEmpty() {
        return guarded("The store could not be looked through",
                () -> tables.values().stream().allMatch(table -> table.hotBytes() == 0
                        && engine.catalog.find(table.uuid).stream().allMatch(r -> r.metadata() == null)));
    }

    private void start() throws IOException {
        engine.deleteFormerTables();
        for (TableRecord record : engine.catalog.tables()) {
            tables.put(record.id(), newTable(record));
        }
        Map<UUID, LogTable> byUuid = new ConcurrentHashMap<>();
        tables.values().forEach(table -> byUuid.put(table.uuid, table));
        new Replay(engine, appender, flusher, byUuid::get).run();
        flusher.start();
        upkeep.start();
    }

    private LogTable newTable(TableRecord record) {
        return new LogTable(record.id(), record.uuid(), TableKey.derive(engine.accountKey, record.uuid()));
    }

    /// Makes a table; does nothing if it exists with the same schema.
    ///
    /// @throws LogStoreException.SchemaConflict if it exists with another
    public void createTable(TableId id, TableSchema schema) {
        guarded("The table could not be made", () -> {
            structure.lock();
            try {
                Optional<TableSchema> found = schemaOf(id);
                if (found.isEmpty()) {
                    TableRecord record = TableRecord.create(id,
                            new UUID(random.nextLong(), random.nextLong()), schema);
                    beforeTable.accept(id, record.uuid());
                    engine.catalog.put(record);
                    tables.put(id, newTable(record));
                } else if (!found.get().equals(schema)) {
                    throw new LogStoreException.SchemaConflict(
                            "Table " + id.table() + " exists with another schema");
                }
            } finally {
                structure.unlock();
            }
            return id;
        });
    }

    /// Tells of every table that there is, and, before it is made, of every one that will be: its name,
    /// and the
    /// UUID by which [#purgeDark] finds it. To be called before anybody else has the store.
    public void tellOfTables(BiConsumer<TableId, UUID> listener) {
        tables.values().forEach(table -> listener.accept(table.id, table.uuid));
        beforeTable = listener;
    }

    /// Adds columns at the end; rows already there have no value in them. Columns that exist alike are
    /// left.
    ///
    /// @throws LogStoreException.NotFound if there is no such table
    /// @throws LogStoreException.SchemaConflict if a column exists with another type, or its name differs
    ///     in
    ///     case only
    public void addColumns(TableId id, List<Column> columns) {
        guarded("The columns could not be added", () -> {
            LogTable table = require(id);
            engine.catalog.update(table.uuid, record -> record.withColumns(grown(record.columns(), columns)));
            table.rotate();
            return id;
        });
    }

    private static List<Column> grown(List<Column> present, List<Column> added) {
        List<Column> all = new ArrayList<>(present);
        added.stream().filter(c -> !all.contains(c)).forEach(all::add);
        try {
            return new TableSchema(all).columns();
        } catch (IllegalArgumentException e) {
            throw new LogStoreException.SchemaConflict(String.valueOf(e.getMessage()));
        }
    }

    /// The schema of a table, if there is one.
    public Optional<TableSchema> schema(TableId id) {
        return guarded("The schema could not be read", () -> schemaOf(id));
    }

    private Optional<TableSchema> schemaOf(TableId id) {
        return Optional.ofNullable(tables.get(id)).flatMap(t -> engine.catalog.find(t.uuid))
                .map(TableRecord::schema);
    }

    /// The tables of a workspace, ordered by name.
    public List<TableId> tables(String workspaceId) {
        return guarded("The tables could not be listed",
                () -> tables.keySet().stream().filter(id -> id.workspaceId().equals(workspaceId))
                        .sorted(Comparator.comparing(TableId::table)).toList());
    }

    /// Appends rows; when it returns they are on disk, in the WAL, and visible to every read opened from
    /// now
    /// on.
    ///
    /// @param rowsJsonArray UTF-8 JSON: an array of objects, keys being column names. Keys that are no
    ///     column
    ///     are ignored, absent ones are null; `TimeGenerated` must be there. Datetime is ISO 8601 with `Z`,
    ///     finer digits than microseconds are cut; timespan a number of ticks of 100 ns; decimal and guid
    ///     strings; dynamic any JSON value
    /// @throws LogStoreException.NotFound if there is no such table
    /// @throws LogStoreException.RowsRejected if the rows do not fit; nothing is kept of them
    /// @throws LogStoreException.Busy if flushing does not keep up; nothing is kept of them
    /// @throws LogStoreException.Storage if writing failed; the rows may or may not be there after a
    ///     restart
    /// @throws LogStoreException.Closed if the store was closed
    public void append(TableId id, byte[] rowsJsonArray) {
        guarded("The rows could not be written", () -> {
            appender.append(require(id), rowsJsonArray, WalRecord.NO_POSITION);
            return id;
        });
    }

    /// The same for rows of a source that may bring them again after a crash: they are taken once.
    ///
    /// @param position in the source, from 1, ever larger; the store has one such source, which appends one
    ///     after the other. Rows of a position up to which it has rows are left out, their table dropped or
    ///     not
    public void appendOnce(TableId id, byte[] rowsJsonArray, long position) {
        if (position <= WalRecord.NO_POSITION) {
            throw new IllegalArgumentException("Invalid position: " + position + " (must be 1 or more)");
        }
        guarded("The rows could not be written", () -> {
            appender.append(require(id), rowsJsonArray, position);
            return id;
        });
    }

    /// Moves all hot rows of this moment to Iceberg; returns when that is committed.
    public void flush() {
        guarded("Rows could not be flushed", () -> {
            for (LogTable table : List.copyOf(tables.values())) {
                flusher.flush(table);
            }
            return closed;
        });
    }

    /// Merges small data files now, and deletes what nothing needs any more, instead of waiting until the
    /// background does it. Open reads go on.
    public void upkeep() {
        guarded("Small files could not be merged", () -> {
            for (LogTable table : List.copyOf(tables.values())) {
                upkeep.runNow(table);
            }
            return closed;
        });
    }

    /// Deletes the flushed rows of days (of UTC) before one that were also written before it: late rows
    /// are kept
    /// as long as others. Open reads go on. Cost: none but a look at the days' folders where there are
    /// none.
    public void purge(TableId id, LocalDate before) {
        guarded("Days could not be purged", () -> {
            purge.run(require(id), before);
            return id;
        });
    }

    /// The same for a store that is closed, without its key: deletes the files. Before anybody reads the
    /// store
    /// again, [#settle] must be called with the same day, or a later one.
    ///
    /// @param folder of the store
    /// @param table what [#tellOfTables] told
    /// @throws LogStoreException.Storage if the files cannot be deleted
    public static void purgeDark(Path folder, UUID table, LocalDate before) {
        try {
            DayFolders.deleteOver(Engine.folderOf(folder, table), before);
        } catch (IOException e) {
            throw Failures.writing("Days could not be purged", e);
        }
    }

    /// Makes up for [#purgeDark] before anybody else has the store: forgets the files that are gone, and
    /// deletes
    /// the rows that were in the write-ahead log and are as old.
    public void settle(TableId id, LocalDate before) {
        guarded("Purged days could not be made up for", () -> {
            purge.settle(require(id), before);
            return id;
        });
    }

    /// Opens a consistent view of some tables.
    ///
    /// @throws LogStoreException.NotFound if a table or column does not exist
    /// @throws LogStoreException.Corrupt if a file that is needed was altered
    /// @throws LogStoreException.OverBudget if the files needed do not fit the cache
    public ReadSession read(List<TableRead> reads) {
        return read(reads, List.of());
    }

    /// The same with rows that are in no table: their relations are numbered after those of the tables.
    public ReadSession read(List<TableRead> reads, List<StagedRows> staged) {
        return guarded("A read could not be opened", () -> reader.open(reads, staged));
    }

    /// Does work while no file of the store is replaced or deleted, nor a table made or dropped; rows are
    /// taken meanwhile, into the write-ahead log.
    ///
    /// @throws LogStoreException.Closed if the store was closed, before or meanwhile
    public void frozen(Runnable work) {
        guarded("The store could not be held still", () -> {
            structure.lock();
            List<LogTable> held = new ArrayList<>();
            try {
                for (LogTable table : tables.values()) {
                    table.flushing.lock();
                    held.add(table);
                }
                work.run();
            } finally {
                held.forEach(table -> table.flushing.unlock());
                structure.unlock();
            }
            if (closed.get()) {
                throw new LogStoreException.Closed();
            }
            return closed;
        });
    }

    /// Deletes a table with its rows; does nothing if there is none. Open reads of it go on.
    public void dropTable(TableId id) {
        guarded("The table could not be dropped", () -> {
            structure.lock();
            try {
                LogTable table = tables.get(id);
                if (table != null) {
                    drop(table);
                }
            } finally {
                structure.unlock();
            }
            return id;
        });
    }

    private void drop(LogTable table) throws IOException {
        table.flushing.lock();
        try {
            engine.catalog.remove(table.uuid);
            tables.remove(table.id);
            long hotBytes = table.hotBytes();
            List<DataFileEntry> files = table.files().orElse(List.of());
            engine.dropGenerations(table.drop());
            flusher.released(hotBytes);
            engine.decrypted.forget(files);
            Folders.delete(engine.folderOf(table));
            table.closeKeys();
            engine.trimWal();
        } finally {
            table.flushing.unlock();
        }
    }

    /// Deletes all tables of a workspace.
    public void dropWorkspace(String workspaceId) {
        tables(workspaceId).forEach(this::dropTable);
    }

    private LogTable require(TableId id) {
        LogTable table = tables.get(id);
        if (table == null) {
            throw new LogStoreException.NotFound("There is no table " + id.table());
        }
        return table;
    }

    /// Cancels running queries, closes DuckDB, drops all decrypted data and zeroes the keys, within half a
    /// second. Hot rows are not flushed: they are in the WAL.
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            flusher.stop();
            upkeep.stop();
            engine.duckDb.close();
            reader.closeAll();
            flusher.awaitEnd(BRIEFLY);
            upkeep.awaitEnd(BRIEFLY);
            try {
                engine.close();
            } finally {
                tables.values().forEach(LogTable::closeKeys);
            }
        }
    }

    /// Waits until a store that was closed writes no file any more, 30 seconds at most: for whoever is
    /// about to
    /// delete its folder or to open it again. [#close] does not wait so long, since darkness must not.
    public void awaitQuiet() {
        flusher.awaitEnd(PATIENTLY);
        upkeep.awaitEnd(PATIENTLY);
    }

    /// Ends the store as a crash would: whatever is on disk stays as it is. For tests.
    void abandon() throws IOException {
        closed.set(true);
        flusher.stop();
        upkeep.stop();
        engine.abandon();
    }

    /// Appends that wait for another one's fsync. For tests.
    int walQueueLength() {
        return engine.wal.queueLength();
    }

    /// Work that may fail in the ways of files and databases.
    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException, SQLException;
    }

    private <T> T guarded(String failure, Work<T> work) {
        if (closed.get()) {
            throw new LogStoreException.Closed();
        }
        try {
            return work.run();
        } catch (IOException | SQLException | RuntimeException e) {
            // What fails because the store was closed meanwhile has no better name.
            if (closed.get()) {
                throw new LogStoreException.Closed();
            }
            throw e instanceof SQLException sql
                    ? Failures.engine(failure, sql)
                    : Failures.writing(failure, e);
        }
    }
}
