package io.holdfast.documents;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// What is kept in memory of the documents of some collections, of their empty partitions, while the store is open:
/// for lists that choose among many documents without opening each.
///
/// Two views are the same if they are the same object.
///
/// @param <V> what is kept
public final class DocumentView<V extends DocumentView.Kept> {

    private final List<String> collections;
    private final Supplier<V> empty;

    /// @param empty makes what is kept of no documents
    public DocumentView(List<String> collections, Supplier<V> empty) {
        this.collections = List.copyOf(collections);
        this.empty = empty;
    }

    /// A view that keeps something of each document of a collection.
    ///
    /// @param entry makes what is kept of a document, without keeping the document
    public static <T> DocumentView<KeptEntries<T>> of(String collection, Function<StoredDocument, T> entry) {
        return new DocumentView<>(List.of(collection), () -> new KeptEntries<>(entry));
    }

    /// What a view keeps. One thread at a time writes, any reads meanwhile.
    public interface Kept {

        /// Takes over a document, new or in the place of its former state.
        void put(StoredDocument stored);

        /// Forgets a document; whether it is there is not known.
        void remove(DocumentRef ref);
    }

    List<String> collections() {
        return collections;
    }

    V empty() {
        return empty.get();
    }

    boolean shows(DocumentRef ref) {
        return ref.partition().isEmpty() && collections.contains(ref.collection());
    }
}
