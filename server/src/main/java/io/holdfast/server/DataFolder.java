package io.holdfast.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The folder that holds everything that a server keeps; one server at a time.
///
/// Layout: `platform.key`; `tls/` certificates; `state/` records; `audit/` the vaults' audit log; `clusters/`
/// one folder per cluster. Mode 0700.
final class DataFolder implements AutoCloseable {

    private final Path root;
    private final FileChannel lockFile;

    private DataFolder(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /// Makes the folder where there is none and locks it until closed. What a backup left that a crash ended is
    /// deleted: it holds copies of keys that may have been destroyed since.
    ///
    /// @throws StartException if another server has it, or it cannot be written
    static DataFolder open(Path root) {
        try {
            Files.createDirectories(root,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            FileChannel channel = FileChannel.open(root.resolve("server.lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new StartException("Another server is running on the data folder " + root);
            }
            DataFolder folder = new DataFolder(root, channel);
            delete(folder.backupStaging());
            return folder;
        } catch (IOException e) {
            throw new StartException("The data folder cannot be used: " + root, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    Path root() {
        return root;
    }

    Path platformKey() {
        return root.resolve("platform.key");
    }

    Path tls() {
        return root.resolve("tls");
    }

    Path platformDatabase() {
        return root.resolve("state").resolve("platform.db");
    }

    Path documentDatabase() {
        return root.resolve("state").resolve("documents.db");
    }

    Path audit() {
        return root.resolve("audit");
    }

    Path clusters() {
        return root.resolve("clusters");
    }

    /// Where a backup that is being made is gathered.
    Path backupStaging() {
        return root.resolve("backup-staging");
    }

    /// Deletes a folder and all that is in it, if it is there.
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new StartException("The lock of the data folder could not be released: " + root, e);
        }
    }
}
