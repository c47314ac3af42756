package io.holdfast.documents;

import java.util.List;
import java.util.Optional;

/// What can be read of documents: as last committed, or as a transaction sees them.
public interface DocumentReader {

    /// The document, if there is one.
    ///
    /// @throws DocumentException.Closed if the store is closed
    Optional<StoredDocument> find(DocumentRef ref);

    /// All documents of a collection and partition, ordered by id.
    ///
    /// @throws DocumentException.Closed if the store is closed
    List<StoredDocument> list(String collection, String partition);

    /// How many documents a collection and partition have. Cost: none is opened.
    ///
    /// @throws DocumentException.Closed if the store is closed
    long count(String collection, String partition);
}
