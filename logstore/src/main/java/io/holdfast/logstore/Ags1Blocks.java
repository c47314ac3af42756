package io.holdfast.logstore;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.apache.iceberg.encryption.Ciphers;
import org.apache.iceberg.encryption.NativeEncryptionKeyMetadata;
import org.apache.iceberg.util.ByteBuffers;

/// The blocks of a stored AGS1 stream, in any order and by several threads at once; Iceberg's own stream reads one
/// after the other and makes buffers of two blocks for each that is opened. Thread-safe until closed.
///
/// Source: Apache Iceberg, "AES GCM Stream file format": `AGS1`, the length of a block in plain (4 bytes, little
/// endian), then blocks of nonce, ciphertext and tag, authenticated with the file's prefix and their number (4
/// bytes, little endian). The beginning is not read: all blocks are of the length that Iceberg writes, and it would
/// cost a disk access of its own.
final class Ags1Blocks implements AutoCloseable {

    static final int HEADER_BYTES = 8;
    /// Nonce and tag of a block.
    private static final int OVERHEAD = Ciphers.CIPHER_BLOCK_SIZE - Ciphers.PLAIN_BLOCK_SIZE;

    private final FileChannel channel;
    private final byte[] key;
    private final byte[] aadPrefix;

    private Ags1Blocks(FileChannel channel, NativeEncryptionKeyMetadata key) {
        this.channel = channel;
        this.key = ByteBuffers.toByteArray(key.encryptionKey());
        this.aadPrefix = ByteBuffers.toByteArray(key.aadPrefix());
    }

    /// Buffers for one block after the other, as large as the largest so far. For one thread.
    static final class Scratch {
        private byte[] sealed = {};
        private byte[] plain = {};

        private void ensure(int length) {
            if (plain.length < length) {
                sealed = new byte[length + OVERHEAD];
                plain = new byte[length];
            }
        }

        /// Leaves nothing of a block.
        void clear() {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /// Opens the file, and reads nothing yet.
    static Ags1Blocks open(Path file, NativeEncryptionKeyMetadata key) throws IOException {
        return new Ags1Blocks(FileChannel.open(file, StandardOpenOption.READ), key);
    }

    /// Bytes in plain.
    ///
    /// @throws IOException if no stream has the length of the file
    long plainSize() throws IOException {
        return plainSize(channel.size());
    }

    /// Bytes in plain of a stream of a length.
    ///
    /// @throws IOException if none has it
    static long plainSize(long stored) throws IOException {
        long blocks = stored - HEADER_BYTES;
        long last = blocks % Ciphers.CIPHER_BLOCK_SIZE;
        if (last > 0 && last < OVERHEAD) {
            throw new EOFException("An AGS1 stream ends within a block");
        }
        return blocks / Ciphers.CIPHER_BLOCK_SIZE * Ciphers.PLAIN_BLOCK_SIZE + Math.max(0, last - OVERHEAD);
    }

    /// Length of the stream of so many bytes in plain, of one block at most.
    static int storedSizeOfBlock(int plain) {
        return HEADER_BYTES + OVERHEAD + plain;
    }

    /// What blocks of a stream are authenticated with: its prefix, and their number. For one thread.
    static final class BlockAad {

        private final ByteBuffer aad;

        BlockAad(byte[] prefix) {
            this.aad = ByteBuffer.wrap(Arrays.copyOf(prefix, prefix.length + Integer.BYTES))
                    .order(ByteOrder.LITTLE_ENDIAN);
        }

        /// That of a block, until the next one is asked for.
        byte[] of(int block) {
            return aad.putInt(aad.capacity() - Integer.BYTES, block).array();
        }
    }

    /// Decrypts blocks by one thread.
    final class Reader {

        private final Ciphers.AesGcmDecryptor decryptor = new Ciphers.AesGcmDecryptor(key);
        private final BlockAad aad = new BlockAad(aadPrefix);
        private final Scratch scratch;

        Reader(Scratch scratch) {
            this.scratch = scratch;
        }

        /// A block, which is what was written there.
        ///
        /// @param length in plain
        /// @return in the scratch's memory, until its next use
        ByteBuffer decrypt(int block, int length) throws IOException {
            int sealed = length + OVERHEAD;
            scratch.ensure(length);
            read(HEADER_BYTES + (long) block * Ciphers.CIPHER_BLOCK_SIZE,
                    ByteBuffer.wrap(scratch.sealed, 0, sealed));
            decryptor.decrypt(scratch.sealed, 0, sealed, scratch.plain, 0, aad.of(block));
            return ByteBuffer.wrap(scratch.plain, 0, length);
        }
    }

    private void read(long position, ByteBuffer buffer) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, at);
            if (read < 0) {
                throw new EOFException("A data file ends too early");
            }
            at += read;
        }
    }

    /// Once no reader works any more.
    @Override
    public void close() throws IOException {
        Arrays.fill(key, (byte) 0);
        channel.close();
    }
}
