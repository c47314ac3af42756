package io.holdfast.os;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// An anonymous file in memory (Linux memfd), for plaintext that another library wants to see as a file.
///
/// It has no name in any file system and never reaches a disk (unencrypted swap aside). Sparse: bytes never
/// written read as zero and take no memory. While it is open, [#path] can be opened by this process only.
/// Closing frees the memory once nobody else has it open. Not thread-safe but for positional reads and writes
/// of disjoint ranges.
public final class MemoryFile implements AutoCloseable {

    private static final int MFD_CLOEXEC = 1;

    private final int fd;
    private final RandomAccessFile file;
    private boolean closed;

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
        return channel().size();
    }

    /// Sets the size; growing leaves a hole that reads as zero.
    public void resize(long size) throws IOException {
        file.setLength(size);
    }

    /// Writes all remaining bytes of the buffer at the position.
    public void write(long position, ByteBuffer buffer) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            at += channel().write(buffer, at);
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
        while (buffer.hasRemaining() && channel().read(buffer, buffer.position()) >= 0) {
            // Each turn reads on.
        }
        return buffer.array();
    }

    /// The channel, for streams over the content. It closes with the file.
    public FileChannel channel() {
        return file.getChannel();
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
