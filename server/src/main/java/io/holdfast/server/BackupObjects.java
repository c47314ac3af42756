package io.holdfast.server;

import io.holdfast.crypto.Digests;
import io.holdfast.logstore.FaultPoints;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The contents of a backup, each in a file that is named after its SHA-256: what is there already, from a backup
/// before or one that was interrupted, is not copied again.
final class BackupObjects {

    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");
    private static final int BUFFER_BYTES = 256 * 1024;

    private final Path folder;
    private final FaultPoints faults;

    BackupObjects(Path backup, FaultPoints faults) {
        this.faults = faults;
        this.folder = backup.resolve("objects");
    }

    void create() throws IOException {
        Files.createDirectories(folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /// Keeps the first bytes of a file; answers the name.
    String put(Path file, long length) throws IOException {
        String name = hash(file, length);
        Path object = folder.resolve(name);
        if (!isWhole(object, length, name)) {
            faults.reached("backup.copy.before");
            Path part = folder.resolve("part");
            copy(file, length, part);
            faults.reached("backup.copy.written");
            if (!hash(part, length).equals(name)) {
                throw new IOException("A file changed while it was copied: " + file.getFileName());
            }
            Files.move(part, object, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            faults.reached("backup.copy.after");
        }
        return name;
    }

    private static boolean isWhole(Path object, long length, String name) throws IOException {
        return Files.exists(object) && Files.size(object) == length && hash(object, length).equals(name);
    }

    /// Checks that the content of a file is there and what it was.
    ///
    /// @throws BackupException if not
    Path require(BackupManifest.Item item) {
        try {
            Path object = folder.resolve(item.sha256());
            if (NAME.matcher(item.sha256()).matches() && isWhole(object, item.length(), item.sha256())) {
                return object;
            }
        } catch (IOException e) {
            throw new BackupException("A file of the backup cannot be read. Nothing was restored.", e);
        }
        throw new BackupException("The backup is damaged: the content of '" + item.path()
                + "' is missing or altered. Nothing was restored.");
    }

    /// Deletes what the manifest does not name, and brings the rest to disk.
    void keepOnly(Set<String> names) throws IOException {
        try (Stream<Path> objects = Files.list(folder)) {
            for (Path object : objects.toList()) {
                if (!names.contains(object.getFileName().toString())) {
                    Files.delete(object);
                }
            }
        }
    }

    void sync() throws IOException {
        sync(folder);
    }

    /// Copies the first bytes of a file, mode 0600; on disk when this returns.
    static void copy(Path from, long length, Path to) throws IOException {
        Files.deleteIfExists(to);
        Files.createFile(to,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (InputStream in = Files.newInputStream(from);
                OutputStream out = Files.newOutputStream(to, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            long left = length;
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new IOException("A file became shorter while it was copied: " + from.getFileName());
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
        sync(to);
    }

    static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static String hash(Path file, long length) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return HexFormat.of().formatHex(Digests.sha256(in, length));
        }
    }
}
