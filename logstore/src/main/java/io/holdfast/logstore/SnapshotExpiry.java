package io.holdfast.logstore;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.ExpireSnapshots.CleanupLevel;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.encryption.EncryptedKey;
import org.apache.iceberg.io.FileIO;

/// Keeps a table's metadata small: forgets old snapshots, then their keys, then deletes their manifests.
///
/// Iceberg 1.12 can do the first only: its own clean-up opens manifest lists as plain files, and it keeps the
/// keys of snapshots for ever. No data file is deleted here: that is the part of [Purge] and [Tidying].
final class SnapshotExpiry {

    /// A commit writes an entry and a key for each snapshot: some tens of them cost less than a file.
    private static final int MAX_SNAPSHOTS = 32;

    private SnapshotExpiry() {}

    /// Expires all snapshots but the current one, when there are many. For the holder of the table's flushing
    /// lock.
    static void run(SealedTableOperations operations, Table table) {
        List<Snapshot> all = operations.refresh().snapshots();
        if (all.size() <= MAX_SNAPSHOTS) {
            return;
        }
        Set<String> files = filesOf(all, operations.io());
        expire(operations, table);
        files.removeAll(filesOf(operations.current().snapshots(), operations.io()));
        files.forEach(operations.io()::deleteFile);
    }

    /// Expires all snapshots but the current one, and their keys; deletes no file.
    static void expire(SealedTableOperations operations, Table table) {
        table.expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).cleanupLevel(CleanupLevel.NONE)
                .commit();
        removeKeys(operations);
    }

    private static Set<String> filesOf(List<Snapshot> snapshots, FileIO io) {
        Set<String> files = new HashSet<>();
        for (Snapshot snapshot : snapshots) {
            files.add(snapshot.manifestListLocation());
            snapshot.allManifests(io).stream().map(ManifestFile::path).forEach(files::add);
        }
        return files;
    }

    private static void removeKeys(SealedTableOperations operations) {
        TableMetadata current = operations.refresh();
        Set<String> used = current.snapshots().stream().map(Snapshot::keyId).collect(Collectors.toSet());
        Set<String> wrapping = keys(current).filter(k -> used.contains(k.keyId()))
                .map(EncryptedKey::encryptedById)
                .collect(Collectors.toSet());
        TableMetadata.Builder builder = TableMetadata.buildFrom(current);
        keys(current).map(EncryptedKey::keyId).filter(id -> !used.contains(id) && !wrapping.contains(id))
                .forEach(builder::removeEncryptionKey);
        operations.commit(current, builder.build());
    }

    private static Stream<EncryptedKey> keys(TableMetadata metadata) {
        return StreamSupport.stream(metadata.encryptionKeys().spliterator(), false);
    }
}
