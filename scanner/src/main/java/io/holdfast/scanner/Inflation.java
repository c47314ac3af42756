package io.holdfast.scanner;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// What came out of a raw deflate stream, RFC 1951.
///
/// @param bytes what was inflated, up to the limit
/// @param end the position after the last byte that was used
/// @param outcome never [Unpacker.Outcome#NOT_ONE]
record Inflation(byte[] bytes, long end, Unpacker.Outcome outcome) {

    private static final int BUFFER_BYTES = 16 * 1024;

    /// Inflates the stream that begins at the position.
    static Inflation of(Content content, long position, long limit) throws IOException {
        byte[] in = new byte[BUFFER_BYTES];
        byte[] out = new byte[BUFFER_BYTES];
        ByteArrayOutputStream inflated = new ByteArrayOutputStream();
        try (Inflater inflater = new Inflater(true)) {
            Unpacker.Outcome outcome = Unpacker.Outcome.WHOLE;
            while (!inflater.finished() && outcome == Unpacker.Outcome.WHOLE) {
                int count = inflater.inflate(out, 0, (int) Math.min(out.length, limit - inflated.size() + 1));
                inflated.write(out, 0, count);
                if (inflated.size() > limit) {
                    outcome = Unpacker.Outcome.TOO_BIG;
                } else if (count == 0 && !inflater.finished()) {
                    outcome = feed(inflater, content, position + inflater.getBytesRead(), in);
                }
            }
            return new Inflation(inflated.toByteArray(), position + inflater.getBytesRead(), outcome);
        } catch (DataFormatException e) {
            return new Inflation(inflated.toByteArray(), position, Unpacker.Outcome.DAMAGED);
        }
    }

    private static Unpacker.Outcome feed(Inflater inflater, Content content, long position, byte[] in)
            throws IOException {
        int count = inflater.needsDictionary() ? -1 : content.read(position, ByteBuffer.wrap(in));
        if (count < 0) {
            return Unpacker.Outcome.DAMAGED;
        }
        inflater.setInput(in, 0, count);
        return Unpacker.Outcome.WHOLE;
    }
}
