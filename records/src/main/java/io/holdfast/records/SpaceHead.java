package io.holdfast.records;

import java.nio.ByteBuffer;

/// What a space's head seals.
///
/// Layout: changes (8 bytes, big endian), then the [RowSum].
///
/// @param changes how many transactions have changed rows since the space was made
/// @param buckets the number of all rows, and the sum over the buckets' terms
record SpaceHead(long changes, RowSum buckets) {

    static final SpaceHead EMPTY = new SpaceHead(0, RowSum.EMPTY);

    static final int BYTES = Long.BYTES + RowSum.BYTES;

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES).putLong(changes).put(buckets.toBytes()).array();
    }

    /// @throws RecordException.Corrupt if it is of another version
    static SpaceHead of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new RecordException.Corrupt("The head of a record space is of an older version");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new SpaceHead(buffer.getLong(), RowSum.of(buffer));
    }
}
