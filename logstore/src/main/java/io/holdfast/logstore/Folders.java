package io.holdfast.logstore;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What the store does with folders.
final class Folders {

    private Folders() {}

    /// Puts the names in a folder on disk.
    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Makes a folder and those above it, on disk when this returns.
    static void create(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            create(parent);
        }
        Files.createDirectories(folder);
        if (parent != null) {
            sync(parent);
        }
    }

    /// Cuts a file to a length, on disk when this returns.
    static void cut(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
            channel.force(true);
        }
    }

    /// Sets when a file counts as written, on disk when this returns.
    static void setWritten(Path file, Instant at) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(at));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /// Whether there is at least one entry in the folder.
    static boolean hasEntries(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isPresent();
        }
    }

    /// When the newest file of a folder was last written; empty if it has none.
    static Optional<Instant> lastWritten(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        List<Path> inside;
        try (Stream<Path> entries = Files.list(folder)) {
            inside = entries.toList();
        }
        Instant newest = Instant.MIN;
        for (Path file : inside) {
            Instant at = Files.getLastModifiedTime(file).toInstant();
            newest = at.isAfter(newest) ? at : newest;
        }
        return inside.isEmpty() ? Optional.empty() : Optional.of(newest);
    }

    /// Takes a folder away in one step, on disk when this returns: after a crash all of it is there or
    /// nothing. What [#deleteTaken] would delete is deleted here too.
    static void take(Path folder) throws IOException {
        deleteTaken(folder);
        Files.move(folder, taken(folder), StandardCopyOption.ATOMIC_MOVE);
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            sync(parent);
        }
        deleteTaken(folder);
    }

    /// Deletes what a crash left of a folder that was taken away.
    static void deleteTaken(Path folder) throws IOException {
        delete(taken(folder));
    }

    private static Path taken(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".former");
    }

    /// Deletes a folder and all in it, if there is one.
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> inside;
        try (Stream<Path> walk = Files.walk(folder)) {
            inside = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : inside) {
            Files.deleteIfExists(path);
        }
    }
}
