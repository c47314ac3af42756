package io.holdfast.documents;

/// The address of a document. No part of it reaches the disk readably.
///
/// @param collection the kind of document, such as `incidents`
/// @param partition what it is listed under, such as the id of the incident that a comment is on; may be
///     empty
/// @param id unique within the collection and partition
public record DocumentRef(String collection, String partition, String id) {

    /// A document of a collection that is listed as one.
    public static DocumentRef of(String collection, String id) {
        return new DocumentRef(collection, "", id);
    }
}
