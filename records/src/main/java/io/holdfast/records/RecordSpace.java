package io.holdfast.records;

import io.holdfast.records.RowCodec.Row;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// A set of sealed records under one key.
///
/// The rows fall into buckets. The head of a bucket seals the number of its rows and a keyed sum over them,
/// the head of the space the same over the buckets; every transaction that changes rows writes the heads with
/// them. Opening checks the heads against each other and reads no row but where there are few; the rows of a
/// bucket are checked before the first of them is read or changed. So a row that was altered, swapped,
/// dropped or rolled back while nobody had the space open is detected before it is used, as is a swapped one
/// at each read. The rollback of the whole file is not: that needs an anchor outside it ([#changes]).
/// Thread-safe.
public final class RecordSpace implements AutoCloseable {

    /// Up to so many rows are checked when the space is opened: some 100 ms.
    private static final int ROWS_CHECKED_AT_ONCE = 20_000;

    /// Others may write between two such steps of checking everything.
    private static final int BUCKETS_AT_ONCE = 64;

    private final RecordDatabase database;
    private final RowCodec codec;
    private final ListCounts counts = new ListCounts();
    private final AtomicIntegerArray checked = new AtomicIntegerArray(RowCodec.BUCKETS);
    // Guarded by the database's writer lock; absent until read, and where a commit may have failed.
    private @Nullable SpaceHeads heads;
    // Written under the lock.
    private volatile long changes;

    RecordSpace(RecordDatabase database, RowCodec codec) {
        this.database = database;
        this.codec = codec;
    }

    /// Checks the heads, and the rows if they are few; makes the head of a new space.
    ///
    /// @throws RecordException.Corrupt if they do not agree
    void open() {
        database.locked(() -> {
            if (heads().sealedHead().length == 0) {
                database.write(handle -> handle.execute("INSERT INTO head (space, sealed) VALUES (?, ?)",
                        codec.space(), codec.sealHead(SpaceHead.EMPTY)));
                heads = null;
            }
            if (heads().head().buckets().rows() <= ROWS_CHECKED_AT_ONCE) {
                check(0, RowCodec.BUCKETS);
            }
            return true;
        });
    }

    /// The record, if there is one.
    ///
    /// @throws RecordException.Corrupt if its row does not open, or its bucket is not what was written
    public Optional<SealedRecord> find(RecordRef ref) {
        byte[] listTag = codec.listTag(ref.collection(), ref.partition());
        check(RowCodec.bucket(listTag));
        byte[] idTag = codec.idTag(ref);
        Optional<Row> found = database.read(handle -> SpaceRows.row(handle, codec, listTag, idTag));
        return found.map(row -> codec.open(ref.collection(), ref.partition(), row));
    }

    /// All records of a collection and partition, ordered by id.
    ///
    /// @throws RecordException.Corrupt if a row does not open, or their bucket is not what was written
    public List<SealedRecord> list(String collection, String partition) {
        byte[] listTag = codec.listTag(collection, partition);
        check(RowCodec.bucket(listTag));
        return database.read(handle -> SpaceRows.rows(handle, codec, listTag)).stream()
                .map(row -> codec.open(collection, partition, row))
                .sorted(Comparator.comparing(sealed -> sealed.ref().id())).toList();
    }

    /// Gives all records of a collection and partition one by one, in no order, each as it is when it is read. Others
    /// may write meanwhile, and no connection is held while `records` works.
    ///
    /// @throws RecordException.Corrupt if a row does not open, or their bucket is not what was written
    public void each(String collection, String partition, Consumer<SealedRecord> records) {
        byte[] listTag = codec.listTag(collection, partition);
        check(RowCodec.bucket(listTag));
        byte[] after = {};
        List<Row> page = page(listTag, after);
        while (!page.isEmpty()) {
            page.forEach(row -> records.accept(codec.open(collection, partition, row)));
            after = page.getLast().idTag();
            page = page(listTag, after);
        }
    }

    private List<Row> page(byte[] listTag, byte[] after) {
        return database.read(handle -> SpaceRows.page(handle, codec, listTag, after));
    }

