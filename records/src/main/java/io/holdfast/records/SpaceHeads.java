package io.holdfast.records;

import io.holdfast.records.RowCodec.Row;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/// The head of a space and those of its buckets, as last committed: read once, checked against each other,
/// and kept in memory from then on. For the holder of the database's writer lock.
final class SpaceHeads {

    private static final String ROWS = "SELECT list_tag, id_tag, version, sealed FROM record WHERE space = ?"
            + " AND list_tag >= ?";
    private static final byte[] NONE = {};

    private final RowCodec codec;
    private final Map<Integer, RowSum> buckets = new HashMap<>();
    private SpaceHead head;
    private byte[] sealedHead;

    private SpaceHeads(RowCodec codec, SpaceHead head, byte[] sealedHead) {
        this.codec = codec;
        this.head = head;
        this.sealedHead = sealedHead;
    }

    /// Reads the heads of a space. Cost: one look at each bucket's head, 4096 at most.
    ///
    /// @throws RecordException.Corrupt if they do not agree with each other, or are under another key
    static SpaceHeads load(Handle handle, RowCodec codec) {
        Optional<byte[]> stored = handle.select("SELECT sealed FROM head WHERE space = ?", codec.space())
                .mapTo(byte[].class).findOne();
        SpaceHeads heads = new SpaceHeads(codec, stored.map(codec::openHead).orElse(SpaceHead.EMPTY),
                stored.orElse(NONE));
        RowSum counted = RowSum.EMPTY;
        try (var found = handle.select("SELECT number, sealed FROM bucket WHERE space = ?", codec.space())
                .map((row, context) -> Map.entry(row.getInt(1), row.getBytes(2))).stream()) {
            for (var bucket : (Iterable<Map.Entry<Integer, byte[]>>) found::iterator) {
                RowSum sum = RowSum.of(ByteBuffer.wrap(codec.openBucket(bucket.getKey(), bucket.getValue())));
                heads.buckets.put(bucket.getKey(), sum);
                counted = counted.plus(sum.rows(), codec.term(bucket.getKey(), sum));
            }
        }
        if (!counted.equals(heads.head.buckets())) {
            throw new RecordException.Corrupt("The heads of a record space are not those last written");
        }
        if (stored.isEmpty() && hasRows(handle, codec)) {
            throw new RecordException.Corrupt("The head of a record space is missing");
        }
        return heads;
    }

    private static boolean hasRows(Handle handle, RowCodec codec) {
        return handle.select("SELECT 1 FROM record WHERE space = ? LIMIT 1", codec.space())
                .mapTo(Integer.class).findOne().isPresent();
    }

    SpaceHead head() {
        return head;
    }

    /// The head as its row has it; empty where there is no row.
    byte[] sealedHead() {
        return sealedHead;
    }

    RowSum bucket(int number) {
        return buckets.getOrDefault(number, RowSum.EMPTY);
    }

    /// Checks the rows of some buckets, none of which the transaction of `handle` has changed, against their
    /// heads. Cost: one hash per row.
    ///
    /// @param from the first bucket
    /// @param to the bucket after the last one
    /// @throws RecordException.Corrupt if they are not those last written
    void verify(Handle handle, int from, int to) {
        Map<Integer, RowSum> counted = new HashMap<>();
        try (var rows = rows(handle, from, to).map(SpaceHeads::mapped).stream()) {
            for (Row row : (Iterable<Row>) rows::iterator) {
                counted.merge(RowCodec.bucket(row.listTag()), RowSum.EMPTY.plus(codec.term(row)),
                        RowSum::plus);
            }
        }
        for (int number = from; number < to; number++) {
            RowSum found = counted.getOrDefault(number, RowSum.EMPTY);
            if (!found.equals(bucket(number))) {
                throw new RecordException.Corrupt("The records of a space are not those last written: "
                        + found.rows() + " rows found, " + bucket(number).rows() + " expected");
            }
        }
    }

    private Query rows(Handle handle, int from, int to) {
        return to == RowCodec.BUCKETS
                ? handle.select(ROWS, codec.space(), RowCodec.bucketStart(from))
                : handle.select(ROWS + " AND list_tag < ?", codec.space(), RowCodec.bucketStart(from),
                        RowCodec.bucketStart(to));
    }

    /// The head after a transaction that leaves these buckets.
    SpaceHead after(Map<Integer, RowSum> changed) {
        RowSum sum = head.buckets();
        for (Map.Entry<Integer, RowSum> bucket : changed.entrySet()) {
            int number = bucket.getKey();
            RowSum former = buckets.get(number);
            if (former != null) {
                sum = sum.minus(former.rows(), codec.term(number, former));
            }
            sum = sum.plus(bucket.getValue().rows(), codec.term(number, bucket.getValue()));
        }
        return new SpaceHead(head.changes() + 1, sum);
    }

    /// Takes over what a transaction has committed.
    ///
    /// @param sealed the head as it was written
    void committed(Map<Integer, RowSum> changed, SpaceHead after, byte[] sealed) {
        buckets.putAll(changed);
        head = after;
        sealedHead = sealed;
    }

    static Row mapped(ResultSet result, StatementContext context) throws SQLException {
        return new Row(result.getBytes(1), result.getBytes(2), result.getLong(3), result.getBytes(4));
    }
}
