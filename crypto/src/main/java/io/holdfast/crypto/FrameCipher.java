package io.holdfast.crypto;

import java.nio.ByteBuffer;

/// Seals the numbered frames of one stream, such as a WAL segment, under a key used for that stream alone.
///
/// AES-256-GCM (NIST SP 800-38D); the nonce is four zero bytes and the frame number (8 bytes, big endian), so
/// the position of a frame is authenticated and a nonce repeats only if a number does. Sealing accepts each
/// number once, in ascending order. Layout of a sealed frame: ciphertext, tag (16 bytes). Sealing is for one
/// thread at a time; opening is thread-safe.
public final class FrameCipher implements AutoCloseable {

    /// Bytes that sealing adds.
    public static final int OVERHEAD_BYTES = Ciphers.GCM_TAG_BYTES;

    private final SecretBytes key;
    private final byte[] aad;
    private long next;

    private FrameCipher(SecretBytes key, byte[] aad) {
        this.key = key;
        this.aad = aad;
    }

    /// Derives the stream's key from `parent` and `stream`, which must name the stream uniquely; `stream` is
    /// also the additional data of each frame.
    public static FrameCipher derive(SealingKey parent, Aad stream) {
        Aad purpose = Aad.of("holdfast/frames/v1").with(stream.bytes());
        return new FrameCipher(parent.deriveSecret(purpose, 32), stream.toBytes());
    }

    /// Seals the frame with this number.
    ///
    /// @throws IllegalArgumentException if the number is not above every number sealed before
    public byte[] seal(long number, byte[] plaintext) {
        if (number < next) {
            throw new IllegalArgumentException(
                    "Invalid frame number: " + number + " (must be at least " + next + ")");
        }
        next = number + 1;
        return key.insecureUse(k -> Ciphers.gcmSeal(k, nonce(number), aad, plaintext));
    }

    /// Opens the frame with this number.
    ///
    /// @throws UnsealException if it is not that frame of that stream, unaltered
    public byte[] open(long number, byte[] sealed) {
        return key.insecureUse(k -> Ciphers.gcmOpen(k, nonce(number), aad, sealed, 0, sealed.length));
    }

    private static byte[] nonce(long number) {
        return ByteBuffer.allocate(Ciphers.GCM_NONCE_BYTES).putInt(0).putLong(number).array();
    }

    @Override
    public void close() {
        key.close();
    }
}
