package io.holdfast.scanner;

/// Numbers as most container formats write them.
final class LittleEndian {

    private LittleEndian() {}

    static int unsigned16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8);
    }

    static long unsigned32(byte[] bytes, int at) {
        return unsigned16(bytes, at) | ((long) unsigned16(bytes, at + 2) << 16);
    }
}
