package io.holdfast.logstore;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The memory that the stores of a process share, outside of the Java heap. Thread-safe.
///
/// Each open store has a part for its DuckDB instance, hot rows included: half of what the others left.
/// All the rest
/// is for decrypted data files, of whichever store; where it does not do, files that are not in use go,
/// those of
/// other stores too.
public final class MemoryBudget {

    /// With less, DuckDB cannot load and flush.
    static final long MIN_ENGINE_BYTES = 128L << 20;

    /// Bounds nothing: what each store's settings say holds alone.
    public static final MemoryBudget UNBOUNDED = new MemoryBudget(Long.MAX_VALUE / 2);

    private final long bytes;
    private final Set<Cache> caches = ConcurrentHashMap.newKeySet();
    // Guarded by `this`.
    private long taken;

    /// Gives memory back.
    @FunctionalInterface
    interface Cache {
        /// Frees at least so much of what is not in use, if there is so much, and releases it.
        void free(long wanted);
    }

    /// @param bytes for all stores together
    public MemoryBudget(long bytes) {
        if (bytes < MIN_ENGINE_BYTES) {
            throw new IllegalArgumentException(
                    "Invalid memory budget: %d bytes (must be at least %d)".formatted(bytes,
                            MIN_ENGINE_BYTES));
        }
        this.bytes = bytes;
    }

    /// Three quarters of what the machine, or the container, has besides the Java heap; the last quarter
    /// is for the
    /// system, and for what DuckDB and the JVM do not count.
    ///
    /// @param machineBytes of memory that there is
    /// @param heapBytes that the Java heap may have
    public static MemoryBudget ofMachine(long machineBytes, long heapBytes) {
        long besides = Math.max(0, machineBytes - heapBytes);
        return new MemoryBudget(Math.max(2 * MIN_ENGINE_BYTES, besides / 4 * 3));
    }

    /// For all stores together.
    public long bytes() {
        return bytes;
    }

    /// Takes the part of a DuckDB instance; to be given back with [#release]. The least that one can work
    /// with is
    /// granted even if the others left less.
    synchronized long takeEngine(long atMost) {
        long part = Math.min(atMost, Math.max(MIN_ENGINE_BYTES, (bytes - taken) / 2));
        taken += part;
        return part;
    }

    /// Takes memory; to be given back with [#release]. Not to be called with the lock of a cache.
    ///
    /// @throws LogStoreException.OverBudget if what is in use leaves no room
    void take(long wanted) {
        if (took(wanted)) {
            return;
        }
        for (Cache cache : caches) {
            cache.free(wanted);
            if (took(wanted)) {
                return;
            }
        }
        throw overBudget(bytes);
    }

    static LogStoreException overBudget(long budget) {
        return new LogStoreException.OverBudget(
                "The files that are needed at once pass the budget of " + budget
                        + " bytes for decrypted data. Read less time");
    }

    private synchronized boolean took(long wanted) {
        if (taken + wanted > bytes) {
            return false;
        }
        taken += wanted;
        return true;
    }

    synchronized void release(long given) {
        taken -= given;
    }

    /// What is taken now.
    synchronized long taken() {
        return taken;
    }

    void add(Cache cache) {
        caches.add(cache);
    }

    void remove(Cache cache) {
        caches.remove(cache);
    }
}
