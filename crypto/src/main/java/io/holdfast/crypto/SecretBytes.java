package io.holdfast.crypto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/// Key bytes or another secret, zeroed when closed.
///
/// It has no readable `toString` and no `equals`; compare with [#constantTimeEquals]. After [#close] every
/// use is refused with an [IllegalStateException]. Thread-safe: closing waits for running uses.
public final class SecretBytes implements AutoCloseable {

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    // Guarded by lock.
    private final byte[] bytes;
    private boolean closed;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Keeps the array itself: the caller must not use it again.
    public static SecretBytes takeOwnership(byte[] bytes) {
        return new SecretBytes(bytes);
    }

    /// Copies the array; the caller stays responsible for clearing its own.
    public static SecretBytes copyOf(byte[] bytes) {
        return new SecretBytes(bytes.clone());
    }

    /// The first line of a file, without its end.
    ///
    /// @throws IOException if the file cannot be read
    /// @throws IllegalArgumentException if the line is empty or longer than `maxBytes`
    public static SecretBytes firstLineOf(Path file, int maxBytes) throws IOException {
        byte[] content = Files.readAllBytes(file);
        try {
            int length = 0;
            while (length < content.length && content[length] != '\n' && content[length] != '\r') {
                length++;
            }
            if (length == 0 || length > maxBytes) {
                throw new IllegalArgumentException(
                        "Invalid first line of " + file + " (must have 1 to " + maxBytes + " bytes)");
            }
            return new SecretBytes(Arrays.copyOf(content, length));
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /// A fresh random secret of `length` bytes.
    public static SecretBytes random(SecureRandom random, int length) {
        if (length < 1) {
            throw new IllegalArgumentException(
                    "Invalid secret length: " + length + " bytes (must be 1 or more)");
        }
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return new SecretBytes(bytes);
    }

    /// Length in bytes; known even after closing.
    public int length() {
        return bytes.length;
    }

    /// Whether the bytes were zeroed.
    public boolean isClosed() {
        lock.readLock().lock();
        try {
            return closed;
        } finally {
            lock.readLock().unlock();
        }
    }

    /// An independent copy, to be closed on its own.
    public SecretBytes copy() {
        return insecureUse(SecretBytes::copyOf);
    }

    /// Lends the raw array to `use`, which must neither keep nor change it.
    ///
    /// @throws IllegalStateException if closed
    public <T> T insecureUse(Function<byte[], T> use) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("The secret was closed");
            }
            return use.apply(bytes);
        } finally {
            lock.readLock().unlock();
        }
    }

    /// A raw copy that the caller must clear.
    ///
    /// @throws IllegalStateException if closed
    public byte[] insecureCopy() {
        return insecureUse(byte[]::clone);
    }

    /// Whether both hold the same bytes, in time that depends on the lengths only.
    public boolean constantTimeEquals(SecretBytes other) {
        return insecureUse(mine -> other.insecureUse(theirs -> MessageDigest.isEqual(mine, theirs)));
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            Arrays.fill(bytes, (byte) 0);
            closed = true;
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public String toString() {
        return "SecretBytes[" + bytes.length + " bytes]";
    }
}
