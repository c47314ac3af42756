package io.holdfast.logstore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Deletes the files of a table that nothing refers to: data files that were merged into others, and what crashes
/// and failures left. Nothing may be writing files of the table but the holder of its flushing lock.
final class Tidying {

    private final Engine engine;

    Tidying(Engine engine) {
        this.engine = engine;
    }

    /// Expires all snapshots but the current one and deletes what only they referred to, or nothing did.
    void run(LogTable table) throws IOException {
        table.flushing.lock();
        try {
            engine.loadFiles(table);
            Set<Path> needed = needed(table);
            engine.faults.reached("tidy.delete.before");
            for (Path file : files(engine.folderOf(table))) {
                if (!needed.contains(file)) {
                    Files.deleteIfExists(file);
                }
            }
            engine.faults.reached("tidy.delete.after");
        } finally {
            table.flushing.unlock();
        }
    }

    private Set<Path> needed(LogTable table) {
        SealedTableOperations operations = engine.operations(table);
        List<Column> columns = engine.catalog.table(table.uuid).columns();
        Set<String> needed = new HashSet<>();
        IcebergTable.load(operations, columns).ifPresent(iceberg -> {
            if (operations.current().snapshots().size() > 1) {
                engine.faults.reached("tidy.expire.before");
                SnapshotExpiry.expire(operations, iceberg.table());
            }
            needed.addAll(iceberg.metadataFiles());
        });
        table.files().orElse(List.of()).forEach(file -> needed.add(file.location()));
        return needed.stream().map(engine.warehouse::pathOf).collect(Collectors.toSet());
    }

    private List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(folder.toAbsolutePath().normalize())) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }
}
