package io.holdfast.keyvault;

import io.holdfast.crypto.UnsealException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// One file of the audit log, `docs/formats/vault-audit.md`.
///
/// Layout, big endian: magic `HFAU`, version (4 bytes, 1), number of its first event (8), hash before it
/// (32); then for each event the length of its sealed bytes (4) and these.
///
/// @param firstSequence the number of its first event, which names the file
record AuditFile(Path path, long firstSequence) {

    /// Above any event: its texts are clipped.
    static final int MAX_FRAME_BYTES = 64 * 1024;

    private static final int MAGIC = 0x48464155;
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 2 * Integer.BYTES + Long.BYTES + AuditChain.HASH_BYTES;
    private static final String PREFIX = "audit-";
    private static final String SUFFIX = ".log";

    /// What reading a file found.
    ///
    /// @param end the place after the last event that opened
    /// @param position where the bytes of that event end
    /// @param problem why reading stopped before the end of the file
    record Scan(AuditChain.Point end, long position, Optional<AuditProblem> problem) {}

    /// The files of a folder, oldest first.
    static List<AuditFile> list(Path folder) throws IOException {
        List<AuditFile> files = new ArrayList<>();
        try (Stream<Path> paths = Files.list(folder)) {
            paths.filter(path -> path.getFileName().toString().matches("audit-[0-9]{19}\\.log")).sorted()
                    .forEach(path -> files.add(new AuditFile(path, sequenceOf(path))));
        }
        return files;
    }

    private static long sequenceOf(Path path) {
        String name = path.getFileName().toString();
        return Long.parseLong(name.substring(PREFIX.length(), name.length() - SUFFIX.length()));
    }

    /// Makes the file that goes on after a place, in the place of what an attempt may have left. It is on disk once
    /// it and its folder are forced.
    static AuditFile create(Path folder, AuditChain.Point after) throws IOException {
        long first = after.sequence() + 1;
        Path path = folder.resolve(String.format(Locale.ROOT, "%s%019d%s", PREFIX, first, SUFFIX));
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).putInt(MAGIC).putInt(VERSION).putLong(first)
                .put(after.hash()).flip();
        try (FileChannel channel = FileChannel.open(path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            writeFully(channel, header, 0);
        }
        return new AuditFile(path, first);
    }

    /// Brings what a folder holds to disk: names, not content.
    static void forceNames(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Whether it was begun as a whole; what was not holds no event.
    boolean isBegun() throws IOException {
        return Files.size(path) >= HEADER_BYTES;
    }

    FileChannel openForWriting() throws IOException {
        return FileChannel.open(path, StandardOpenOption.WRITE);
    }

    /// The place before its first event, as its header says.
    Optional<AuditChain.Point> start() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            if (!readFully(channel, header, 0) || header.getInt() != MAGIC || header.getInt() != VERSION
                    || header.getLong() != firstSequence) {
                return Optional.empty();
            }
            byte[] hash = new byte[AuditChain.HASH_BYTES];
            header.get(hash);
            return Optional.of(new AuditChain.Point(firstSequence - 1, hash));
        }
    }

    /// Appends an event; answers where its bytes end.
    static long append(FileChannel channel, long position, byte[] sealed) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + sealed.length).putInt(sealed.length)
                .put(sealed).flip();
        int length = frame.remaining();
        writeFully(channel, frame, position);
        return position + length;
    }

    /// Opens all its events, as [#scan(AuditChain, AuditChain.Point, Range, Predicate)] does.
    Scan scan(AuditChain chain, AuditChain.Point start, Predicate<AuditChain.Opened> wanted)
            throws IOException {
        return scan(chain, start, Range.WHOLE, wanted);
    }

    /// The bytes of a file that are read.
    ///
    /// @param position where an event begins
    /// @param limit where the last one ends, or above
    record Range(long position, long limit) {

        static final Range WHOLE = upTo(Long.MAX_VALUE);

        static Range upTo(long limit) {
            return new Range(HEADER_BYTES, limit);
        }
    }

    /// Opens its events one after another until `wanted` says no, the range ends, or one does not open.
    ///
    /// @param start the place before the first one
    Scan scan(AuditChain chain, AuditChain.Point start, Range range, Predicate<AuditChain.Opened> wanted)
            throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            AuditChain.Point at = start;
            long position = range.position();
            long size = Math.min(range.limit(), channel.size());
            while (position < size) {
                Optional<byte[]> sealed = frame(channel, position, size);
                if (sealed.isEmpty()) {
                    return new Scan(at, position, Optional.of(AuditProblem.cut(at.sequence())));
                }
                AuditChain.Opened opened;
                try {
                    opened = chain.open(at, sealed.get());
                } catch (UnsealException e) {
                    return new Scan(at, position, Optional.of(AuditProblem.altered(at.sequence())));
                }
                at = opened.after();
                position += Integer.BYTES + sealed.get().length;
                if (!wanted.test(opened)) {
                    break;
                }
            }
            return new Scan(at, position, Optional.empty());
        }
    }

    private static Optional<byte[]> frame(FileChannel channel, long position, long size) throws IOException {
        ByteBuffer prefix = ByteBuffer.allocate(Integer.BYTES);
        if (position + Integer.BYTES > size || !readFully(channel, prefix, position)) {
            return Optional.empty();
        }
        int length = prefix.getInt();
        if (length < 1 || length > MAX_FRAME_BYTES || position + Integer.BYTES + length > size) {
            return Optional.empty();
        }
        byte[] sealed = new byte[length];
        return readFully(channel, ByteBuffer.wrap(sealed), position + Integer.BYTES)
                ? Optional.of(sealed)
                : Optional.empty();
    }

    private static boolean readFully(FileChannel channel, ByteBuffer buffer, long position)
            throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, at);
            if (read < 0) {
                return false;
            }
            at += read;
        }
        buffer.flip();
        return true;
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            at += channel.write(buffer, at);
        }
    }
}
