package io.holdfast.logstore;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Merges small data files and deletes what nothing needs: in the background, and on demand. Thread-safe.
final class Upkeep {

    private static final Logger LOGGER = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofMinutes(1);
    private static final long MIN_MERGE_BYTES = 1L << 20;
    /// For readers outside of this process that work with a snapshot before a merge.
    static final Duration GRACE = Duration.ofMinutes(10);

    private final Engine engine;
    private final Supplier<Collection<LogTable>> tables;
    private final SmallFiles smallFiles;
    private final Compaction compaction;
    private final Tidying tidying;
    private final ReentrantLock working = new ReentrantLock();
    // Guarded by `working`: when a table is to be tidied; absent for one that was not looked at yet.
    private final Map<UUID, Instant> tidyAt = new HashMap<>();
    // Guarded by `working`: when to look again at a table whose upkeep failed.
    private final Map<UUID, Instant> retryAt = new HashMap<>();
    // Guarded by `working`.
    private long mergeBytes = SmallFiles.TARGET_BYTES;
    private final StoreThread thread = new StoreThread("logstore-upkeep", this::runWhileOpen);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition end = lock.newCondition();
    // Guarded by `lock` for waiting on it.
    private volatile boolean stopped;

    Upkeep(Engine engine, Supplier<Collection<LogTable>> tables) {
        this.engine = engine;
        this.tables = tables;
        this.smallFiles = new SmallFiles(engine.warehouse);
        this.compaction = new Compaction(engine);
        this.tidying = new Tidying(engine);
    }

    /// Starts the thread, until [#stop].
    void start() {
        thread.start();
    }

    void stop() {
        lock.lock();
        try {
            stopped = true;
            end.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the thread to end, so long at most.
    void awaitEnd(Duration atMost) {
        thread.awaitEnd(atMost);
    }

    /// Does for a table all that there is to do, without waiting for a grace to end.
    void runNow(LogTable table) throws IOException {
        working.lock();
        try {
            engine.loadFiles(table);
            compact(table);
            tidying.run(table);
            tidyAt.put(table.uuid, Instant.MAX);
        } finally {
            working.unlock();
        }
    }

    private boolean compact(LogTable table) throws IOException {
        boolean merged = false;
        Optional<SmallFiles.Group> next = next(table);
        while (next.isPresent() && !stopped) {
            try {
                compaction.run(table, next.get());
                merged = true;
            } catch (Compaction.Superseded e) {
                LOGGER.atDebug().addKeyValue("table", table.uuid).log("Files went while they were merged");
            } catch (LogStoreException.Busy | LogStoreException.OverBudget e) {
                // What is left of the memory does for less.
                mergeBytes = Math.max(MIN_MERGE_BYTES, mergeBytes / 2);
                throw e;
            }
            next = next(table);
        }
        return merged;
    }

    private Optional<SmallFiles.Group> next(LogTable table) throws IOException {
        return smallFiles.next(table.files().orElse(List.of()), engine.clock.instant(),
                mergeBytes);
    }

    private void runWhileOpen() {
        tables.get().forEach(this::loadFiles);
        while (awaitNext()) {
            for (LogTable table : tables.get()) {
                // Of the others the list of files cannot be read.
                if (table.files().isPresent() && !stopped) {
                    runInBackground(table);
                }
            }
        }
    }

    private boolean awaitNext() {
        lock.lock();
        try {
            long left = PAUSE.toNanos();
            while (!stopped && left > 0) {
                left = end.awaitNanos(left);
            }
            return !stopped;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// So that the first query need not wait for it.
    private void loadFiles(LogTable table) {
        try {
            if (!stopped) {
                engine.loadFiles(table);
            }
        } catch (RuntimeException e) {
            // Whoever asks the table is told.
        }
    }

    private void runInBackground(LogTable table) {
        working.lock();
        try {
            Instant now = engine.clock.instant();
            Instant retry = retryAt.getOrDefault(table.uuid, Instant.MIN);
            // Later than that only if the clock was set back.
            if (retry.isAfter(now) && !retry.isAfter(now.plus(RETRY))) {
                return;
            }
            if (compact(table)) {
                tidyAt.put(table.uuid, now.plus(GRACE));
            }
            if (!tidyAt.getOrDefault(table.uuid, Instant.MIN).isAfter(now)) {
                tidying.run(table);
                tidyAt.put(table.uuid, Instant.MAX);
            }
        } catch (IOException | RuntimeException e) {
            retryAt.put(table.uuid, engine.clock.instant().plus(RETRY));
            warn(table, e);
        } finally {
            working.unlock();
        }
    }

    private void warn(LogTable table, Exception e) {
        if (!stopped && !engine.duckDb.isClosed()) {
            LOGGER.atWarn().addKeyValue("table", table.uuid).addKeyValue("error",
                    e instanceof LogStoreException known ? known.code() : e.getClass().getSimpleName())
                    .log("Small files of a table could not be merged or deleted; it will be tried again");
        }
    }
}
