package io.holdfast.logstore;

import java.nio.ByteBuffer;

/// A Bloom filter over hashes, in blocks of 32 bytes of which a hash has one: 8 words, one bit in each.
///
/// With 12 bits for each hash, some 5 of 1,000 that are not there seem to be. Source: split block Bloom filters, as
/// in the Apache Parquet format, `BloomFilter.md`.
final class TermFilter {

    static final int BLOCK_BYTES = 32;
    private static final int BITS_PER_HASH = 12;
    private static final int[] SALTS = {0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7,
            0x2df1424b,
            0x9efc4947, 0x5c6bfb31};

    private TermFilter() {}

    /// The filter of some hashes.
    static byte[] of(long[] hashes) {
        int blocks = (int) (((long) hashes.length * BITS_PER_HASH + BLOCK_BYTES * 8 - 1) / (BLOCK_BYTES * 8));
        ByteBuffer filter = ByteBuffer.allocate(blocks * BLOCK_BYTES);
        for (long hash : hashes) {
            int start = block(hash, blocks) * BLOCK_BYTES;
            for (int word = 0; word < SALTS.length; word++) {
                int at = start + word * Integer.BYTES;
                filter.putInt(at, filter.getInt(at) | bit(hash, word));
            }
        }
        return filter.array();
    }

    /// Which block a hash has.
    static int block(long hash, int blocks) {
        return (int) (((hash >>> 32) * blocks) >>> 32);
    }

    /// Whether a hash may be there.
    ///
    /// @param block that of the hash
    static boolean mayHold(ByteBuffer block, long hash) {
        for (int word = 0; word < SALTS.length; word++) {
            if ((block.getInt(word * Integer.BYTES) & bit(hash, word)) == 0) {
                return false;
            }
        }
        return true;
    }

    private static int bit(long hash, int word) {
        return 1 << (((int) hash * SALTS[word]) >>> 27);
    }
}
