package io.holdfast.records;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/// A number of rows, and the sum modulo 2^256 of keyed terms: over the rows of a bucket, or over the buckets.
///
/// Layout: rows (8 bytes, big endian), sum (32 bytes, big endian).
record RowSum(long rows, BigInteger sum) {

    static final RowSum EMPTY = new RowSum(0, BigInteger.ZERO);
    static final int BYTES = Long.BYTES + 32;

    private static final int SUM_BYTES = 32;
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(SUM_BYTES * 8);

    RowSum plus(BigInteger term) {
        return plus(1, term);
    }

    RowSum minus(BigInteger term) {
        return minus(1, term);
    }

    RowSum plus(RowSum other) {
        return plus(other.rows, other.sum);
    }

    RowSum plus(long more, BigInteger term) {
        return new RowSum(rows + more, sum.add(term).mod(MODULUS));
    }

    RowSum minus(long fewer, BigInteger term) {
        return new RowSum(rows - fewer, sum.subtract(term).mod(MODULUS));
    }

    byte[] toBytes() {
        byte[] magnitude = sum.toByteArray();
        int from = magnitude.length > SUM_BYTES ? magnitude.length - SUM_BYTES : 0;
        int length = magnitude.length - from;
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).putLong(rows);
        bytes.position(BYTES - length);
        return bytes.put(magnitude, from, length).array();
    }

    static RowSum of(ByteBuffer bytes) {
        long rows = bytes.getLong();
        byte[] sum = new byte[SUM_BYTES];
        bytes.get(sum);
        return new RowSum(rows, new BigInteger(1, sum));
    }
}
