package io.holdfast.logstore;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.FrameCipher;
import io.holdfast.crypto.SealingKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// The layout of a WAL segment; `docs/formats/wal.md` describes it.
final class WalFormat {

    static final int MAGIC = ByteBuffer.wrap("HFW1".getBytes(StandardCharsets.US_ASCII)).getInt();
    static final int ID_BYTES = 16;
    static final int HEADER_BYTES = Integer.BYTES + ID_BYTES;
    static final int LENGTH_BYTES = Integer.BYTES;
    /// Bounds what is allocated for a frame before its tag is checked.
    static final int MAX_FRAME_BYTES = 64 << 20;
    static final int MARK_SEALED_BYTES = Long.BYTES + FrameCipher.OVERHEAD_BYTES;
    static final int MARK_BYTES = LENGTH_BYTES + MARK_SEALED_BYTES;
    /// The length field of a mark: its highest bit tells it from a frame.
    static final int MARK_LENGTH = 0x8000_0000 | MARK_SEALED_BYTES;

    private WalFormat() {}

    static String fileName(String segmentId) {
        return segmentId + ".wal";
    }

    static FrameCipher frames(SealingKey walKey, String segmentId) {
        return FrameCipher.derive(walKey, Aad.of("holdfast/wal-frames/v1").with(idOf(segmentId)));
    }

    static FrameCipher marks(SealingKey walKey, String segmentId) {
        return FrameCipher.derive(walKey, Aad.of("holdfast/wal-marks/v1").with(idOf(segmentId)));
    }

    static byte[] header(String segmentId) {
        return ByteBuffer.allocate(HEADER_BYTES).putInt(MAGIC).put(idOf(segmentId)).array();
    }

    private static byte[] idOf(String segmentId) {
        return HexFormat.of().parseHex(segmentId);
    }
}
