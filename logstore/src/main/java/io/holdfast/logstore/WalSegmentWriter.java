package io.holdfast.logstore;

import io.holdfast.crypto.FrameCipher;
import io.holdfast.crypto.SealingKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// Writes one new WAL segment. For one thread at a time.
final class WalSegmentWriter implements AutoCloseable {

    private final String id;
    private final Path file;
    private final FileChannel channel;
    private final FrameCipher frames;
    private final FrameCipher marks;
    private final FaultPoints faults;
    private long nextFrame;
    private long durableLength;

    private WalSegmentWriter(String id, Path file, FileChannel channel, SealingKey walKey,
            FaultPoints faults) {
        this.id = id;
        this.file = file;
        this.channel = channel;
        this.frames = WalFormat.frames(walKey, id);
        this.marks = WalFormat.marks(walKey, id);
        this.faults = faults;
    }

    /// Makes the file, with its header and its name on disk when this returns.
    static WalSegmentWriter create(Path folder, String id, SealingKey walKey, FaultPoints faults)
            throws IOException {
        Path file = folder.resolve(WalFormat.fileName(id));
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            channel.write(ByteBuffer.wrap(WalFormat.header(id)));
            channel.force(true);
            Folders.sync(folder);
            WalSegmentWriter writer = new WalSegmentWriter(id, file, channel, walKey, faults);
            writer.durableLength = WalFormat.HEADER_BYTES;
            return writer;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    String id() {
        return id;
    }

    long length() {
        return durableLength;
    }

    /// How the segment ends after its last durable write.
    WalState.End end(long lastLsn) {
        return new WalState.End(lastLsn, durableLength);
    }

    /// Writes the records, waits until they are on disk, and then writes a mark that says so.
    void write(List<WalRecord> batch) throws IOException {
        ByteBuffer[] buffers = new ByteBuffer[2 * batch.size()];
        for (int i = 0; i < batch.size(); i++) {
            byte[] sealed = frames.seal(nextFrame++, batch.get(i).encode());
            buffers[2 * i] = ByteBuffer.allocate(WalFormat.LENGTH_BYTES).putInt(sealed.length).flip();
            buffers[2 * i + 1] = ByteBuffer.wrap(sealed);
        }
        faults.reached("wal.write.before");
        channel.position(durableLength);
        long length = durableLength + writeFully(buffers);
        faults.reached("wal.write.after");
        channel.force(false);
        faults.reached("wal.fsync.after");
        long lsn = batch.getLast().lsn();
        byte[] mark = marks.seal(length, ByteBuffer.allocate(Long.BYTES).putLong(lsn).array());
        length += writeFully(ByteBuffer.allocate(WalFormat.LENGTH_BYTES).putInt(WalFormat.MARK_LENGTH).flip(),
                ByteBuffer.wrap(mark));
        durableLength = length;
    }

    private long writeFully(ByteBuffer... buffers) throws IOException {
        long written = 0;
        int first = 0;
        while (first < buffers.length) {
            if (!buffers[first].hasRemaining()) {
                first++;
            } else {
                written += channel.write(buffers, first, buffers.length - first);
            }
        }
        return written;
    }

    /// Cuts off what a failed [#write] may have left, on disk when this returns. The channel may be closed by
    /// then.
    void cutToDurable() throws IOException {
        Folders.cut(file, durableLength);
    }

    @Override
    public void close() throws IOException {
        frames.close();
        marks.close();
        channel.close();
    }
}
