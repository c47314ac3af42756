package io.holdfast.logstore;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.iceberg.BaseTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Flushes tables: on demand, and in the background by size and age. Thread-safe.
final class Flusher {

    private static final Logger LOGGER = LoggerFactory.getLogger(Flusher.class);
    /// Hot rows may grow to this many times the size that starts a flush.
    private static final int MAX_BACKLOG = 4;
    private static final long WAIT_FOR_ROOM_SECONDS = 10;
    private static final long CHECK_MILLIS = 1000;

    private final Engine engine;
    private final Supplier<Collection<LogTable>> tables;
    private final StoreThread thread = new StoreThread("logstore-flush", this::flushWhileOpen);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();
    // Guarded by `lock`.
    private boolean stopped;

    Flusher(Engine engine, Supplier<Collection<LogTable>> tables) {
        this.engine = engine;
        this.tables = tables;
    }

    /// Starts the thread that flushes by size and age, until [#stop].
    void start() {
        thread.start();
    }

    void stop() {
        lock.lock();
        try {
            stopped = true;
            work.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the thread to end, so long at most; what it still writes after that is an orphan file at
    /// most.
    void awaitEnd(Duration atMost) {
        thread.awaitEnd(atMost);
    }

    /// Flushes all hot rows of a table; answers when they are committed.
    void flush(LogTable table) throws IOException, SQLException {
        table.flushing.lock();
        try {
            List<Generation> frozen = table.freeze();
            List<Generation> filled = frozen.stream().filter(g -> g.maxLsn > 0).toList();
            if (!filled.isEmpty()) {
                engine.loadFiles(table);
                commit(table, frozen, filled);
                engine.trimWal();
            }
        } finally {
            table.flushing.unlock();
        }
    }

    private void commit(LogTable table, List<Generation> frozen, List<Generation> filled)
            throws IOException, SQLException {
        List<Column> columns = engine.catalog.table(table.uuid).columns();
        List<Generation> gone;
        try {
            IcebergTable iceberg = IcebergTable.loadOrCreate(engine.operations(table), table.key, columns);
            iceberg.addMissing(columns);
            Flush flush = new Flush(engine.duckDb, engine.random, engine.faults);
            gone = table.publish(flush.run(iceberg, filled), frozen);
        } catch (RuntimeException e) {
            long lsn = filled.stream().mapToLong(g -> g.maxLsn).max().orElse(0);
            if (engine.catalog.table(table.uuid).committedLsn() < lsn) {
                throw e;
            }
            // It failed after the commit: the rows are in Iceberg, and must not be in hot rows too.
            gone = table.publishAll(engine.storedFiles(table), frozen);
        }
        engine.dropGenerations(gone);
        expireSnapshots(table);
        released(frozen.stream().mapToLong(g -> g.bytes).sum());
    }

    /// The rows are committed: where this fails, it is tried again after the next flush.
    private void expireSnapshots(LogTable table) {
        try {
            SealedTableOperations operations = engine.operations(table);
            SnapshotExpiry.run(operations, new BaseTable(operations, table.uuid.toString(), report -> {}));
        } catch (RuntimeException e) {
            warn("The old snapshots of a table could not be removed; it will be tried again", table, e);
        }
    }

    /// Counts rows that became hot, and starts a flush when they are many.
    void added(long bytes) {
        if (engine.hotBytes.addAndGet(bytes) >= engine.hotBytesBeforeFlush) {
            lock.lock();
            try {
                work.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// Counts hot rows that are gone.
    void released(long bytes) {
        engine.hotBytes.addAndGet(-bytes);
        lock.lock();
        try {
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits while too many hot rows wait to be flushed.
    ///
    /// @throws LogStoreException.Busy if they still do after a while
    void awaitRoom() {
        long max = Math.multiplyExact(MAX_BACKLOG, engine.hotBytesBeforeFlush);
        if (engine.hotBytes.get() < max) {
            return;
        }
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(WAIT_FOR_ROOM_SECONDS);
            while (engine.hotBytes.get() >= max && !stopped) {
                if (left <= 0) {
                    throw new LogStoreException.Busy("Hot rows are not flushed fast enough; try again later");
                }
                work.signalAll();
                left = room.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogStoreException.Busy("Interrupted while waiting for a flush");
        } finally {
            lock.unlock();
        }
    }

    private void flushWhileOpen() {
        boolean failed = false;
        while (awaitWork(failed)) {
            failed = false;
            for (LogTable table : due()) {
                failed |= !flushInBackground(table);
            }
        }
    }

    /// Waits until there may be something to do; after a failure a whole interval, whatever happens.
    private boolean awaitWork(boolean failed) {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(CHECK_MILLIS);
            while (!stopped && left > 0 && (failed || !isFull())) {
                left = work.awaitNanos(left);
            }
            return !stopped;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean isFull() {
        return engine.hotBytes.get() >= engine.hotBytesBeforeFlush;
    }

    private List<LogTable> due() {
        boolean full = isFull();
        Instant now = engine.clock.instant();
        Instant oldest = now.minus(engine.settings.hotAgeBeforeFlush());
        // Rows from later than now: the clock was set back, and nobody knows how old they are.
        return tables.get().stream()
                .filter(t -> full
                        ? t.hotBytes() > 0
                        : t.hotSince().filter(since -> oldest.isAfter(since) || since.isAfter(now))
                                .isPresent())
                .sorted(Comparator.comparingLong(LogTable::hotBytes).reversed()).toList();
    }

    private boolean flushInBackground(LogTable table) {
        try {
            flush(table);
            return true;
        } catch (IOException | SQLException | RuntimeException e) {
            warn("A table could not be flushed; it will be tried again", table, e);
            return false;
        }
    }

    private void warn(String message, LogTable table, Exception e) {
        if (!engine.duckDb.isClosed()) {
            LOGGER.atWarn().addKeyValue("table", table.uuid).addKeyValue("error",
                    e instanceof LogStoreException known ? known.code() : e.getClass().getSimpleName())
                    .log(message);
        }
    }
}
