package io.holdfast.logstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.iceberg.io.PositionOutputStream;

/// Writes a new file; closing puts it on disk, its name included. Closing again does nothing.
final class StoredOutputStream extends PositionOutputStream {

    private final FileChannel channel;
    private final Path parent;
    // Asked for after closing too.
    private long position;

    private StoredOutputStream(FileChannel channel, Path parent) {
        this.channel = channel;
        this.parent = parent;
    }

    static StoredOutputStream create(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IOException("A file of the store needs a folder");
        }
        Folders.create(parent);
        return new StoredOutputStream(
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), parent);
    }

    @Override
    public long getPos() {
        return position;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
            position += channel.write(buffer);
        }
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            try (channel) {
                channel.force(true);
            }
            Folders.sync(parent);
        }
    }
}
