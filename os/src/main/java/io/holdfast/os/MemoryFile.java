package io.holdfast.os;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;

/// An anonymous file in memory (Linux memfd), for plaintext that another library wants to see as a file.
///
/// It has no name in any file system and never reaches a disk (unencrypted swap aside). Sparse: bytes never
/// written read as zero and take no memory. While it is open, [#path] can be opened by this process only.
/// Closing frees the memory once nobody else has it open. Bytes are copied from and to the Java heap directly:
/// the JDK's file channels would leave a copy in native memory that they keep for the next call. Not
/// thread-safe but for positional reads and writes of disjoint ranges.
public final class MemoryFile implements AutoCloseable {

    private static final int MFD_CLOEXEC = 1;
    /// The garbage collector waits while a piece is copied: some 0.1 ms.
    private static final int PIECE_BYTES = 1 << 20;

    private final int fd;
    private final RandomAccessFile file;
    // The number of a closed file is used again: nothing may be read or written by it then.
    private volatile boolean closed;

    private MemoryFile(int fd, RandomAccessFile file) {
        this.fd = fd;
        this.file = file;
    }

    /// Makes an empty file.
    ///
    /// @throws IOException if the system is no Linux or has no descriptor left
    public static MemoryFile create() throws IOException {
        int fd = Libc.memfdCreate("holdfast", MFD_CLOEXEC);
        try {
            return new MemoryFile(fd, new RandomAccessFile("/proc/self/fd/" + fd, "rw"));
        } catch (IOException e) {
            Libc.close(fd);
            throw e;
        }
    }

    /// Makes a file with this content.
    public static MemoryFile of(byte[] content) throws IOException {
        MemoryFile file = create();
        try {
            file.write(0, ByteBuffer.wrap(content));
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /// The path under which this process can open the file: `/proc/self/fd/N`. The number is used again after
    /// closing, so a reader that caches by path must be told.
    public Path path() {
        return Path.of("/proc/self/fd/" + fd);
    }

    /// Size in bytes.
    public long size() throws IOException {
        return file.length();
    }

    /// Sets the size; growing leaves a hole that reads as zero.
    public void resize(long size) throws IOException {
        file.setLength(size);
    }

    /// Writes all remaining bytes of the buffer at the position.
    public void write(long position, ByteBuffer buffer) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            long written = Libc.pwrite(open(), piece(buffer), at);
            buffer.position(buffer.position() + (int) written);
            at += written;
        }
    }

    /// Fills what remains of the buffer with the bytes at the position.
    ///
    /// @throws EOFException if the file ends before
    public void read(long position, ByteBuffer buffer) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            long read = Libc.pread(open(), piece(buffer), at);
            if (read == 0) {
                throw new EOFException("The memory file ends before position "
                        + (at + buffer.remaining()) + ": it has " + size() + " bytes");
            }
            buffer.position(buffer.position() + (int) read);
            at += read;
        }
    }

    /// The whole content.
    ///
    /// @throws IOException if it is larger than an array can be
    public byte[] readAll() throws IOException {
        long size = size();
        if (size > Integer.MAX_VALUE - 8) {
            throw new IOException("Invalid size for one array: " + size + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) size);
        read(0, buffer);
        return buffer.array();
    }

    private int open() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
        return fd;
    }

    private static MemorySegment piece(ByteBuffer buffer) {
        return MemorySegment.ofBuffer(buffer).asSlice(0, Math.min(buffer.remaining(), PIECE_BYTES));
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (file) {
            Libc.close(fd);
        }
    }
}
