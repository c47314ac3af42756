package io.holdfast.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Additional authenticated data: what sealed bytes are, where they belong, and their position.
///
/// Layout: each part as length (4 bytes, big endian) and bytes, in the order given, the purpose first. Two
/// different lists of parts never encode alike. Immutable.
public final class Aad {

    private final byte[] encoded;

    private Aad(byte[] encoded) {
        this.encoded = encoded;
    }

    /// Starts with what the bytes are, such as `holdfast/aek-record/v1`.
    public static Aad of(String purpose) {
        return new Aad(new byte[0]).with(purpose);
    }

    /// Adds a text part.
    public Aad with(String part) {
        return with(part.getBytes(StandardCharsets.UTF_8));
    }

    /// Adds a number, as 8 bytes.
    public Aad with(long part) {
        return with(ByteBuffer.allocate(Long.BYTES).putLong(part).array());
    }

    /// Adds raw bytes.
    public Aad with(byte[] part) {
        byte[] longer = Arrays.copyOf(encoded, encoded.length + Integer.BYTES + part.length);
        ByteBuffer.wrap(longer).position(encoded.length).putInt(part.length).put(part);
        return new Aad(longer);
    }

    /// The encoding.
    public byte[] toBytes() {
        return encoded.clone();
    }

    byte[] bytes() {
        return encoded;
    }
}
