package io.holdfast.ingest;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Texts one after the other. Not thread-safe.
final class JoinedReader extends Reader {

    private final Deque<Reader> left;

    JoinedReader(List<Reader> readers) {
        this.left = new ArrayDeque<>(readers);
    }

    @Override
    public int read(char[] chars, int offset, int length) throws IOException {
        while (!left.isEmpty()) {
            int read = left.getFirst().read(chars, offset, length);
            if (read >= 0) {
                return read;
            }
            left.removeFirst().close();
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        while (!left.isEmpty()) {
            left.removeFirst().close();
        }
    }
}
