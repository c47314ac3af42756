package io.holdfast.scanner;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Unpacks one Zstandard frame, RFC 8878. A file of several is found frame by frame, and so are the
/// compressed pages of a Parquet file that is not whole.
final class ZstdUnpacker implements Unpacker {

    private static final int BUFFER_BYTES = 64 * 1024;

    @Override
    public Outcome unpack(Content content, long offset, Sink sink) throws IOException {
        ByteArrayOutputStream unpacked = new ByteArrayOutputStream();
        Outcome outcome = decompress(content, offset, unpacked, sink.limit());
        if (outcome == Outcome.DAMAGED && unpacked.size() == 0) {
            return Outcome.NOT_ONE;
        }
        sink.scan("", unpacked.toByteArray(), unpacked.size());
        return outcome;
    }

    private static Outcome decompress(Content content, long offset, ByteArrayOutputStream unpacked,
            long limit)
            throws IOException {
        ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
        ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
        long position = offset;
        try (ZstdDecompressCtx context = new ZstdDecompressCtx()) {
            boolean atEnd = false;
            boolean hasMore = false;
            while (!atEnd) {
                if (!in.hasRemaining() && !hasMore) {
                    int count = content.read(position, in.clear());
                    if (count < 0) {
                        return Outcome.DAMAGED;
                    }
                    position += count;
                    in.flip();
                }
                atEnd = context.decompressDirectByteBufferStream(out, in);
                // A full buffer may leave output inside the decompressor, though all input is used up.
                hasMore = !out.hasRemaining();
                drain(out.flip(), unpacked);
                if (unpacked.size() > limit) {
                    return Outcome.TOO_BIG;
                }
            }
            return Outcome.WHOLE;
        } catch (ZstdException e) {
            return Outcome.DAMAGED;
        }
    }

    private static void drain(ByteBuffer out, ByteArrayOutputStream unpacked) {
        byte[] bytes = new byte[out.remaining()];
        out.get(bytes).clear();
        unpacked.writeBytes(bytes);
    }
}
