package io.holdfast.documents;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The documents of a store within one transaction. For the thread that runs it, and no longer than that.
public interface DocumentTransaction extends DocumentReader {

    /// Writes a document, new or over its former state.
    ///
    /// @param expectedEtag the state that must stand there; empty to write over any
    /// @throws DocumentException.EtagMismatch if another state, or nothing, stands there
    StoredDocument put(DocumentRef ref, ObjectNode body, Optional<String> expectedEtag);

    /// Deletes a document; answers whether there was one.
    boolean delete(DocumentRef ref);

    /// Deletes all documents of a collection and partition, opening none; answers how many there were.
    long deleteAll(String collection, String partition);

    /// What a view keeps of the documents as they were before this transaction, which must not have changed any
    /// of them.
    <V extends DocumentView.Kept> V view(DocumentView<V> view);

    /// The next number of a sequence, from 1. A number is used up only if the transaction commits.
    long next(String sequence);

    /// The last number that was given of a sequence; 0 if none was.
    long last(String sequence);
}
