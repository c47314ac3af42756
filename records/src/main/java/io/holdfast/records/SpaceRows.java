package io.holdfast.records;

import io.holdfast.records.RowCodec.Row;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;

/// The rows of one space through one connection. For one thread.
///
/// Before anything of a bucket is read or changed, `bucketCheck` is asked to make sure of it.
final class SpaceRows implements RecordTransaction {

    private static final String COLUMNS = "SELECT list_tag, id_tag, version, sealed FROM record WHERE "
            + "space = ?";
    private static final int MOST_SEEN = 1_000;
    private static final int PAGE = 500;

    private final Handle handle;
    private final RowCodec codec;
    private final BiConsumer<Handle, Integer> bucketCheck;
    private final Map<Integer, RowSum> changed = new HashMap<>();
    private final Map<ByteBuffer, Long> differences = new HashMap<>();
    // By the tags, as this transaction leaves them: what is read before it is written is not read again for that.
    private final Map<ByteBuffer, Optional<Row>> seen = new HashMap<>();
    private final SpaceHeads heads;
    private final ListCounts counts;

    SpaceRows(Handle handle, RowCodec codec, Known known, BiConsumer<Handle, Integer> bucketCheck) {
        this.handle = handle;
        this.codec = codec;
        this.heads = known.heads();
        this.counts = known.counts();
        this.bucketCheck = bucketCheck;
    }

    /// What is known of the space as last committed.
    record Known(SpaceHeads heads, ListCounts counts) {}

    /// The buckets that this transaction has changed, as it leaves them.
    Map<Integer, RowSum> changed() {
        return changed;
    }

    /// By how many rows this transaction has made lists longer, by their tags.
    Map<ByteBuffer, Long> differences() {
        return differences;
    }

    @Override
    public Optional<SealedRecord> find(RecordRef ref) {
        return row(codec.listTag(ref.collection(), ref.partition()), codec.idTag(ref))
                .map(row -> codec.open(ref.collection(), ref.partition(), row));
    }

    @Override
    public List<SealedRecord> list(String collection, String partition) {
        byte[] listTag = codec.listTag(collection, partition);
        bucketCheck.accept(handle, RowCodec.bucket(listTag));
        return rows(handle, codec, listTag).stream().map(row -> codec.open(collection, partition, row))
                .sorted(Comparator.comparing(sealed -> sealed.ref().id())).toList();
    }

    /// The rows of a list; its bucket is the caller's to check.
    static List<Row> rows(Handle handle, RowCodec codec, byte[] listTag) {
        return handle.select(COLUMNS + " AND list_tag = ?", codec.space(), listTag).map(SpaceHeads::mapped)
                .list();
    }

    /// The rows of a list after an id tag, in the order of these, of which there are at most a page's; their bucket is
    /// the caller's to check.
    static List<Row> page(Handle handle, RowCodec codec, byte[] listTag, byte[] after) {
        return handle.select(COLUMNS + " AND list_tag = ? AND id_tag > ? ORDER BY id_tag LIMIT ?",
                codec.space(), listTag, after, PAGE).map(SpaceHeads::mapped).list();
    }

    /// A row; its bucket is the caller's to check.
    static Optional<Row> row(Handle handle, RowCodec codec, byte[] listTag, byte[] idTag) {
        return handle.select(COLUMNS + " AND list_tag = ? AND id_tag = ?", codec.space(), listTag, idTag)
                .map(SpaceHeads::mapped).findOne();
    }

    @Override
    public long count(String collection, String partition) {
        byte[] listTag = codec.listTag(collection, partition);
        bucketCheck.accept(handle, RowCodec.bucket(listTag));
        long own = differences.getOrDefault(ByteBuffer.wrap(listTag), 0L);
        OptionalLong known = counts.of(listTag);
        if (known.isPresent()) {
            return known.getAsLong() + own;
        }
        long count = count(handle, codec, listTag);
        counts.counted(listTag, count - own);
        return count;
    }

    /// How many rows a list has; its bucket is the caller's to check.
    static long count(Handle handle, RowCodec codec, byte[] listTag) {
        return handle.select("SELECT count(*) FROM record WHERE space = ? AND list_tag = ?", codec.space(),
                listTag).mapTo(Long.class).one();
    }

