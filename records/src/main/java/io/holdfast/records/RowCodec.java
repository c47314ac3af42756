package io.holdfast.records;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.Digests;
import io.holdfast.crypto.MacKey;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.UnsealException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Tags, seals and sums of one space's rows. Thread-safe.
///
/// A body is sealed together with its address: id length (4 bytes), id (UTF-8), body. The additional data
/// binds space, tags and version.
final class RowCodec implements AutoCloseable {

    /// How many buckets the rows of a space fall into, by the first 12 bits of their list tag.
    static final int BUCKETS = 4096;

    private static final int TAG_BYTES = 16;

    private final String space;
    private final SealingKey bodies;
    private final SealingKey heads;
    private final MacKey tags;
    private final MacKey sums;

    RowCodec(String space, SealingKey key) {
        Aad purpose = Aad.of("holdfast/records/v1").with(space);
        this.space = space;
        this.bodies = key.derive(purpose.with("bodies"));
        this.heads = key.derive(purpose.with("heads"));
        this.tags = MacKey.derive(key, purpose.with("tags"));
        this.sums = MacKey.derive(key, purpose.with("sums"));
    }

    String space() {
        return space;
    }

    byte[] listTag(String collection, String partition) {
        return Arrays.copyOf(tags.mac(Aad.of("list").with(collection).with(partition)), TAG_BYTES);
    }

    byte[] idTag(RecordRef ref) {
        return Arrays.copyOf(
                tags.mac(Aad.of("id").with(ref.collection()).with(ref.partition()).with(ref.id())),
                TAG_BYTES);
    }

    Row sealed(String name, Place place, byte[] body) {
        byte[] id = name.getBytes(StandardCharsets.UTF_8);
        byte[] content = ByteBuffer.allocate(Integer.BYTES + id.length + body.length).putInt(id.length)
                .put(id)
                .put(body).array();
        return new Row(place.listTag(), place.idTag(), place.version(),
                bodies.seal(content, aad(place.listTag(), place.idTag(), place.version())));
    }

    /// @throws RecordException.Corrupt if the row is not as written
    SealedRecord open(String collection, String partition, Row row) {
        try {
            byte[] content = bodies.open(row.sealed(), aad(row.listTag(), row.idTag(), row.version()));
            int length = ByteBuffer.wrap(content).getInt();
            String id = new String(content, Integer.BYTES, length, StandardCharsets.UTF_8);
            return new SealedRecord(new RecordRef(collection, partition, id), row.version(),
                    Arrays.copyOfRange(content, Integer.BYTES + length, content.length));
        } catch (UnsealException e) {
            throw new RecordException.Corrupt("A record does not open: collection " + collection, e);
        }
    }

    /// The row's term in the head's sum.
    BigInteger term(Row row) {
        return new BigInteger(1,
                sums.mac(Aad.of("row").with(row.listTag()).with(row.idTag()).with(row.version())
                        .with(Digests.sha256(row.sealed()))));
    }

    static int bucket(byte[] listTag) {
        return (listTag[0] & 0xff) << 4 | (listTag[1] & 0xff) >> 4;
    }

    /// The lowest list tag of a bucket.
    static byte[] bucketStart(int number) {
        return new byte[]{(byte) (number >> 4), (byte) (number << 4)};
    }

    /// The bucket's term in the head's sum.
    BigInteger term(int bucket, RowSum sum) {
        return new BigInteger(1, sums.mac(Aad.of("bucket").with(bucket).with(sum.toBytes())));
    }

    byte[] sealBucket(int number, RowSum sum) {
        return heads.seal(sum.toBytes(), bucketAad(number));
    }

    /// @throws RecordException.Corrupt if the bucket's head is not as written
    byte[] openBucket(int number, byte[] sealed) {
        try {
            return heads.open(sealed, bucketAad(number));
        } catch (UnsealException e) {
            throw new RecordException.Corrupt("The head of a bucket of a record space does not open", e);
        }
    }

    private Aad bucketAad(int number) {
        return Aad.of("bucket").with(space).with(number);
    }

    byte[] sealHead(SpaceHead head) {
        return heads.seal(head.toBytes(), Aad.of("head").with(space));
    }

    /// @throws RecordException.Corrupt if the head is not as written
    SpaceHead openHead(byte[] sealed) {
        try {
            return SpaceHead.of(heads.open(sealed, Aad.of("head").with(space)));
        } catch (UnsealException e) {
            throw new RecordException.Corrupt("The head of a record space does not open", e);
        }
    }

    private Aad aad(byte[] listTag, byte[] idTag, long version) {
        return Aad.of("row").with(space).with(listTag).with(idTag).with(version);
    }

    @Override
    public void close() {
        bodies.close();
        heads.close();
        tags.close();
        sums.close();
    }

    /// Where a row stands, and how often it was changed.
    record Place(byte[] listTag, byte[] idTag, long version) {}

    /// A row as stored.
    record Row(byte[] listTag, byte[] idTag, long version, byte[] sealed) {}
}
