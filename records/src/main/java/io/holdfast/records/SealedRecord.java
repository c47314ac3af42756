package io.holdfast.records;

/// A record as read: its address, its version and its body.
///
/// @param version 1 when first put, one more with each change
/// @param body owned by the reader
public record SealedRecord(RecordRef ref, long version, byte[] body) {}
