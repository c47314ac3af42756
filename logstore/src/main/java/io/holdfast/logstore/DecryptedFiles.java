package io.holdfast.logstore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.io.InputFile;
import org.jspecify.annotations.Nullable;

/// Decrypted blocks of data files in memory files, the files least recently used going first, those in use
/// never. Thread-safe.
final class DecryptedFiles implements AutoCloseable {

    private final Warehouse warehouse;
    private final MemoryBudget budget;
    private final long maxBytes;
    private final DecryptionWorkers workers;
    private final MemoryBudget.Cache idle = this::freeIdle;
    private final ReentrantLock lock = new ReentrantLock();
    // All below guarded by `lock`; least recently used first.
    private final Map<String, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private boolean closed;

    /// @param maxBytes of this store, within the budget of all
    /// @param cores that may decrypt
    DecryptedFiles(Warehouse warehouse, MemoryBudget budget, long maxBytes, int cores) {
        this.warehouse = warehouse;
        this.budget = budget;
        this.maxBytes = maxBytes;
        this.workers = new DecryptionWorkers(cores);
        budget.add(idle);
    }

    /// A file of which something is, or is being, decrypted.
    private static final class Slot {
        // Held by whoever decrypts.
        private final ReentrantLock loading = new ReentrantLock();
        // Guarded by `loading` until set, then never changed.
        private @Nullable PartialFile content;
        // Both guarded by the cache's lock.
        private long bytes;
        private int pins;
    }

    /// A file in use; closing it lets go.
    final class Lease implements AutoCloseable {
        private final String location;
        private final Slot slot;
        private final Path path;
        private final TermRows rows;

        private Lease(String location, Slot slot, Path path, TermRows rows) {
            this.location = location;
            this.slot = slot;
            this.path = path;
            this.rows = rows;
        }

        /// Which of its rows can matter.
        TermRows rows() {
            return rows;
        }

        /// Where the plain Parquet can be read until this closes.
        Path path() {
            return path;
        }

        @Override
        public void close() {
            letGo(location, slot, false);
        }
    }

    /// The file, decrypted as far as some columns need.
    ///
    /// @param manager decrypts the files of the entry's table
    /// @param columns names of those that will be read
    /// @param condition where no row can keep it, no column is decrypted
    /// @throws LogStoreException.Corrupt if what is needed of the stored file is not what was written
    /// @throws LogStoreException.OverBudget if files in use leave no room
    Lease acquire(DataFileEntry entry, Ags1EncryptionManager manager, Set<String> columns,
            TermCondition condition) {
        Slot slot = pin(entry);
        slot.loading.lock();
        try (Loading loading = new Loading(slot, entry, manager)) {
            TermRows rows = condition.equals(TermCondition.NONE)
                    ? TermRows.ALL
                    : loading.with(Set.of(TermIndex.PROPERTY)).rows(condition);
            Set<String> needed = rows.none() ? Set.of() : new HashSet<>(columns);
            if (!rows.all() && !rows.none()) {
                needed.add(TableSchema.TIME_COLUMN);
            }
            return new Lease(entry.location(), slot, loading.with(needed).path(), rows);
        } catch (IOException | RuntimeException e) {
            giveBackUnused(slot);
            letGo(entry.location(), slot, true);
            throw Failures.reading("A data file", e);
        } finally {
            slot.loading.unlock();
        }
    }

    /// A file that is being decrypted, opened once that is needed. For whoever holds the slot's `loading`.
    private final class Loading implements AutoCloseable {
        private final Slot slot;
        private final DataFileEntry entry;
        private final Ags1EncryptionManager manager;
        private @Nullable Ags1Blocks stored;

        Loading(Slot slot, DataFileEntry entry, Ags1EncryptionManager manager) {
            this.slot = slot;
            this.entry = entry;
            this.manager = manager;
        }

        /// The file with what these columns need, decrypted.
        PartialFile with(Set<String> columns) throws IOException {
            PartialFile content = slot.content;
            if (content != null && content.has(columns)) {
                return content;
            }
            Ags1Blocks blocks = stored();
            if (content == null) {
                content = PartialFile.create(blocks.plainSize(), workers);
                slot.content = content;
            }
            content.load(blocks, columns, needed -> grow(slot, needed));
            return content;
        }

