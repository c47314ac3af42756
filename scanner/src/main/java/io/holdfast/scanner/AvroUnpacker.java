package io.holdfast.scanner;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;

import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/// Unpacks an Avro object container file (Avro 1.12 specification), with the codecs null, deflate and
/// zstandard: all text and bytes in it, and the keys of maps.
final class AvroUnpacker implements Unpacker {

    private static final int MAGIC_BYTES = 4;
    /// The file metadata has two entries of Avro's own and a few of the writer's.
    private static final int MOST_METADATA = 64;
    private static final int MOST_KEY_BYTES = 256;
    private static final int MOST_VARINT_BYTES = 5;

    @Override
    public Outcome unpack(Content content, long offset, Sink sink) throws IOException {
        if (!hasHeader(content, offset + MAGIC_BYTES)) {
            return Outcome.NOT_ONE;
        }
        try (InputStream in = content.stream(offset);
                DataFileStream<Object> file = new DataFileStream<>(in, new GenericDatumReader<>());
                Values values = new Values(sink, "")) {
            while (file.hasNext()) {
                add(file.next(), values);
            }
            return Outcome.WHOLE;
        } catch (RuntimeException | IOException | LinkageError e) {
            // Avro meets malformed input with any exception, a codec without its library with an error.
            return Outcome.DAMAGED;
        }
    }

    /// Whether the metadata map begins as it must: these four bytes also stand in Java class files.
    private static boolean hasHeader(Content content, long position) throws IOException {
        try {
            long at = position;
            long count = varint(content, at);
            at += length(content, at);
            if (count < 0) {
                at += length(content, at);
            }
            long key = varint(content, at);
            if (count == 0 || Math.abs(count) > MOST_METADATA || key < 1 || key > MOST_KEY_BYTES) {
                return false;
            }
            for (byte letter : content.bytes(at + length(content, at), (int) key)) {
                if (letter < ' ' || letter > '~') {
                    return false;
                }
            }
            return true;
        } catch (EOFException e) {
            return false;
        }
    }

    private static long varint(Content content, long position) throws IOException {
        long value = 0;
        byte[] bytes = content.bytes(position, length(content, position));
        for (int i = 0; i < bytes.length; i++) {
            value |= (long) (bytes[i] & 0x7f) << (7 * i);
        }
        return (value >>> 1) ^ -(value & 1);
    }

    private static int length(Content content, long position) throws IOException {
        int length = 1;
        while (length < MOST_VARINT_BYTES && content.bytes(position + length - 1, 1)[0] < 0) {
            length++;
        }
        return length;
    }

    private static void add(@Nullable Object value, Values values) {
        switch (value) {
            case IndexedRecord fields -> {
                for (int i = 0; i < fields.getSchema().getFields().size(); i++) {
                    add(fields.get(i), values);
                }
            }
            case Collection<?> items -> items.forEach(item -> add(item, values));
            case Map<?, ?> map -> map.forEach((key, item) -> {
                add(key, values);
                add(item, values);
            });
            case ByteBuffer bytes -> {
                byte[] copy = new byte[bytes.remaining()];
                bytes.duplicate().get(copy);
                values.add(copy);
            }
            case GenericFixed fixed -> values.add(fixed.bytes());
            case CharSequence text -> values.add(text.toString().getBytes(StandardCharsets.UTF_8));
            case null, default -> {
                // Numbers and enumerations hold no text of a customer's.
            }
        }
    }
}
