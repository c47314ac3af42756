package io.holdfast.logstore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;

/// The Iceberg table of one log table. For the holder of its flushing lock.
final class IcebergTable {

    private final SealedTableOperations operations;
    private final Table table;

    private IcebergTable(SealedTableOperations operations) {
        this.operations = operations;
        this.table = new BaseTable(operations, operations.tableName(), report -> {});
    }

    /// The table as it is, if it was ever flushed.
    ///
    /// @param columns what the catalog says that it has
    ///
    /// @throws LogStoreException.Corrupt if its metadata was altered
    static Optional<IcebergTable> load(SealedTableOperations operations, List<Column> columns) {
        try {
            TableMetadata metadata = operations.current();
            if (metadata == null) {
                return Optional.empty();
            }
            IcebergSchema.requireAlike(metadata.schema(), columns);
            return Optional.of(new IcebergTable(operations));
        } catch (RuntimeException e) {
            throw Failures.reading("The metadata of a table", e);
        }
    }

    /// The table as it is, or a new and empty one.
    static IcebergTable loadOrCreate(SealedTableOperations operations, TableKey key, List<Column> columns) {
        Optional<IcebergTable> found = load(operations, columns);
        if (found.isPresent()) {
            return found.get();
        }
        Schema schema = IcebergSchema.of(columns);
        PartitionSpec byDay = PartitionSpec.builderFor(schema)
                .day(TableSchema.TIME_COLUMN, TableSchema.RESERVED_PREFIX + "day").build();
        Map<String, String> properties = Map.ofEntries(Map.entry("format-version", "3"),
                Map.entry(SealedTableOperations.KEY_ID_PROPERTY, key.id()),
                Map.entry("encryption.data-key-length", "32"),
                Map.entry("write.metadata.delete-after-commit.enabled", "true"),
                Map.entry("write.metadata.previous-versions-max", "1"),
                Map.entry("write.metadata.metrics.default", "counts"),
                Map.entry("write.metadata.metrics.column." + TableSchema.TIME_COLUMN, "full"),
                Map.entry("commit.manifest.min-count-to-merge", "20"),
                Map.entry("commit.retry.num-retries", "0"));
        operations.commit(null, TableMetadata.newTableMetadata(schema, byDay, SortOrder.unsorted(),
                operations.location(), properties));
        return new IcebergTable(operations);
    }

    Table table() {
        return table;
    }

    Schema schema() {
        return table.schema();
    }

    SealedTableOperations operations() {
        return operations;
    }

    /// Adds the columns that Iceberg does not have yet.
    void addMissing(List<Column> columns) {
        int present = schema().columns().size();
        if (present < columns.size()) {
            List<Column> missing = columns.subList(present, columns.size());
            UpdateSchema update = table.updateSchema();
            missing.forEach(c -> update.addColumn(null, c.name(), IcebergSchema.typeOf(c.type()),
                    IcebergSchema.docOf(c)));
            update.commit();
        }
    }

    /// Appends the files, all or none, with the LSN up to which the table is now in Iceberg.
    void append(List<DataFile> files, long committedLsn) {
        AppendFiles append = table.newAppend();
        files.forEach(append::appendFile);
        append.set(SealedTableOperations.LSN_PROPERTY, Long.toString(committedLsn));
        append.commit();
    }

    /// Takes files out of the table, all or none; they stay on disk.
    ///
    /// @param committedLsn as it is: the rows that go count as committed all the same
    void delete(List<DataFileEntry> files, long committedLsn) {
        DeleteFiles delete = table.newDelete();
        files.forEach(file -> delete.deleteFile(file.location()));
        delete.set(SealedTableOperations.LSN_PROPERTY, Long.toString(committedLsn)).commit();
    }

    /// Puts one file in the place of several, all or nothing; these stay on disk.
    ///
    /// @param committedLsn as it is
    /// @throws LogStoreException.Corrupt if it does not have the rows of the others, or one of these is not in the
    ///     table
    void replace(List<DataFileEntry> gone, DataFile added, long committedLsn) {
        Set<String> locations = gone.stream().map(DataFileEntry::location).collect(Collectors.toSet());
        // Snapshots before the current one may be expired, and Iceberg would look for changes since the first.
        RewriteFiles rewrite = table.newRewrite().validateFromSnapshot(table.currentSnapshot().snapshotId())
                .addFile(added);
        long rows = 0;
        int found = 0;
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                if (locations.contains(task.file().location())) {
                    rewrite.deleteFile(task.file());
                    rows += task.file().recordCount();
                    found++;
                }
            }
        } catch (IOException | RuntimeException e) {
            throw Failures.reading("A manifest", e);
        }
        if (found != locations.size() || rows != added.recordCount()) {
            throw new LogStoreException.Corrupt("Merged files do not have the rows of the table", null);
        }
        rewrite.set(SealedTableOperations.LSN_PROPERTY, Long.toString(committedLsn)).commit();
    }

    /// Every file that the table consists of, its data files aside.
    Set<String> metadataFiles() {
        TableMetadata metadata = operations.current();
        Set<String> files = new HashSet<>();
        files.add(metadata.metadataFileLocation());
        metadata.previousFiles().forEach(previous -> files.add(previous.file()));
        for (Snapshot snapshot : metadata.snapshots()) {
            files.add(snapshot.manifestListLocation());
            snapshot.allManifests(operations.io()).forEach(manifest -> files.add(manifest.path()));
        }
        return files;
    }

    /// All data files of the current snapshot. Not planned as a scan, whose threads wait for each other by sleeping.
    ///
    /// @throws LogStoreException.Corrupt if a manifest was altered
    List<DataFileEntry> dataFiles() {
        Snapshot snapshot = table.currentSnapshot();
        if (snapshot == null) {
            return List.of();
        }
        Schema schema = schema();
        FileIO io = operations.io();
        List<DataFileEntry> entries = new ArrayList<>();
        try {
            for (ManifestFile manifest : snapshot.dataManifests(io)) {
                try (ManifestReader<DataFile> files = ManifestFiles.read(manifest, io, table.specs())) {
                    files.forEach(file -> entries.add(DataFileEntry.of(file, schema)));
                }
            }
            return entries;
        } catch (IOException | RuntimeException e) {
            throw Failures.reading("A manifest", e);
        }
    }
}
