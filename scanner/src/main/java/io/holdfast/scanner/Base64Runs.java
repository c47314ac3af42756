package io.holdfast.scanner;

import java.util.Arrays;

/// Cuts a stream of bytes into runs of Base64 letters and decodes them. Not thread-safe.
final class Base64Runs {

    /// The shortest probe word makes eight letters; fewer than sixteen are mostly ordinary words.
    private static final int LEAST_LETTERS = 16;
    private static final int PHASES = 4;
    private static final byte[] VALUES = values();
    private static final byte OTHER = -1;
    private static final byte LINE_END = -2;

    private final Consumer found;
    private final int most;
    /// Values of the letters, six bits each.
    private byte[] run = new byte[256];
    private int length;
    private long start;

    /// Takes what a run decodes to.
    interface Consumer {

        /// Takes the first `length` bytes of the array.
        ///
        /// @param offset where the run begins
        void accept(byte[] decoded, int length, long offset);
    }

    /// @param most longest run in letters; a longer one is decoded in pieces
    Base64Runs(int most, Consumer found) {
        this.most = most;
        this.found = found;
    }

    /// Takes the byte at the offset.
    void accept(byte letter, long offset) {
        byte value = VALUES[letter & 0xff];
        if (value == LINE_END) {
            return;
        }
        if (value == OTHER || length == most) {
            end();
        }
        if (value == OTHER) {
            return;
        }
        if (length == 0) {
            start = offset;
        }
        if (length == run.length) {
            run = Arrays.copyOf(run, Math.min(most, 2 * length));
        }
        run[length++] = value;
    }

    /// Ends the run. Where the letters around it belong to the alphabet as well (`name/QWRl...`), the code
    /// begins inside it: it is decoded from each of the first four letters.
    void end() {
        if (length >= LEAST_LETTERS) {
            byte[] decoded = new byte[length / 4 * 3 + 3];
            for (int phase = 0; phase < PHASES; phase++) {
                found.accept(decoded, decode(phase, decoded), start);
            }
        }
        length = 0;
    }

    private int decode(int phase, byte[] decoded) {
        int bits = 0;
        int count = 0;
        int bytes = 0;
        for (int i = phase; i < length; i++) {
            bits = (bits << 6) | run[i];
            count += 6;
            if (count >= 8) {
                count -= 8;
                decoded[bytes++] = (byte) (bits >> count);
            }
        }
        return bytes;
    }

    private static byte[] values() {
        byte[] values = new byte[256];
        Arrays.fill(values, OTHER);
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        for (int i = 0; i < letters.length(); i++) {
            values[letters.charAt(i)] = (byte) i;
        }
        values['+'] = 62;
        values['-'] = 62;
        values['/'] = 63;
        values['_'] = 63;
        values['\r'] = LINE_END;
        values['\n'] = LINE_END;
        return values;
    }
}
