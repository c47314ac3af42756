package io.holdfast.sealedingest;

import io.holdfast.crypto.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The files of the batches of all clusters: `{clusters}/{cluster}/sealed/{number, 16 hex digits}`, each
/// there wholly or not at all. Thread-safe for different clusters.
final class BatchFiles {

    /// What a batch's file is renamed to that cannot be used.
    static final String DAMAGED = ".damaged";

    private static final String FRESH = ".fresh";

    private final Path clusters;

    BatchFiles(Path clusters) {
        this.clusters = clusters;
    }

    /// Writes a file, over one that is there; it is on disk when this returns.
    void write(String cluster, long number, byte[] content) {
        Path folder = folder(cluster);
        Path fresh = folder.resolve(FRESH);
        try {
            Files.createDirectories(folder,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.deleteIfExists(fresh);
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(fresh, file(cluster, number), StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
        } catch (IOException e) {
            throw new SealedIngestException.Storage("A sealed batch could not be written", e);
        }
    }

    /// The content of a file, if it is there and has this length and SHA-256.
    Optional<byte[]> read(String cluster, long number, long length, String sha256) {
        Path file = file(cluster, number);
        try {
            if (Files.size(file) != length) {
                return Optional.empty();
            }
            byte[] content = Files.readAllBytes(file);
            return Optional.of(content).filter(bytes -> sha256(bytes).equals(sha256));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new SealedIngestException.Storage("A sealed batch could not be read", e);
        }
    }

    static String sha256(byte[] content) {
        return HexFormat.of().formatHex(Digests.sha256(content));
    }

    /// Keeps a file that cannot be used for whoever looks into it.
    void setAside(String cluster, long number) {
        Path file = file(cluster, number);
        try {
            Files.move(file, file.resolveSibling(file.getFileName() + DAMAGED),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            // That is the damage.
            return;
        } catch (IOException e) {
            throw new SealedIngestException.Storage("A damaged batch could not be set aside", e);
        }
    }

    void delete(String cluster, long number) {
        try {
            Files.deleteIfExists(file(cluster, number));
        } catch (IOException e) {
            throw new SealedIngestException.Storage("A restored batch could not be deleted", e);
        }
    }

    /// Deletes what crashes left, where no batch waits.
    void deleteLeft(String cluster) {
        if (!Files.isDirectory(folder(cluster))) {
            return;
        }
        try (Stream<Path> files = Files.list(folder(cluster))) {
            List<Path> left = files.filter(file -> !file.getFileName().toString().endsWith(DAMAGED)).toList();
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new SealedIngestException.Storage("Files that a crash left could not be deleted", e);
        }
    }

    private Path folder(String cluster) {
        return clusters.resolve(cluster).resolve("sealed");
    }

    private Path file(String cluster, long number) {
        return folder(cluster).resolve("%016x".formatted(number));
    }
}
