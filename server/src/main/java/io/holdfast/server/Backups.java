package io.holdfast.server;

import io.holdfast.crypto.SealingKey;
import io.holdfast.keyring.BackupRegister;
import io.holdfast.keyring.RegisteredBackup;
import io.holdfast.loganalytics.ClusterStores;
import io.holdfast.logstore.FaultPoints;
import io.holdfast.records.RecordDatabase;
import io.holdfast.sentinel.SentinelStores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes backups of the data folder while the server runs. Thread-safe; one at a time.
///
/// A backup that is made again in the same folder copies what is new, and counts as the one before until it is
/// complete.
final class Backups {

    /// The named steps. The register is written twice, and the steps of a copy are reached once for each content
    /// that is new.
    static final List<String> STEPS = List.of("backup.register.before", "backup.register.after",
            "backup.gather.locked", "backup.gather.after", "backup.copy.before", "backup.copy.written",
            "backup.copy.after", "backup.manifest.before", "backup.manifest.after", "backup.end.before");

    private static final String ID = "backup-id";

    private final Platform platform;
    private final RecordDatabase records;
    private final BackupRegister register;
    private final ClusterStores stores;
    private final SentinelStores documents;
    private final ReentrantLock running = new ReentrantLock();

    Backups(Platform platform, RecordDatabase records, BackupRegister register, ClusterStores stores,
            SentinelStores documents) {
        this.platform = platform;
        this.records = records;
        this.register = register;
        this.stores = stores;
        this.documents = documents;
    }

    /// Makes a backup in a folder that is empty, not there, or holds one already.
    ///
    /// @throws BackupException if it cannot be made
    BackupManifest make(Path backup) {
        if (!running.tryLock()) {
            throw new BackupException("A backup is being made already.");
        }
        try {
            return made(backup.normalize());
        } catch (IOException e) {
            throw new BackupException("The backup could not be made: " + e.getMessage(), e);
        } finally {
            running.unlock();
        }
    }

    /// Takes a backup that was deleted out of the register, so that no key version is needed for it any more.
    ///
    /// @return whether it was there
    boolean forget(String id) {
        return register.remove(id);
    }

    private BackupManifest made(Path backup) throws IOException {
        if (!backup.isAbsolute()
                || backup.startsWith(platform.folder().root().toAbsolutePath().normalize())) {
            throw new BackupException("A backup needs an absolute path outside the data folder.");
        }
        String id = id(backup);
        FaultPoints faults = platform.faults();
        BackupObjects objects = new BackupObjects(backup, faults);
        objects.create();
        Path staging = platform.folder().backupStaging();
        try (SealingKey key = platform.key().sealingKey(BackupManifest.PURPOSE)) {
            register(id);
            List<BackupManifest.Item> items = new ArrayList<>();
            List<BackupCapture.Captured> gathered = new BackupCapture(platform, records, stores, documents)
                    .run();
            faults.reached("backup.gather.after");
            for (BackupCapture.Captured file : gathered) {
                items.add(new BackupManifest.Item(file.path(), file.length(),
                        objects.put(file.file(), file.length())));
            }
            objects.sync();
            RegisteredBackup registered = register(id);
            BackupManifest manifest = new BackupManifest(id, platform.clock().instant().toString(),
                    registered.needs().stream().map(need -> need.keyId().uri()).distinct().toList(), items);
            faults.reached("backup.manifest.before");
            manifest.write(backup, key);
            faults.reached("backup.manifest.after");
            objects.keepOnly(items.stream().map(BackupManifest.Item::sha256).collect(Collectors.toSet()));
            faults.reached("backup.end.before");
            return manifest;
        } finally {
            DataFolder.delete(staging);
        }
    }

    private RegisteredBackup register(String id) {
        platform.faults().reached("backup.register.before");
        RegisteredBackup registered = register.register(id);
        platform.faults().reached("backup.register.after");
        return registered;
    }

    /// The id of the backup in a folder, which is made if there is none.
    private String id(Path backup) throws IOException {
        Path file = backup.resolve(ID);
        if (Files.exists(file)) {
            String id = Files.readString(file, StandardCharsets.UTF_8).strip();
            if (!id.matches("backup-[0-9a-f]{32}")) {
                throw new BackupException("The folder holds a backup with a damaged id.");
            }
            return id;
        }
        Files.createDirectories(backup,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (Stream<Path> content = Files.list(backup)) {
            if (content.findAny().isPresent()) {
                throw new BackupException("The folder is neither empty nor a backup.");
            }
        }
        byte[] random = new byte[16];
        platform.random().nextBytes(random);
        String id = "backup-" + HexFormat.of().formatHex(random);
        Files.writeString(file, id + "\n", StandardCharsets.UTF_8);
        BackupObjects.sync(file);
        return id;
    }
}
