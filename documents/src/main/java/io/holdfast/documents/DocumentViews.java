package io.holdfast.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The views of a store that have been asked for, as of the last commit. Changed by one thread at a time,
/// read by any.
final class DocumentViews {

    private final Map<DocumentView<?>, Slot<?>> slots = new ConcurrentHashMap<>();

    /// A change that was committed.
    ///
    /// @param document empty if it was deleted
    record Change(DocumentRef ref, List<StoredDocument> document) {}

    /// One view: nothing, being loaded, or loaded.
    ///
    /// What is committed while it is being loaded is taken over afterwards, in its order: the documents may have been
    /// read before it, or after.
    private static final class Slot<V extends DocumentView.Kept> {

        private final DocumentView<V> view;
        private final ReentrantLock loading = new ReentrantLock();
        // Guarded by this.
        private Optional<V> loaded = Optional.empty();
        private boolean isLoading;
        private List<Change> missed = List.of();

        Slot(DocumentView<V> view) {
            this.view = view;
        }

        synchronized Optional<V> loaded() {
            return loaded;
        }

        synchronized void apply(Change change) {
            if (isLoading) {
                missed.add(change);
            }
            loaded.ifPresent(kept -> apply(kept, change));
        }

        private static void apply(DocumentView.Kept kept, Change change) {
            if (change.document().isEmpty()) {
                kept.remove(change.ref());
            }
            change.document().forEach(kept::put);
        }

        /// For the holder of the lock.
        V load(Consumer<Consumer<StoredDocument>> documents) {
            begin();
            V fresh = view.empty();
            try {
                documents.accept(fresh::put);
                end(Optional.of(fresh));
                return fresh;
            } catch (RuntimeException e) {
                end(Optional.empty());
                throw e;
            }
        }

        private synchronized void begin() {
            isLoading = true;
            missed = new ArrayList<>();
        }

        private synchronized void end(Optional<V> fresh) {
            fresh.ifPresent(kept -> missed.forEach(change -> apply(kept, change)));
            loaded = fresh;
            isLoading = false;
            missed = List.of();
        }
    }

    /// What a view keeps, if it is loaded.
    <V extends DocumentView.Kept> Optional<V> kept(DocumentView<V> view) {
        return slot(view).loaded();
    }

    /// What a view keeps; who comes first loads it, others wait.
    ///
    /// @param documents gives all documents, each as it is at some time from now on
    <V extends DocumentView.Kept> V load(DocumentView<V> view, Consumer<Consumer<StoredDocument>> documents) {
        Slot<V> slot = slot(view);
        slot.loading.lock();
        try {
            return slot.loaded().orElseGet(() -> slot.load(documents));
        } finally {
            slot.loading.unlock();
        }
    }

    /// The same without waiting, for a transaction: if another thread is loading it, it is made for this call.
    <V extends DocumentView.Kept> V loadNow(DocumentView<V> view,
            Consumer<Consumer<StoredDocument>> documents) {
        Slot<V> slot = slot(view);
        if (!slot.loading.tryLock()) {
            V fresh = view.empty();
            documents.accept(fresh::put);
            return fresh;
        }
        try {
            return slot.loaded().orElseGet(() -> slot.load(documents));
        } finally {
            slot.loading.unlock();
        }
    }

    @SuppressWarnings("unchecked") // A view's slot is under itself only.
    private <V extends DocumentView.Kept> Slot<V> slot(DocumentView<V> view) {
        return (Slot<V>) slots.computeIfAbsent(view, Slot::new);
    }

    void apply(List<Change> changes) {
        for (Change change : changes) {
            slots.values().stream().filter(slot -> slot.view.shows(change.ref()))
                    .forEach(slot -> slot.apply(change));
        }
    }

    void forget() {
        slots.clear();
    }
}
