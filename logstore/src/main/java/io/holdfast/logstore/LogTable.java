package io.holdfast.logstore;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The state in memory of one table: its generations of hot rows, oldest first, and its data files.
/// Thread-safe.
///
/// # How each row is seen exactly once
///
/// An append enters the newest generation, is loaded there in a transaction, then written to the WAL, then
/// committed, then leaves. A flush freezes the newest generation; the next append makes another one. Appends
/// of a younger generation may load at once, but wait before the WAL until every older generation has been
/// left by all ([#awaitTurn]). So the LSNs of a table rise from generation to generation, and "in Iceberg up
/// to this LSN" says exactly which generations are flushed.
///
/// A flush commits the rows of all frozen generations to Iceberg with their highest LSN, and then [#publish]
/// swaps in one step: files in, generations out. A read takes files and generations in one step too ([#pin]),
/// so it has each row from one of the two. A generation that a read has pinned is dropped when it lets go.
final class LogTable {

    final TableId id;
    final UUID uuid;
    final TableKey key;
    /// Decrypts data files; unlike manifests, these bring their keys along.
    final Ags1EncryptionManager dataFileDecryption;
    /// Held through a flush or whatever else changes the Iceberg table.
    final ReentrantLock flushing = new ReentrantLock();
    /// Read-held from taking a view until its files are decrypted; write-held to forget files.
    final ReentrantReadWriteLock opening = new ReentrantReadWriteLock();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    // All below guarded by `lock`.
    private final List<Generation> generations = new ArrayList<>();
    private @Nullable List<DataFileEntry> files;
    private boolean dropped;

    /// What a read sees.
    record View(List<Generation> generations, List<DataFileEntry> files) {}

    /// @param key owned
    LogTable(TableId id, UUID uuid, TableKey key) {
        this.id = id;
        this.uuid = uuid;
        this.key = key;
        this.dataFileDecryption = new Ags1EncryptionManager(List.of(), key);
    }

    /// Enters the newest generation, or one that `maker` makes where that is frozen or lacks columns.
    Generation enter(int columnCount, Supplier<Generation> maker) {
        return locked(() -> {
            requireThere();
            Generation newest = generations.isEmpty() ? null : generations.getLast();
            if (newest == null || newest.frozen || newest.columns.size() < columnCount) {
                if (newest != null) {
                    newest.frozen = true;
                }
                newest = maker.get();
                generations.add(newest);
            }
            newest.inFlight++;
            return newest;
        });
    }

    /// Waits until no append is left in an older generation.
    void awaitTurn(Generation generation) {
        locked(() -> {
            while (generations.stream().takeWhile(g -> g != generation).anyMatch(g -> g.inFlight > 0)) {
                left.awaitUninterruptibly();
            }
            return generation;
        });
    }

    /// Leaves after the rows were committed.
    void leave(Generation generation, long lsn, long bytes) {
        locked(() -> {
            generation.maxLsn = Math.max(generation.maxLsn, lsn);
            generation.bytes += bytes;
            generation.inFlight--;
            left.signalAll();
            return generation;
        });
    }

    /// Leaves without rows.
    void leave(Generation generation) {
        leave(generation, 0, 0);
    }

    /// Freezes the newest generation, so that the next append makes another one.
    void rotate() {
        locked(() -> {
            generations.forEach(g -> g.frozen = true);
            return generations;
        });
    }

    /// Freezes the newest generation and waits until all frozen ones were left by all; answers those, oldest
    /// first.
    List<Generation> freeze() {
        return locked(() -> {
            generations.forEach(g -> g.frozen = true);
            List<Generation> frozen = List.copyOf(generations);
            while (frozen.stream().anyMatch(g -> g.inFlight > 0)) {
                left.awaitUninterruptibly();
            }
            return frozen;
        });
    }

    /// Puts the files in place of the generations; answers those generations that can be dropped now.
    List<Generation> publish(List<DataFileEntry> added, List<Generation> flushed) {
        return locked(() -> {
            List<DataFileEntry> all = new ArrayList<>(knownFiles());
            all.addAll(added);
            files = List.copyOf(all);
            return retire(flushed);
        });
    }

    /// Puts all files of the table, loaded anew, in place of the generations.
    List<Generation> publishAll(List<DataFileEntry> all, List<Generation> flushed) {
        return locked(() -> {
            files = List.copyOf(all);
            return retire(flushed);
        });
    }

    private List<Generation> retire(List<Generation> gone) {
        generations.removeAll(gone);
        gone.forEach(g -> g.retired = true);
        return gone.stream().filter(g -> g.pins == 0).toList();
    }

    /// The data files, once they are known.
    Optional<List<DataFileEntry>> files() {
        return locked(() -> Optional.ofNullable(files));
    }

    /// Makes the data files known, unless they are.
    void loaded(List<DataFileEntry> found) {
        locked(() -> files = files == null ? List.copyOf(found) : files);
    }

    /// Puts one file in the place of several; views that were taken before still have those.
    void replace(List<DataFileEntry> gone, DataFileEntry added) {
        locked(() -> {
            List<DataFileEntry> all = new ArrayList<>(knownFiles());
            all.removeAll(gone);
            all.add(added);
            files = List.copyOf(all);
            return files;
        });
    }

    /// Takes files out; views that were taken before still have them.
    void remove(List<DataFileEntry> gone) {
        locked(() -> {
            List<DataFileEntry> left = new ArrayList<>(knownFiles());
            left.removeAll(gone);
            files = List.copyOf(left);
            return files;
        });
    }

    /// The view of this moment; its generations stay until [#unpin].
    ///
    /// @throws LogStoreException.NotFound if the table was dropped
    View pin() {
        return locked(() -> {
            requireThere();
            generations.forEach(g -> g.pins++);
            return new View(List.copyOf(generations), knownFiles());
        });
    }

    /// Lets go of generations; answers those that can be dropped now.
    List<Generation> unpin(List<Generation> pinned) {
        return locked(() -> {
            pinned.forEach(g -> g.pins--);
            return pinned.stream().filter(g -> g.retired && g.pins == 0).toList();
        });
    }

    /// Ends the table once all appends have left; answers the generations that can be dropped now. For the
    /// holder of `flushing`.
    List<Generation> drop() {
        return locked(() -> {
            dropped = true;
            while (generations.stream().anyMatch(g -> g.inFlight > 0)) {
                left.awaitUninterruptibly();
            }
            files = List.of();
            return retire(List.copyOf(generations));
        });
    }

    /// Zeroes the keys of the table and of its data files.
    void closeKeys() {
        key.close();
        files().orElse(List.of()).forEach(file -> file.keyMetadata().close());
    }

    /// When the oldest hot rows were made.
    Optional<Instant> hotSince() {
        return locked(() -> generations.stream().filter(g -> g.bytes > 0).findFirst().map(g -> g.since));
    }

    /// JSON bytes of the hot rows.
    long hotBytes() {
        return locked(() -> generations.stream().mapToLong(g -> g.bytes).sum());
    }

    private List<DataFileEntry> knownFiles() {
        List<DataFileEntry> known = files;
        if (known == null) {
            throw new IllegalStateException("The data files of the table were not loaded");
        }
        return known;
    }

    private void requireThere() {
        if (dropped) {
            throw new LogStoreException.NotFound("The table was dropped");
        }
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
