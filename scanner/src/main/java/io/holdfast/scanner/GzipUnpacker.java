package io.holdfast.scanner;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.CRC32;

/// Unpacks one gzip member, RFC 1952. A file of several is found member by member.
final class GzipUnpacker implements Unpacker {

    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;
    /// Longest file name or comment that is read; real ones are shorter by far.
    private static final int MOST_TEXT_BYTES = 4096;

    @Override
    public Outcome unpack(Content content, long offset, Sink sink) throws IOException {
        long body = body(content, offset);
        if (body < 0) {
            return Outcome.NOT_ONE;
        }
        Inflation inflation = Inflation.of(content, body, sink.limit());
        sink.scan("", inflation.bytes(), inflation.bytes().length);
        if (inflation.outcome() != Outcome.WHOLE) {
            return inflation.outcome();
        }
        return hasItsChecksum(content, inflation) ? Outcome.WHOLE : Outcome.DAMAGED;
    }

    /// Where the deflate stream begins, or -1 if there is no header here.
    private static long body(Content content, long offset) throws IOException {
        try {
            byte[] header = content.bytes(offset, HEADER_BYTES);
            int flags = header[3] & 0xff;
            if ((flags & RESERVED) != 0) {
                return -1;
            }
            long at = offset + HEADER_BYTES;
            if ((flags & EXTRA) != 0) {
                at += 2 + LittleEndian.unsigned16(content.bytes(at, 2), 0);
            }
            if ((flags & NAME) != 0) {
                at = afterZero(content, at);
            }
            if ((flags & COMMENT) != 0 && at >= 0) {
                at = afterZero(content, at);
            }
            return at < 0 ? -1 : at + ((flags & HEADER_CRC) != 0 ? 2 : 0);
        } catch (EOFException e) {
            return -1;
        }
    }

    private static long afterZero(Content content, long from) throws IOException {
        for (long at = from; at < from + MOST_TEXT_BYTES; at++) {
            if (content.bytes(at, 1)[0] == 0) {
                return at + 1;
            }
        }
        return -1;
    }

    private static boolean hasItsChecksum(Content content, Inflation inflation) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(inflation.bytes());
        try {
            byte[] trailer = content.bytes(inflation.end(), TRAILER_BYTES);
            return LittleEndian.unsigned32(trailer, 0) == crc.getValue();
        } catch (EOFException e) {
            return false;
        }
    }
}
