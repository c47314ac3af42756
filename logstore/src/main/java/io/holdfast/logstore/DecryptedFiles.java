package io.holdfast.logstore;

import io.holdfast.os.MemoryFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptedInputFile;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.jspecify.annotations.Nullable;

/// Decrypted data files in memory files, the least recently used going first, those in use never.
/// Thread-safe.
final class DecryptedFiles implements AutoCloseable {

    private static final int COPY_BYTES = 1 << 20;

    private final Warehouse warehouse;
    private final MemoryBudget budget;
    private final long maxBytes;
    private final MemoryBudget.Cache idle = this::freeIdle;
    private final ReentrantLock lock = new ReentrantLock();
    // All below guarded by `lock`; least recently used first.
    private final Map<String, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private boolean closed;

    /// @param maxBytes of this store, within the budget of all
    DecryptedFiles(Warehouse warehouse, MemoryBudget budget, long maxBytes) {
        this.warehouse = warehouse;
        this.budget = budget;
        this.maxBytes = maxBytes;
        budget.add(idle);
    }

    /// A file that is, or is being, decrypted.
    private static final class Slot {
        private final long bytes;
        // Held by whoever decrypts.
        private final ReentrantLock loading = new ReentrantLock();
        // Guarded by `loading` until set, then never changed.
        private @Nullable MemoryFile content;
        // Guarded by the cache's lock.
        private int pins;

        Slot(long bytes) {
            this.bytes = bytes;
        }
    }

    /// A file in use; closing it lets go.
    final class Lease implements AutoCloseable {
        private final String location;
        private final Slot slot;
        private final Path path;

        private Lease(String location, Slot slot, Path path) {
            this.location = location;
            this.slot = slot;
            this.path = path;
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

    /// The decrypted file.
    ///
    /// @param manager decrypts the files of the entry's table
    /// @throws LogStoreException.Corrupt if the stored file is not what was written
    /// @throws LogStoreException.OverBudget if files in use leave no room
    Lease acquire(DataFileEntry entry, Ags1EncryptionManager manager) {
        Slot slot = pin(entry);
        slot.loading.lock();
        try {
            MemoryFile content = slot.content;
            if (content == null) {
                content = decrypt(entry, manager);
                slot.content = content;
            }
            return new Lease(entry.location(), slot, content.path());
        } catch (IOException | RuntimeException e) {
            letGo(entry.location(), slot, true);
            throw Failures.reading("A data file", e);
        } finally {
            slot.loading.unlock();
        }
    }

    private Slot pin(DataFileEntry entry) {
        Optional<Slot> present = pinned(entry);
        if (present.isPresent()) {
            return present.get();
        }
        budget.take(entry.storedBytes());
        lock.lock();
        try {
            present = pinned(entry);
            if (present.isPresent()) {
                budget.release(entry.storedBytes());
                return present.get();
            }
            makeRoom(entry.storedBytes());
            Slot slot = new Slot(entry.storedBytes());
            slots.put(entry.location(), slot);
            bytes += slot.bytes;
            slot.pins++;
            return slot;
        } catch (RuntimeException e) {
            budget.release(entry.storedBytes());
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private Optional<Slot> pinned(DataFileEntry entry) {
        lock.lock();
        try {
            if (closed) {
                throw new LogStoreException.Closed();
            }
            Optional<Slot> slot = Optional.ofNullable(slots.get(entry.location()));
            slot.ifPresent(present -> present.pins++);
            return slot;
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
        MemoryFile content = slot.content;
        if (content != null) {
            try {
                content.close();
            } catch (IOException e) {
                throw new AssertionError("A memory file closes", e);
            }
        }
    }

    private MemoryFile decrypt(DataFileEntry entry, Ags1EncryptionManager manager) throws IOException {
        InputFile stored = warehouse.newInputFile(entry.location());
        if (stored.getLength() != entry.storedBytes()) {
            throw new LogStoreException.Corrupt("A data file is not as long as it was written", null);
        }
        return entry.keyMetadata().insecureUse(key -> {
            EncryptedInputFile encrypted = EncryptedFiles.encryptedInput(stored, key);
            return copy(manager.decrypt(encrypted));
        });
    }

    private static MemoryFile copy(InputFile file) {
        try (SeekableInputStream in = file.newStream()) {
            MemoryFile content = MemoryFile.create();
            try {
                byte[] buffer = new byte[COPY_BYTES];
                long at = 0;
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    content.write(at, ByteBuffer.wrap(buffer, 0, read));
                    at += read;
                }
                return content;
            } catch (IOException | RuntimeException e) {
                content.close();
                throw e;
            }
        } catch (IOException e) {
            throw Failures.reading("A data file", e);
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
