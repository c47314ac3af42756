package io.holdfast.records;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/// What a space's head seals: the number of rows and the sum of their terms modulo 2^256.
///
/// Layout: rows (8 bytes, big endian), sum (32 bytes, big endian).
record SpaceHead(long rows, BigInteger sum) {

    static final SpaceHead EMPTY = new SpaceHead(0, BigInteger.ZERO);

    private static final int SUM_BYTES = 32;
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(SUM_BYTES * 8);

    SpaceHead plus(BigInteger term) {
        return new SpaceHead(rows + 1, sum.add(term).mod(MODULUS));
    }

    SpaceHead minus(BigInteger term) {
        return new SpaceHead(rows - 1, sum.subtract(term).mod(MODULUS));
    }

    byte[] toBytes() {
        byte[] magnitude = sum.toByteArray();
        int from = magnitude.length > SUM_BYTES ? magnitude.length - SUM_BYTES : 0;
        int length = magnitude.length - from;
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + SUM_BYTES).putLong(rows);
        bytes.position(Long.BYTES + SUM_BYTES - length);
        return bytes.put(magnitude, from, length).array();
    }

    static SpaceHead of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long rows = buffer.getLong();
        byte[] sum = new byte[SUM_BYTES];
        buffer.get(sum);
        return new SpaceHead(rows, new BigInteger(1, sum));
    }
}
