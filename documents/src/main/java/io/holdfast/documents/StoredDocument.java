package io.holdfast.documents;

import tools.jackson.databind.node.ObjectNode;

/// A document as it is stored.
///
/// @param etag another one after each write, also after deletion and making anew; a GUID, without quotes
/// @param version 1 when first put, one more with each change
/// @param body owned by the reader
public record StoredDocument(DocumentRef ref, String etag, long version, ObjectNode body) {}
