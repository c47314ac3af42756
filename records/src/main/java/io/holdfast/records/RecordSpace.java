package io.holdfast.records;

import io.holdfast.crypto.SealingKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// A set of sealed records under one key.
///
/// The head of a space seals the number of its rows and a keyed sum over them; every transaction that changes
/// rows writes the head with them. Opening recomputes the sum, so a row that was altered, swapped, dropped or
/// rolled back while nobody had the space open is detected, as is a swapped one at each read. The rollback of
/// the whole file is not: that needs an anchor outside it. Thread-safe.
public final class RecordSpace implements AutoCloseable {

    private final RecordDatabase database;
    private final RowCodec codec;

    RecordSpace(RecordDatabase database, String tag, SealingKey key) {
        this.database = database;
        this.codec = new RowCodec(tag, key);
    }

    /// The record, if there is one.
    ///
    /// @throws RecordException.Corrupt if its row does not open
    public Optional<SealedRecord> find(RecordRef ref) {
        return database.read(handle -> rows(handle).find(ref));
    }

    /// All records of a collection and partition, ordered by id.
    ///
    /// @throws RecordException.Corrupt if a row does not open
    public List<SealedRecord> list(String collection, String partition) {
        return database.read(handle -> rows(handle).list(collection, partition));
    }

    /// Runs `work` in a transaction that commits when it returns and changes nothing when it throws.
    ///
    /// Transactions of one database run one after another; `work` must not wait for anything else.
    public <T> T transact(Function<RecordTransaction, T> work) {
        return database.write(handle -> {
            SpaceRows rows = rows(handle);
            T result = work.apply(rows);
            rows.writeHead();
            return result;
        });
    }

    /// Checks all rows against the head.
    ///
    /// @throws RecordException.Corrupt if they do not agree
    public void verify() {
        database.write(handle -> {
            rows(handle).verify();
            return true;
        });
    }

    /// Makes sure that what was overwritten or deleted is no longer in the file or its log either, sealed as
    /// it is.
    ///
    /// To be called after the record of a key that must be gone for good. Cost: the log is moved into the
    /// file and cut, with a sync of both.
    ///
    /// @return whether it could be done now; a long read in the way leaves it to the next call
    public boolean eraseFormer() {
        return database.cutLog();
    }

    private SpaceRows rows(Handle handle) {
        return new SpaceRows(handle, codec);
    }

    /// Forgets the keys of the space; the database stays open.
    @Override
    public void close() {
        codec.close();
    }
}
