package io.holdfast.documents;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// What a view keeps of each document, in no order. Thread-safe.
///
/// @param <T> what is kept of one; immutable
public final class KeptEntries<T> implements DocumentView.Kept {

    private final Function<StoredDocument, T> entry;
    // By the ids of their documents.
    private final Map<String, T> entries = new ConcurrentHashMap<>();

    KeptEntries(Function<StoredDocument, T> entry) {
        this.entry = entry;
    }

    /// All of them, as commits leave them: what is committed while they are looked through may be among them or not.
    public Collection<T> values() {
        return Collections.unmodifiableCollection(entries.values());
    }

    @Override
    public void put(StoredDocument stored) {
        entries.put(stored.ref().id(), entry.apply(stored));
    }

    @Override
    public void remove(DocumentRef ref) {
        entries.remove(ref.id());
    }
}
