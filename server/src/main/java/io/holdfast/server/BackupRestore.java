package io.holdfast.server;

import io.holdfast.crypto.PlatformKey;
import io.holdfast.crypto.PlatformKeyException;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.SecretBytes;
import io.holdfast.logstore.FaultPoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Makes a data folder of a backup. Everything is authenticated before anything is written.
public final class BackupRestore {

    private static final String KEY = "platform.key";

    private BackupRestore() {}

    /// What was restored.
    ///
    /// @param made when the backup was made, ISO 8601
    /// @param keys ids of the key versions without which its data stay dark
    public record Restored(String made, int files, List<String> keys) {}

    /// Restores a backup.
    ///
    /// @param data a folder that is empty or not there
    /// @param platformKey the platform key's file; empty for the one in the backup, which has one if it is under a
    ///     passphrase
    /// @param passphrase of the platform key, if it is under one
    /// @throws BackupException if that cannot be done; nothing was changed then
    public static Restored restore(Path backup, Path data, Optional<Path> platformKey,
            Optional<SecretBytes> passphrase) {
        try {
            requireFree(data);
            BackupObjects objects = new BackupObjects(backup, FaultPoints.NONE);
            Path key = keyFile(backup, objects, platformKey);
            BackupManifest manifest = authenticated(backup, key, passphrase);
            List<Path> contents = new ArrayList<>();
            manifest.files().forEach(item -> contents.add(objects.require(item)));
            Path fresh = data.resolveSibling(data.getFileName() + ".restoring");
            DataFolder.delete(fresh);
            write(manifest, contents, key, fresh);
            Files.deleteIfExists(data);
            Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
            BackupObjects.sync(data.toAbsolutePath().resolveSibling(""));
            return new Restored(manifest.made(), manifest.files().size(), manifest.keys());
        } catch (IOException e) {
            throw new BackupException("The backup could not be restored: " + e.getMessage(), e);
        }
    }

    private static void requireFree(Path data) throws IOException {
        if (Files.exists(data)) {
            try (Stream<Path> content = Files.list(data)) {
                if (content.findAny().isPresent()) {
                    throw new BackupException("The folder " + data + " is not empty. Nothing was restored.");
                }
            }
        }
    }

    private static Path keyFile(Path backup, BackupObjects objects, Optional<Path> given) {
        if (given.isPresent()) {
            return given.filter(Files::isRegularFile).orElseThrow(() -> new BackupException(
                    "The platform key is not there: " + given.get() + ". Nothing was restored."));
        }
        return BackupManifest.unauthenticated(backup).files().stream().filter(item -> item.path().equals(KEY))
                .findFirst().map(objects::require)
                .orElseThrow(
                        () -> new BackupException("The backup does not hold the platform key, since that "
                                + "is under no passphrase: give the file that was kept apart with --platform-key. "
                                + "Without it nothing of the backup can be read. Nothing was restored."));
    }

    private static BackupManifest authenticated(Path backup, Path key, Optional<SecretBytes> passphrase) {
        try (PlatformKey platform = PlatformKey.openOrCreate(key, passphrase, new SecureRandom());
                SealingKey sealing = platform.sealingKey(BackupManifest.PURPOSE)) {
            return BackupManifest.read(backup, sealing);
        } catch (PlatformKeyException e) {
            throw new BackupException("The platform key cannot be opened: " + e.getMessage()
                    + ". Nothing was restored.", e);
        }
    }

    private static void write(BackupManifest manifest, List<Path> contents, Path key, Path fresh)
            throws IOException {
        Files.createDirectories(fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (int i = 0; i < contents.size(); i++) {
            BackupManifest.Item item = manifest.files().get(i);
            Path target = fresh.resolve(item.path()).normalize();
            if (!target.startsWith(fresh)) {
                throw new BackupException("The backup names a file outside the data folder.");
            }
            Files.createDirectories(target.getParent());
            BackupObjects.copy(contents.get(i), item.length(), target);
        }
        BackupObjects.copy(key, Files.size(key), fresh.resolve(KEY));
    }
}