        private Ags1Blocks stored() throws IOException {
            Ags1Blocks opened = stored;
            if (opened == null) {
                opened = entry.keyMetadata().insecureUse(this::open);
                stored = opened;
            }
            return opened;
        }

        private Ags1Blocks open(byte[] key) {
            InputFile file = warehouse.newInputFile(entry.location());
            if (file.getLength() != entry.storedBytes()) {
                throw new LogStoreException.Corrupt("A data file is not as long as it was written", null);
            }
            try {
                return manager.blocks(EncryptedFiles.encryptedInput(file, key),
                        warehouse.pathOf(file.location()));
            } catch (IOException e) {
                throw Failures.reading("A data file", e);
            }
        }

        @Override
        public void close() throws IOException {
            if (stored != null) {
                stored.close();
            }
        }
    }

    private Slot pin(DataFileEntry entry) {
        lock.lock();
        try {
            requireOpen();
            Slot slot = slots.computeIfAbsent(entry.location(), location -> new Slot());
            slot.pins++;
            return slot;
        } finally {
            lock.unlock();
        }
    }

    /// After loading failed. For whoever holds the slot's `loading`.
    private void giveBackUnused(Slot slot) {
        PartialFile content = slot.content;
        long used = content == null ? 0 : content.bytes();
        lock.lock();
        try {
            long unused = slot.bytes - used;
            slot.bytes = used;
            bytes -= unused;
            budget.release(unused);
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new LogStoreException.Closed();
        }
    }

    /// Takes memory for a slot that is pinned.
    private void grow(Slot slot, long needed) {
        budget.take(needed);
        lock.lock();
        try {
            requireOpen();
            makeRoom(needed);
            slot.bytes += needed;
            bytes += needed;
        } catch (RuntimeException e) {
            budget.release(needed);
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private void makeRoom(long needed) {
        freeIdle(bytes + needed - maxBytes);
        if (bytes + needed > maxBytes) {
            throw MemoryBudget.overBudget(maxBytes);
        }
    }

    /// Frees at least so many bytes of what is not in use, least recently used first, if there are so many.
    private void freeIdle(long wanted) {
        lock.lock();
        try {
            long before = bytes;
            Iterator<Slot> oldestFirst = slots.values().iterator();
            while (before - bytes < wanted && oldestFirst.hasNext()) {
                Slot slot = oldestFirst.next();
                if (slot.pins == 0) {
                    oldestFirst.remove();
                    bytes -= slot.bytes;
                    free(slot);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void letGo(String location, Slot slot, boolean useless) {
        lock.lock();
        try {
            slot.pins--;
            if (useless && slot.pins == 0 && slots.remove(location, slot)) {
                bytes -= slot.bytes;
            }
            if (slot.pins == 0 && (useless || closed)) {
                free(slot);
            }
        } finally {
            lock.unlock();
        }
    }

    /// For a slot that is in the cache no more.
    private void free(Slot slot) {
        budget.release(slot.bytes);
        PartialFile content = slot.content;
        if (content != null) {
            try {
                content.close();
            } catch (IOException e) {
                throw new AssertionError("A memory file closes", e);
            }
        }
    }

    /// Frees files that are not in use.
    void forget(List<DataFileEntry> entries) {
        lock.lock();
        try {
            for (DataFileEntry entry : entries) {
                Slot slot = slots.get(entry.location());
                if (slot != null && slot.pins == 0) {
                    slots.remove(entry.location());
                    bytes -= slot.bytes;
                    free(slot);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// Frees all that is not in use now, and the rest when it is let go.
    @Override
    public void close() {
        budget.remove(idle);
        workers.close();
        lock.lock();
        try {
            closed = true;
            slots.values().stream().filter(s -> s.pins == 0).forEach(this::free);
            slots.clear();
            bytes = 0;
        } finally {
            lock.unlock();
        }
    }
}
