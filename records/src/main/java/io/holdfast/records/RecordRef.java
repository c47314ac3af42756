package io.holdfast.records;

/// The address of a record: what kind it is, the group that it is listed with, and its id within both.
///
/// No part reaches the disk: rows are found by keyed hashes of these.
///
/// @param collection the kind of record, such as `vault`
/// @param partition what it is listed under, such as a subscription id; may be empty
/// @param id unique within the collection and partition
public record RecordRef(String collection, String partition, String id) {

    /// A record of a collection that is listed as one.
    public static RecordRef of(String collection, String id) {
        return new RecordRef(collection, "", id);
    }
}
