package io.holdfast.logstore;

import io.holdfast.crypto.FrameCipher;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.UnsealException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads one WAL segment from its start and proves it whole.
///
/// A finished segment must be, byte by byte, what the catalog says it is. The last segment of a store that
/// was not closed may end in a torn write, but only where nothing durable follows: a mark beyond the first
/// frame that does not open proves that the frame was once on disk, and is damage.
final class WalSegmentReader implements AutoCloseable {

    private final WalState.Segment segment;
    private final FileChannel channel;
    private final FrameCipher frames;
    private final FrameCipher marks;
    private final long size;
    private long position;
    private long nextFrame;
    private long lastLsn;

    private WalSegmentReader(WalState.Segment segment, FileChannel channel, SealingKey walKey)
            throws IOException {
        this.segment = segment;
        this.channel = channel;
        this.size = channel.size();
        this.frames = WalFormat.frames(walKey, segment.id());
        this.marks = WalFormat.marks(walKey, segment.id());
        this.lastLsn = segment.firstLsn() - 1;
    }

    /// @throws LogStoreException.Corrupt if the file is missing
    static WalSegmentReader open(Path folder, WalState.Segment segment, SealingKey walKey)
            throws IOException {
        Path file = folder.resolve(WalFormat.fileName(segment.id()));
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            return new WalSegmentReader(segment, channel, walKey);
        } catch (NoSuchFileException e) {
            throw new LogStoreException.Corrupt("WAL segment " + segment.id() + " is missing", e);
        }
    }

    /// Hands all records in order to `sink`, and says how the segment ends.
    ///
    /// @throws LogStoreException.Corrupt if it is not what was written
    WalState.End readAll(Consumer<WalRecord> sink) throws IOException {
        readHeader();
        boolean whole = true;
        while (whole && position < size) {
            whole = readNext(sink);
        }
        WalState.End found = new WalState.End(lastLsn, position);
        WalState.End expected = segment.end();
        if (expected != null) {
            require(whole && size == expected.length() && found.equals(expected));
        } else if (!whole) {
            require(!markFollows());
        }
        return found;
    }

    private void readHeader() throws IOException {
        byte[] header = read(0, WalFormat.HEADER_BYTES).orElseThrow(this::corrupt);
        require(Arrays.equals(header, WalFormat.header(segment.id())));
        position = WalFormat.HEADER_BYTES;
    }

    private boolean readNext(Consumer<WalRecord> sink) throws IOException {
        Optional<byte[]> lengthBytes = read(position, WalFormat.LENGTH_BYTES);
        if (lengthBytes.isEmpty()) {
            return false;
        }
        int length = ByteBuffer.wrap(lengthBytes.get()).getInt();
        if (length == WalFormat.MARK_LENGTH) {
            return readMark();
        }
        if (length < FrameCipher.OVERHEAD_BYTES || length > WalFormat.MAX_FRAME_BYTES) {
            return false;
        }
        Optional<byte[]> opened = read(position + WalFormat.LENGTH_BYTES, length)
                .flatMap(sealed -> tryOpen(frames, nextFrame, sealed));
        if (opened.isEmpty()) {
            return false;
        }
        WalRecord next = WalRecord.decode(opened.get());
        require(next.lsn() == lastLsn + 1);
        sink.accept(next);
        lastLsn = next.lsn();
        nextFrame++;
        position += WalFormat.LENGTH_BYTES + (long) length;
        return true;
    }

    private boolean readMark() throws IOException {
        if (!markAt(position)) {
            return false;
        }
        position += WalFormat.MARK_BYTES;
        return true;
    }

    private boolean markAt(long offset) throws IOException {
        return read(offset + WalFormat.LENGTH_BYTES, WalFormat.MARK_SEALED_BYTES)
                .flatMap(sealed -> tryOpen(marks, offset, sealed)).isPresent();
    }

    /// Whether a mark stands anywhere after the position. Only what opens is one, so every offset may be
    /// tried.
    private boolean markFollows() throws IOException {
        int window = 1 << 20;
        for (long start = position; start < size; start += window) {
            int length = (int) Math.min(window + Integer.BYTES - 1L, size - start);
            ByteBuffer bytes = ByteBuffer.wrap(read(start, length).orElseThrow(this::corrupt));
            for (int i = 0; i + Integer.BYTES <= length; i++) {
                if (bytes.getInt(i) == WalFormat.MARK_LENGTH && markAt(start + i)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Optional<byte[]> tryOpen(FrameCipher cipher, long number, byte[] sealed) {
        try {
            return Optional.of(cipher.open(number, sealed));
        } catch (UnsealException e) {
            return Optional.empty();
        }
    }

    private Optional<byte[]> read(long offset, int length) throws IOException {
        if (length > size - offset) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(buffer.array());
    }

    private void require(boolean holds) {
        if (!holds) {
            throw corrupt();
        }
    }

    private LogStoreException corrupt() {
        return new LogStoreException.Corrupt("WAL segment " + segment.id() + " is not what was written",
                null);
    }

    @Override
    public void close() throws IOException {
        frames.close();
        marks.close();
        channel.close();
    }
}
