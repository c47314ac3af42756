package io.holdfast.scanner;

import java.io.EOFException;
import java.io.IOException;

/// Unpacks one entry of a zip file from its local file header (APPNOTE 6.3, section 4.3.7), so that an
/// archive whose directory is damaged is read too. A stored entry needs nothing: its bytes were scanned where
/// they stand.
final class ZipEntryUnpacker implements Unpacker {

    private static final int HEADER_BYTES = 30;
    private static final int METHOD_AT = 8;
    private static final int NAME_LENGTH_AT = 26;
    private static final int EXTRA_LENGTH_AT = 28;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    @Override
    public Outcome unpack(Content content, long offset, Sink sink) throws IOException {
        byte[] header;
        try {
            header = content.bytes(offset, HEADER_BYTES);
        } catch (EOFException e) {
            return Outcome.NOT_ONE;
        }
        int method = LittleEndian.unsigned16(header, METHOD_AT);
        if (method == STORED) {
            return Outcome.WHOLE;
        }
        if (method != DEFLATED) {
            return Outcome.DAMAGED;
        }
        long body = offset + HEADER_BYTES + LittleEndian.unsigned16(header, NAME_LENGTH_AT)
                + LittleEndian.unsigned16(header, EXTRA_LENGTH_AT);
        Inflation inflation = Inflation.of(content, body, sink.limit());
        sink.scan("", inflation.bytes(), inflation.bytes().length);
        return inflation.outcome();
    }
}