    @Override
    public long put(RecordRef ref, byte[] body) {
        byte[] listTag = codec.listTag(ref.collection(), ref.partition());
        byte[] idTag = codec.idTag(ref);
        Optional<Row> former = row(listTag, idTag);
        long version = former.map(Row::version).orElse(0L) + 1;
        Row fresh = codec.sealed(ref.id(), new RowCodec.Place(listTag, idTag, version), body);
        RowSum bucket = bucket(listTag);
        bucket = former.isPresent() ? bucket.minus(codec.term(former.get())) : bucket;
        changed.put(RowCodec.bucket(listTag), bucket.plus(codec.term(fresh)));
        handle.execute("INSERT INTO record (space, list_tag, id_tag, version, sealed) VALUES (?, ?, ?, ?, ?)"
                + " ON CONFLICT (space, list_tag, id_tag)"
                + " DO UPDATE SET version = excluded.version, sealed = excluded.sealed",
                codec.space(), listTag, idTag, version, fresh.sealed());
        leave(fresh, Optional.of(fresh));
        differences.merge(ByteBuffer.wrap(listTag), former.isPresent() ? 0L : 1L, Long::sum);
        return version;
    }

    @Override
    public boolean delete(RecordRef ref) {
        byte[] listTag = codec.listTag(ref.collection(), ref.partition());
        Optional<Row> former = row(listTag, codec.idTag(ref));
        former.ifPresent(row -> {
            changed.put(RowCodec.bucket(listTag), bucket(listTag).minus(codec.term(row)));
            handle.execute("DELETE FROM record WHERE space = ? AND list_tag = ? AND id_tag = ?",
                    codec.space(), row.listTag(), row.idTag());
            leave(row, Optional.empty());
            differences.merge(ByteBuffer.wrap(listTag), -1L, Long::sum);
        });
        return former.isPresent();
    }

    @Override
    public long deleteAll(String collection, String partition) {
        byte[] listTag = codec.listTag(collection, partition);
        bucketCheck.accept(handle, RowCodec.bucket(listTag));
        List<Row> former = rows(handle, codec, listTag);
        if (!former.isEmpty()) {
            RowSum left = former.stream().map(codec::term).reduce(bucket(listTag), RowSum::minus,
                    (first, second) -> second);
            changed.put(RowCodec.bucket(listTag), left);
            handle.execute("DELETE FROM record WHERE space = ? AND list_tag = ?", codec.space(), listTag);
            seen.clear();
            differences.merge(ByteBuffer.wrap(listTag), (long) -former.size(), Long::sum);
        }
        return former.size();
    }

    private RowSum bucket(byte[] listTag) {
        int number = RowCodec.bucket(listTag);
        RowSum mine = changed.get(number);
        return mine == null ? heads.bucket(number) : mine;
    }

    private Optional<Row> row(byte[] listTag, byte[] idTag) {
        bucketCheck.accept(handle, RowCodec.bucket(listTag));
        Optional<Row> known = seen.get(address(listTag, idTag));
        if (known == null) {
            known = row(handle, codec, listTag, idTag);
            leave(listTag, idTag, known);
        }
        return known;
    }

    private void leave(Row row, Optional<Row> left) {
        leave(row.listTag(), row.idTag(), left);
    }

    private void leave(byte[] listTag, byte[] idTag, Optional<Row> left) {
        if (seen.size() >= MOST_SEEN) {
            seen.clear();
        }
        seen.put(address(listTag, idTag), left);
    }

    private static ByteBuffer address(byte[] listTag, byte[] idTag) {
        return ByteBuffer.allocate(listTag.length + idTag.length).put(listTag).put(idTag).flip();
    }

    /// Writes the changed buckets and the head that goes with them; answers the head as it is written.
    ///
    /// @throws RecordException.Unavailable if another process has written meanwhile
    byte[] write(SpaceHead after) {
        changed.forEach((number, sum) -> handle.execute(
                "INSERT INTO bucket (space, number, sealed) VALUES (?, ?, ?)"
                        + " ON CONFLICT (space, number) DO UPDATE SET sealed = excluded.sealed",
                codec.space(), number, codec.sealBucket(number, sum)));
        byte[] sealed = codec.sealHead(after);
        int written = handle.execute("UPDATE head SET sealed = ? WHERE space = ? AND sealed = ?", sealed,
                codec.space(), heads.sealedHead());
        if (written != 1) {
            throw new RecordException.Unavailable("The records were changed by another process");
        }
        return sealed;
    }
}
