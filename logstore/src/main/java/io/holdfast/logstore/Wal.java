package io.holdfast.logstore;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The encrypted write-ahead log of the store. Thread-safe.
///
/// Appends queue up; whoever gets the writing lock writes all that wait, with one fsync. LSNs follow the
/// order of queueing.
final class Wal implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Wal.class);
    /// Small enough that trimming gives space back soon, large enough that making files costs nothing.
    private static final long SEGMENT_BYTES = 64L << 20;
    private static final long CLOSE_WAIT_MILLIS = 150;

    private final Path folder;
    private final SealingKey key;
    private final Catalog catalog;
    private final SecureRandom random;
    private final FaultPoints faults;
    private final Queue<Pending> queue = new ConcurrentLinkedQueue<>();
    private final ReentrantLock writing = new ReentrantLock();
    // All below guarded by `writing`.
    private final Map<String, Map<UUID, Long>> lastLsnOfTables = new HashMap<>();
    private @Nullable WalSegmentWriter current;
    private long nextLsn;
    private long position;
    private @Nullable WalSegmentWriter broken;

    /// An append that waits to be written.
    private static final class Pending {
        private final UUID table;
        private final int columnCount;
        private final long position;
        private final byte[] rows;
        // All below guarded by `writing`.
        private long lsn;
        private @Nullable Throwable failure;
        private boolean done;

        Pending(UUID table, int columnCount, long position, byte[] rows) {
            this.table = table;
            this.columnCount = columnCount;
            this.position = position;
            this.rows = rows;
        }
    }

    private Wal(Path folder, SealingKey key, Catalog catalog, SecureRandom random, FaultPoints faults) {
        this.folder = folder;
        this.key = key;
        this.catalog = catalog;
        this.random = random;
        this.faults = faults;
    }

    static Wal open(Path folder, SealingKey accountKey, Catalog catalog, SecureRandom random,
            FaultPoints faults) throws IOException {
        Folders.create(folder);
        return new Wal(folder, accountKey.derive(Aad.of("holdfast/wal/v1")), catalog, random, faults);
    }

    /// Reads all segments, in order; to be called once, before the first append.
    ///
    /// @throws LogStoreException.Corrupt if one is not what was written
    void replay(Consumer<WalRecord> sink) throws IOException {
        writing.lock();
        try {
            nextLsn = 1;
            position = Objects.requireNonNullElse(catalog.wal().position(), WalRecord.NO_POSITION);
            for (WalState.Segment segment : catalog.wal().segments()) {
                replay(segment, sink);
            }
            nextLsn = Math.max(nextLsn, catalog.wal().nextLsn());
        } finally {
            writing.unlock();
        }
    }

    private void replay(WalState.Segment segment, Consumer<WalRecord> sink) throws IOException {
        if (segment.firstLsn() < nextLsn) {
            throw new LogStoreException.Corrupt("WAL segment " + segment.id() + " is out of order", null);
        }
        Map<UUID, Long> tables = new HashMap<>();
        WalState.End end;
        try (WalSegmentReader reader = WalSegmentReader.open(folder, segment, key)) {
            end = reader.readAll(record -> {
                tables.put(record.table(), record.lsn());
                position = Math.max(position, record.position());
                sink.accept(record);
            });
        }
        lastLsnOfTables.put(segment.id(), tables);
        nextLsn = end.lastLsn() + 1;
        if (segment.end() == null) {
            Path file = folder.resolve(WalFormat.fileName(segment.id()));
            Folders.cut(file, end.length());
            catalog.updateWal(state -> state.withFinished(segment.id(), end));
        }
    }

    /// Returns the LSN once the record is on disk.
    ///
    /// @throws LogStoreException.Storage if it could not be written
    long append(UUID table, int columnCount, long position, byte[] rows) {
        Pending pending = new Pending(table, columnCount, position, rows);
        queue.add(pending);
        // A channel closes when its thread is interrupted: one caller must not fail the writes of others.
        boolean interrupted = Thread.interrupted();
        writing.lock();
        try {
            if (!pending.done) {
                writeQueued();
            }
            if (pending.failure != null) {
                throw new LogStoreException.Storage("The WAL could not be written", pending.failure);
            }
            return pending.lsn;
        } finally {
            writing.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// The largest source position of any record that was ever written.
    long position() {
        writing.lock();
        try {
            return position;
        } finally {
            writing.unlock();
        }
    }

    /// How many wait to be written.
    int queueLength() {
        return queue.size();
    }

    private void writeQueued() {
        List<Pending> batch = new ArrayList<>();
        for (Pending next = queue.poll(); next != null; next = queue.poll()) {
            batch.add(next);
        }
        @Nullable
        Throwable failure = new IllegalStateException("The WAL was left in the middle of a write");
        try {
            write(batch);
            failure = null;
        } catch (IOException | RuntimeException e) {
            failure = e;
        } finally {
            if (failure != null) {
                broken = broken == null ? current : broken;
                current = null;
            }
            for (Pending pending : batch) {
                pending.failure = failure;
                pending.done = true;
            }
        }
    }

    private void write(List<Pending> batch) throws IOException {
        repair();
        WalSegmentWriter segment = openSegment();
        List<WalRecord> records = new ArrayList<>(batch.size());
        for (Pending pending : batch) {
            pending.lsn = nextLsn + records.size();
            records.add(new WalRecord(pending.lsn, pending.table, pending.columnCount, pending.position,
                    pending.rows));
        }
        segment.write(records);
        nextLsn += records.size();
        Map<UUID, Long> tables = lastLsnOfTables.computeIfAbsent(segment.id(), id -> new HashMap<>());
        for (WalRecord record : records) {
            tables.put(record.table(), record.lsn());
            position = Math.max(position, record.position());
        }
    }

    private WalSegmentWriter openSegment() throws IOException {
        WalSegmentWriter open = current;
        if (open != null && open.length() >= SEGMENT_BYTES) {
            finishSegment(open);
            open = null;
        }
        if (open == null) {
            byte[] id = new byte[WalFormat.ID_BYTES];
            random.nextBytes(id);
            open = WalSegmentWriter.create(folder, HexFormat.of().formatHex(id), key, faults);
            current = open;
            lastLsnOfTables.put(open.id(), new HashMap<>());
            WalState.Segment segment = new WalState.Segment(open.id(), nextLsn, null);
            catalog.updateWal(state -> state.withOpened(segment));
        }
        return open;
    }

    private void finishSegment(WalSegmentWriter segment) throws IOException {
        WalState.End end = segment.end(nextLsn - 1);
        catalog.updateWal(state -> state.withFinished(segment.id(), end));
        current = null;
        segment.close();
    }

    /// After a failed write the segment must end where it was last durable, so that nothing half-written is
    /// replayed, and its key is not used again. Until that is done, the log takes no more.
    private void repair() throws IOException {
        WalSegmentWriter segment = broken;
        if (segment != null) {
            segment.cutToDurable();
            finishSegment(segment);
            broken = null;
        }
    }

    /// Deletes the segments of which every record is in Iceberg or of a dropped table.
    ///
    /// @param committedLsn up to which LSN the table is in Iceberg; `Long.MAX_VALUE` where it was dropped
    void trim(ToLongFunction<UUID> committedLsn) throws IOException {
        writing.lock();
        try {
            WalSegmentWriter open = current;
            if (open != null && isCommitted(open.id(), committedLsn)) {
                finishSegment(open);
            }
            List<String> done = catalog.wal().segments().stream().map(WalState.Segment::id)
                    .filter(id -> isCommitted(id, committedLsn)).toList();
            for (String id : done) {
                faults.reached("wal.trim.before");
                catalog.updateWal(state -> state.without(id, position));
                faults.reached("wal.trim.listed");
                Files.deleteIfExists(folder.resolve(WalFormat.fileName(id)));
                lastLsnOfTables.remove(id);
                faults.reached("wal.trim.after");
            }
        } finally {
            writing.unlock();
        }
    }

    private boolean isCommitted(String segmentId, ToLongFunction<UUID> committedLsn) {
        Map<UUID, Long> tables = lastLsnOfTables.get(segmentId);
        // A segment that is not replayed yet is not known, and must stay: replaying may flush and trim.
        return tables != null && tables.entrySet().stream()
                .allMatch(e -> e.getValue() <= committedLsn.applyAsLong(e.getKey()));
    }

    /// Records how the last segment ends, so that nothing can be cut from it unseen, and forgets the key.
    @Override
    public void close() {
        boolean locked = tryLock();
        try {
            if (locked) {
                repair();
            }
            if (locked && current != null) {
                finishSegment(current);
            }
        } catch (IOException | RuntimeException e) {
            LOGGER.atWarn().setCause(e).log("The end of the WAL could not be recorded");
        } finally {
            key.close();
            if (locked) {
                writing.unlock();
            }
        }
    }

    /// Leaves everything on disk as it is, as a crash would.
    void abandon() throws IOException {
        for (WalSegmentWriter open : Arrays.asList(current, broken)) {
            if (open != null) {
                open.close();
            }
        }
        key.close();
    }

    private boolean tryLock() {
        try {
            return writing.tryLock(CLOSE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
