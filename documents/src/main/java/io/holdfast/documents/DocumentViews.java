package io.holdfast.documents;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// The views of a store that have been asked for, as of the last commit. Changed by one thread at a time,
/// read by any.
final class DocumentViews {

    private final Map<DocumentView<?>, Loaded<?>> loaded = new ConcurrentHashMap<>();

    /// A view with its entries by the ids of their documents.
    private record Loaded<T>(DocumentView<T> view, Map<String, T> entries) {

        void put(StoredDocument stored) {
            entries.put(stored.ref().id(), view.entry(stored));
        }
    }

    /// A change that was committed.
    ///
    /// @param document empty if it was deleted
    record Change(DocumentRef ref, List<StoredDocument> document) {}

    /// Loads a view; answers its entries.
    <T> Collection<T> load(DocumentView<T> view, Supplier<List<StoredDocument>> documents) {
        Loaded<T> fresh = new Loaded<>(view, new ConcurrentHashMap<>());
        documents.get().forEach(fresh::put);
        loaded.put(view, fresh);
        return List.copyOf(fresh.entries().values());
    }

    /// The entries of a view, in no order, if it is loaded.
    @SuppressWarnings("unchecked") // A view is loaded under itself only.
    <T> Optional<Collection<T>> entries(DocumentView<T> view) {
        Loaded<T> found = (Loaded<T>) loaded.get(view);
        return found == null ? Optional.empty() : Optional.of(List.copyOf(found.entries().values()));
    }

    void apply(List<Change> changes) {
        for (Change change : changes) {
            loaded.values().stream().filter(each -> each.view().shows(change.ref())).forEach(each -> {
                each.entries().remove(change.ref().id());
                change.document().forEach(each::put);
            });
        }
    }

    void forget() {
        loaded.clear();
    }
}