    /// How many records a collection and partition have. Cost: no row is opened; an index is read, of a long list the
    /// first time only.
    ///
    /// @throws RecordException.Corrupt if their bucket is not what was written
    public long count(String collection, String partition) {
        byte[] listTag = codec.listTag(collection, partition);
        check(RowCodec.bucket(listTag));
        return counts.of(listTag).orElseGet(() -> {
            long count = database.read(handle -> SpaceRows.count(handle, codec, listTag));
            return ListCounts.isLong(count) ? countAnew(listTag) : count;
        });
    }

    /// Under the lock, so that no commit comes between counting and keeping.
    private long countAnew(byte[] listTag) {
        return database.locked(() -> {
            long count = database.read(handle -> SpaceRows.count(handle, codec, listTag));
            counts.counted(listTag, count);
            return count;
        });
    }

    /// Runs `work` in a transaction that commits when it returns and changes nothing when it throws.
    ///
    /// Transactions of one database run one after another; `work` must not wait for anything else.
    public <T> T transact(Function<RecordTransaction, T> work) {
        return database.locked(() -> {
            SpaceHeads before = heads();
            try {
                Done<T> done = database.write(handle -> run(handle, before, work));
                if (!done.changed().isEmpty()) {
                    before.committed(done.changed(), done.after(), done.sealedHead());
                    counts.committed(done.differences());
                    changes = done.after().changes();
                }
                return done.result();
            } catch (RecordException.Unavailable e) {
                // Whether it was committed is the database's to say.
                heads = null;
                counts.forget();
                throw e;
            }
        });
    }

    private <T> Done<T> run(Handle handle, SpaceHeads before, Function<RecordTransaction, T> work) {
        SpaceRows rows = new SpaceRows(handle, codec, new SpaceRows.Known(before, counts),
                (connection, bucket) -> check(connection, before, bucket));
        T result = work.apply(rows);
        if (rows.changed().isEmpty()) {
            return new Done<>(result, Map.of(), Map.of(), before.head(), before.sealedHead());
        }
        SpaceHead after = before.after(rows.changed());
        return new Done<>(result, rows.changed(), rows.differences(), after, rows.write(after));
    }

    private record Done<T>(T result, Map<Integer, RowSum> changed, Map<ByteBuffer, Long> differences,
            SpaceHead after, byte[] sealedHead) {}

    /// How many transactions have changed records since the space was made: it never falls, unless the file
    /// is an older one.
    public long changes() {
        return changes;
    }

    /// Checks all rows against the heads. Cost: one hash per row.
    ///
    /// @throws RecordException.Corrupt if they do not agree
    public void verify() {
        for (int bucket = 0; bucket < RowCodec.BUCKETS; bucket += BUCKETS_AT_ONCE) {
            check(bucket, bucket + BUCKETS_AT_ONCE);
        }
    }

    /// No transaction commits while the lock is held, so that buckets are read as their heads have them.
    private void check(int from, int to) {
        database.locked(() -> {
            SpaceHeads committed = heads();
            return database.read(handle -> {
                committed.verify(handle, from, to);
                for (int bucket = from; bucket < to; bucket++) {
                    checked.set(bucket, 1);
                }
                return to;
            });
        });
    }

    private void check(int bucket) {
        if (checked.get(bucket) == 0) {
            check(bucket, bucket + 1);
        }
    }

    private void check(Handle handle, SpaceHeads committed, int bucket) {
        if (checked.get(bucket) == 0) {
            committed.verify(handle, bucket, bucket + 1);
            checked.set(bucket, 1);
        }
    }

    /// For the holder of the lock.
    private SpaceHeads heads() {
        SpaceHeads known = heads;
        if (known == null) {
            known = database.read(handle -> SpaceHeads.load(handle, codec));
            heads = known;
            changes = known.head().changes();
        }
        return known;
    }

    /// Makes sure that what was overwritten or deleted is no longer in the file or its log either, sealed as
    /// it is.
    ///
    /// To be called after the record of a key that must be gone for good. Cost: the log is moved into the
    /// file and cut, with a sync of both.
    ///
    /// @return whether it could be done now; a long read in the way leaves it to the next call, and in PostgreSQL
    ///     it cannot be done
    public boolean eraseFormer() {
        return database.eraseFormer();
    }

    /// Forgets the keys of the space; the database stays open.
    @Override
    public void close() {
        codec.close();
    }
}
