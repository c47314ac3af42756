package io.holdfast.documents;

import java.util.function.Function;

/// What is kept in memory of each document of a collection, of its empty partition, while the store is
/// open: for lists that choose among many documents without opening each.
///
/// Two views are the same if they are the same object.
///
/// @param <T> what is kept; immutable
public final class DocumentView<T> {

    private final String collection;
    private final Function<StoredDocument, T> entry;

    /// @param entry makes what is kept of a document, without keeping the document
    public DocumentView(String collection, Function<StoredDocument, T> entry) {
        this.collection = collection;
        this.entry = entry;
    }

    String collection() {
        return collection;
    }

    T entry(StoredDocument stored) {
        return entry.apply(stored);
    }

    boolean shows(DocumentRef ref) {
        return ref.partition().isEmpty() && ref.collection().equals(collection);
    }
}
