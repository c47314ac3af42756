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
        byte[] sealed = new byte[Ags1Blocks.storedSizeOfBlock((int) length)];
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
        byte[] plain = new byte[(int) Ags1Blocks.plainSize(sealed.length)];
        Ciphers.AesGcmDecryptor decryptor = new Ciphers.AesGcmDecryptor(key);
        Ags1Blocks.BlockAad aad = new Ags1Blocks.BlockAad(aadPrefix);
        for (int block = 0; at < sealed.length; block++) {
            int length = Math.min(Ciphers.CIPHER_BLOCK_SIZE, sealed.length - at);
            decryptor.decrypt(sealed, at, length, plain, block * Ciphers.PLAIN_BLOCK_SIZE, aad.of(block));
            at += length;
        }
        return plain;
    }
}
