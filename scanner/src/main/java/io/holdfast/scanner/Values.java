package io.holdfast.scanner;

import java.io.ByteArrayOutputStream;

/// Joins the values of a table into pieces to scan, as most are much too small to scan one by one. A zero
/// byte between two values keeps words and runs of text from reaching across. Not thread-safe.
final class Values implements AutoCloseable {

    /// Some ten thousand values: large enough that the cost of a scan's start does not count.
    private static final int PIECE_BYTES = 4 << 20;

    private final Unpacker.Sink sink;
    private final String part;
    private final ByteArrayOutputStream piece = new ByteArrayOutputStream();

    Values(Unpacker.Sink sink, String part) {
        this.sink = sink;
        this.part = part;
    }

    void add(byte[] value) {
        if (piece.size() > 0 && piece.size() + value.length > PIECE_BYTES) {
            flush();
        }
        piece.writeBytes(value);
        piece.write(0);
    }

    private void flush() {
        sink.scan(part, piece.toByteArray(), piece.size());
        piece.reset();
    }

    /// Scans what is left.
    @Override
    public void close() {
        if (piece.size() > 0) {
            flush();
        }
    }
}
