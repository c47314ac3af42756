package io.holdfast.loganalytics;

import io.holdfast.logstore.LogStore;
import io.holdfast.query.CancellationSignal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A cluster's log store from its opening to its closing, with the queries that run on it. Thread-safe.
///
/// Work that fails because the store was closed fails with what closed it: the caller learns that the key
/// was revoked,
/// not that an engine was interrupted.
final class OpenStore {

    private final LogStore store;
    private final Set<CancellationSignal> running = ConcurrentHashMap.newKeySet();
    // Set once, before anything is cancelled.
    private final AtomicReference<@Nullable RuntimeException> closedBecause = new AtomicReference<>();

    OpenStore(LogStore store) {
        this.store = store;
    }

    LogStore store() {
        return store;
    }

    /// This, unless it was closed.
    ///
    /// @throws RuntimeException what closed it
    OpenStore required() {
        RuntimeException because = closedBecause.get();
        if (because != null) {
            throw because;
        }
        return this;
    }

    /// Does work on the store.
    <T> T use(Function<LogStore, T> work) {
        try {
            return work.apply(store);
        } catch (RuntimeException e) {
            throw reason(e);
        }
    }

    /// Runs a query that is cancelled when the store closes.
    <T> T query(BiFunction<LogStore, CancellationSignal, T> work) {
        CancellationSignal cancellation = new CancellationSignal();
        running.add(cancellation);
        try {
            if (closedBecause.get() != null) {
                cancellation.cancel();
            }
            return use(open -> work.apply(open, cancellation));
        } finally {
            running.remove(cancellation);
        }
    }

    /// How many queries run now.
    int runningQueries() {
        return running.size();
    }

    private RuntimeException reason(RuntimeException failure) {
        RuntimeException because = closedBecause.get();
        return because == null ? failure : because;
    }

    /// Cancels what runs, closes the store, and says why to whoever was using it. Only the first call counts.
    void close(RuntimeException because) {
        if (closedBecause.compareAndSet(null, because)) {
            running.forEach(CancellationSignal::cancel);
            store.close();
        }
    }
}
