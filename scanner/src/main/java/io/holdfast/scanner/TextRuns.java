package io.holdfast.scanner;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.ObjLongConsumer;

/// Cuts a stream of bytes into runs of readable text: printable ASCII, tabs, line ends and well-formed UTF-8.
/// A run is looked at for structures when it ends or has become long. Not thread-safe.
final class TextRuns {

    /// Longer runs are looked at in pieces of this size: some hundred log rows.
    private static final int MOST_BYTES = 64 * 1024;

    private final ObjLongConsumer<Structure> found;
    private final Set<Structure> reported = EnumSet.noneOf(Structure.class);
    private byte[] run = new byte[256];
    private int length;
    private int continuationBytes;

    /// @param found takes each structure once, with the offset of the run it is in
    TextRuns(ObjLongConsumer<Structure> found) {
        this.found = found;
    }

    /// Takes the byte at the offset.
    void accept(byte value, long offset) {
        if (!isText(value)) {
            end(offset);
            return;
        }
        if (length == MOST_BYTES) {
            end(offset);
        }
        if (length == run.length) {
            run = Arrays.copyOf(run, 2 * length);
        }
        run[length++] = value;
    }

    /// Ends the run before the offset.
    void end(long offset) {
        if (length >= TextStructures.LEAST_BYTES) {
            for (Structure structure : TextStructures
                    .in(new String(run, 0, length, StandardCharsets.ISO_8859_1))) {
                if (reported.add(structure)) {
                    found.accept(structure, offset - length);
                }
            }
        }
        length = 0;
    }

    private boolean isText(byte value) {
        if (value >= 0) {
            boolean complete = continuationBytes == 0;
            continuationBytes = 0;
            return complete
                    && ((value >= ' ' && value != 0x7f) || value == '\t' || value == '\n' || value == '\r');
        }
        int bits = value & 0xff;
        if (bits < 0xc0) {
            continuationBytes--;
            return continuationBytes >= 0 || reset();
        }
        boolean complete = continuationBytes == 0;
        continuationBytes = bits >= 0xf5 || bits < 0xc2 ? 0 : bits >= 0xf0 ? 3 : bits >= 0xe0 ? 2 : 1;
        return complete && continuationBytes > 0;
    }

    private boolean reset() {
        continuationBytes = 0;
        return false;
    }
}
