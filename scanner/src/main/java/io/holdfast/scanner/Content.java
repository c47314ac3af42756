package io.holdfast.scanner;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Bytes that can be read at any position: a file, or something unpacked.
interface Content {

    /// Size in bytes; that of a file may change while it is scanned.
    long size() throws IOException;

    /// Reads up to as many bytes as the buffer has room for.
    ///
    /// @return how many, at least 1, or -1 at the end
    int read(long position, ByteBuffer into) throws IOException;

    /// A copy of a range.
    ///
    /// @throws EOFException if the content ends before it does
    default byte[] bytes(long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (read(position + buffer.position(), buffer) < 0) {
                throw new EOFException("Content ends inside a range");
            }
        }
        return buffer.array();
    }

    /// A stream from the position to the end.
    default InputStream stream(long position) {
        return new InputStream() {
            private long at = position;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                int count = Content.this.read(at, ByteBuffer.wrap(into, offset, length));
                at += Math.max(count, 0);
                return count;
            }
        };
    }

    /// The content of an open file; whoever opened the channel closes it.
    record OfFile(FileChannel channel) implements Content {

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            return channel.read(into, position);
        }
    }

    /// The first `length` bytes of an array, which is not copied.
    record OfBytes(byte[] array, int length) implements Content {

        @Override
        public long size() {
            return length;
        }

        @Override
        public int read(long position, ByteBuffer into) {
            if (position >= length) {
                return -1;
            }
            int count = (int) Math.min(into.remaining(), length - position);
            into.put(array, (int) position, count);
            return count;
        }
    }
}
