package io.holdfast.records;

import java.util.List;
import java.util.Optional;

/// The records of a space within one transaction. For the thread that runs the transaction only.
public interface RecordTransaction {

    /// The record, if there is one.
    ///
    /// @throws RecordException.Corrupt if its row does not open
    Optional<SealedRecord> find(RecordRef ref);

    /// All records of a collection and partition, ordered by id.
    ///
    /// @throws RecordException.Corrupt if a row does not open
    List<SealedRecord> list(String collection, String partition);

    /// How many records a collection and partition have. Cost: an index is read, no row is opened.
    long count(String collection, String partition);

    /// Writes the record, new or over its former version; answers the new version.
    long put(RecordRef ref, byte[] body);

    /// Deletes the record; answers whether there was one.
    boolean delete(RecordRef ref);

    /// Deletes all records of a collection and partition, opening none; answers how many there were.
    long deleteAll(String collection, String partition);
}
