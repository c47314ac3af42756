package io.holdfast.logstore;

import io.holdfast.crypto.SealingKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The parts of an open store that its tables share.
final class Engine implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Engine.class);
    static final String CATALOG = "catalog.db";
    static final String LOCK = "lock";
    /// Hot rows may grow to four times the size that starts a flush, and take about as much as their JSON:
    /// a quarter of
    /// what DuckDB has.
    private static final int HOT_SHARE = 16;
    private static final String TABLES = "tables";
    private static final String WAL = "wal";

    final LogStoreSettings settings;
    final Clock clock;
    final SecureRandom random;
    final FaultPoints faults;
    final SealingKey accountKey;
    final FileChannel lockFile;
    final Catalog catalog;
    final Wal wal;
    final Warehouse warehouse;
    final DuckDb duckDb;
    final DecryptedFiles decrypted;
    /// When the write-ahead log was last written before this opening; empty if there was none.
    final Optional<Instant> walWritten;
    /// JSON bytes of the hot rows of all tables.
    final AtomicLong hotBytes = new AtomicLong();
    /// JSON bytes of hot rows that start a flush.
    final long hotBytesBeforeFlush;
    private final MemoryBudget budget;
    private final long engineBytes;
    private final AtomicBoolean released = new AtomicBoolean();
    private final AtomicLong generationNumbers = new AtomicLong();

    /// @param accountKey owned if this succeeds
    Engine(LogStoreSettings settings, SealingKey accountKey, LogStoreEnvironment environment)
            throws IOException {
        this.settings = settings;
        this.clock = environment.clock();
        this.random = environment.random();
        this.faults = environment.faults();
        this.accountKey = accountKey;
        Path folder = settings.folder();
        Folders.deleteTaken(folder);
        Folders.create(folder);
        this.lockFile = lock(folder.resolve(LOCK));
        this.budget = environment.budget();
        this.engineBytes = budget.takeEngine(settings.duckDbMemoryBytes());
        this.hotBytesBeforeFlush = Math.min(settings.hotBytesBeforeFlush(),
                Math.max(1, engineBytes / HOT_SHARE));
        Catalog openedCatalog = null;
        Wal openedWal = null;
        try {
            requireCatalog(folder);
            this.walWritten = Folders.lastWritten(folder.resolve(WAL));
            openedCatalog = Catalog.open(folder.resolve(CATALOG), accountKey, environment.anchor());
            openedWal = Wal.open(folder.resolve(WAL), accountKey, openedCatalog, random, faults);
            this.duckDb = DuckDb.open(engineBytes, settings.duckDbThreads());
        } catch (IOException | RuntimeException e) {
            budget.release(engineBytes);
            closeAll(openedWal, openedCatalog, lockFile);
            throw e;
        }
        this.catalog = openedCatalog;
        this.wal = openedWal;
        this.warehouse = new Warehouse(folder);
        this.decrypted = new DecryptedFiles(warehouse, budget, settings.blockCacheBytes(),
                settings.duckDbThreads());
    }

    /// Takes the lock of a store, until the channel is closed.
    ///
    /// @throws LogStoreException.Storage if somebody has it
    static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Held within this process: the same answer.
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new LogStoreException.Storage("The log store is in use already", null);
    }

    /// A catalog that is gone must not look like a store that is new.
    private static void requireCatalog(Path folder) throws IOException {
        if (!Files.exists(folder.resolve(CATALOG))
                && (Folders.hasEntries(folder.resolve(TABLES)) || Folders.hasEntries(folder.resolve(WAL)))) {
            throw new LogStoreException.Corrupt("The catalog of the log store is missing", null);
        }
    }

    /// Operations that know nothing but what is stored.
    SealedTableOperations operations(LogTable table) {
        return new SealedTableOperations(table.uuid, table.key,
                new SealedTableOperations.Context(catalog, warehouse, random, faults));
    }

    /// A new generation, with its DuckDB table.
    Generation newGeneration(List<Column> columns) {
        Generation made = new Generation(generationNumbers.incrementAndGet(), columns, clock.instant());
        try {
            duckDb.execute(made.createSql());
        } catch (SQLException e) {
            throw Failures.engine("A table for hot rows could not be made", e);
        }
        return made;
    }

    /// Drops the DuckDB tables of generations that nobody reads.
    void dropGenerations(List<Generation> generations) {
        for (Generation generation : generations) {
            try {
                duckDb.execute("DROP TABLE IF EXISTS " + generation.name);
            } catch (SQLException e) {
                if (!duckDb.isClosed()) {
                    LOGGER.atWarn().addKeyValue("error", e.getClass().getSimpleName())
                            .log("Hot rows that were flushed could not be dropped");
                }
            }
        }
    }

    /// Makes the data files of a table known.
    ///
    /// @throws LogStoreException.Corrupt if its metadata was altered
    void loadFiles(LogTable table) {
        if (table.files().isPresent()) {
            return;
        }
        table.flushing.lock();
        try {
            if (table.files().isEmpty()) {
                table.loaded(storedFiles(table));
            }
        } finally {
            table.flushing.unlock();
        }
    }

    /// All data files of the table as stored. For the holder of its flushing lock.
    List<DataFileEntry> storedFiles(LogTable table) {
        return IcebergTable.load(operations(table), catalog.table(table.uuid).columns())
                .map(IcebergTable::dataFiles).orElse(List.of());
    }

    /// Frees what is kept of files that are no longer in the table, their keys too.
    void forget(LogTable table, List<DataFileEntry> gone) {
        // Whoever is opening a read that has the files decrypts them first.
        table.opening.writeLock().lock();
        try {
            decrypted.forget(gone);
            gone.forEach(file -> file.keyMetadata().close());
        } finally {
            table.opening.writeLock().unlock();
        }
    }

    void trimWal() throws IOException {
        ToLongFunction<UUID> committed = uuid -> catalog.find(uuid).map(TableRecord::committedLsn)
                .orElse(Long.MAX_VALUE);
        wal.trim(committed);
    }

    /// Deletes the folders of tables that there are no more: a crash may have left them. Before the store
    /// is
    /// shared.
    void deleteFormerTables() throws IOException {
        Path all = settings.folder().resolve(TABLES);
        if (Files.isDirectory(all)) {
            try (Stream<Path> folders = Files.list(all)) {
                for (Path folder : folders.toList()) {
                    if (catalog.tables().stream().noneMatch(t -> folder.endsWith(t.uuid().toString()))) {
                        Folders.delete(folder);
                    }
                }
            }
        }
    }

    /// The folder of a table's files.
    Path folderOf(LogTable table) {
        return folderOf(settings.folder(), table.uuid);
    }

    /// The folder of a table's files in the folder of a store.
    static Path folderOf(Path store, UUID table) {
        return store.resolve(TABLES).resolve(table.toString());
    }

    /// Leaves everything on disk as it is, as a crash would.
    void abandon() throws IOException {
        duckDb.close();
        decrypted.close();
        release();
        wal.abandon();
        closeAll(catalog, lockFile);
        accountKey.close();
    }

    @Override
    public void close() {
        try (accountKey) {
            closeAll(duckDb, decrypted, wal, catalog, lockFile);
        } finally {
            release();
        }
    }

    private void release() {
        if (released.compareAndSet(false, true)) {
            budget.release(engineBytes);
        }
    }

    private static void closeAll(@Nullable AutoCloseable... parts) {
        for (AutoCloseable part : parts) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) {
                // The rest must be closed all the same, the keys above all.
                LOGGER.atWarn().addKeyValue("error", e.getClass().getSimpleName())
                        .log("A part of the log store did not close");
            }
        }
    }
}
