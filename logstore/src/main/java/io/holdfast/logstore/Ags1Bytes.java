package io.holdfast.logstore;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.iceberg.encryption.Ciphers;
import org.apache.iceberg.encryption.NativeEncryptionInputFile;
import org.apache.iceberg.encryption.NativeEncryptionKeyMetadata;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.util.ByteBuffers;

/// AGS1 streams that are small, decrypted at once: Iceberg's own stream makes two buffers of a whole block for each
/// that is opened. [Ags1Blocks] tells of the format.
final class Ags1Bytes {

    private static final byte[] HEADER = ByteBuffer.allocate(Ags1Blocks.HEADER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(Ciphers.GCM_STREAM_MAGIC_STRING.getBytes(StandardCharsets.US_ASCII))
            .putInt(Ciphers.PLAIN_BLOCK_SIZE).array();

    private Ags1Bytes() {}

    /// The content of a file, from memory where it is of one block.
    static SeekableInputStream stream(NativeEncryptionInputFile file) {
        long length = file.getLength();
        if (length < 0 || length > Ciphers.PLAIN_BLOCK_SIZE) {
            return file.newStream();
        }
        byte[] sealed = new byte[HEADER.length + Ags1Blocks.OVERHEAD + (int) length];
        try (SeekableInputStream in = file.encryptedInputFile().newStream()) {
            if (in.readNBytes(sealed, 0, sealed.length) < sealed.length) {
                throw new EOFException("A file ends too early");
            }
            NativeEncryptionKeyMetadata key = file.keyMetadata();
            byte[] plain = open(sealed, ByteBuffers.toByteArray(key.encryptionKey()),
                    ByteBuffers.toByteArray(key.aadPrefix()));
            return new InMemoryInputFile(file.location(), plain).newStream();
        } catch (IOException e) {
            throw new RuntimeIOException(e);
        }
    }

    /// Decrypts a whole stream.
    ///
    /// @throws IOException if it is none
    /// @throws RuntimeException if it was altered, or is not for the key and the prefix
    static byte[] open(byte[] sealed, byte[] key, byte[] aadPrefix) throws IOException {
        int at = HEADER.length;
        if (sealed.length <= at || !Arrays.equals(sealed, 0, at, HEADER, 0, at)) {
            throw new IOException("Bytes that are no AGS1 stream of the usual blocks");
        }
        int blocks = Math.ceilDiv(sealed.length - at, Ciphers.CIPHER_BLOCK_SIZE);
        byte[] plain = new byte[Math.max(0, sealed.length - at - blocks * Ags1Blocks.OVERHEAD)];
        byte[] aad = Arrays.copyOf(aadPrefix, aadPrefix.length + Integer.BYTES);
        Ciphers.AesGcmDecryptor decryptor = new Ciphers.AesGcmDecryptor(key);
        for (int block = 0; block < blocks; block++) {
            int length = Math.min(Ciphers.CIPHER_BLOCK_SIZE, sealed.length - at);
            if (length < Ags1Blocks.OVERHEAD) {
                throw new EOFException("An AGS1 stream ends within a block");
            }
            ByteBuffer.wrap(aad).order(ByteOrder.LITTLE_ENDIAN).putInt(aadPrefix.length, block);
            decryptor.decrypt(sealed, at, length, plain, block * Ciphers.PLAIN_BLOCK_SIZE, aad);
            at += length;
        }
        return plain;
    }
}
