package io.holdfast.server;

import io.holdfast.loganalytics.ClusterStores;
import io.holdfast.logstore.FaultPoints;
import io.holdfast.records.RecordDatabase;
import io.holdfast.sentinel.SentinelStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Gathers all files of a data folder as they are at one moment, below a folder beside them: those that never
/// change as links, the others as copies. For one thread.
///
/// The stores of all clusters are held still one within the other, and then the platform's records, in the
/// order in which everything else takes them. Rows are taken all the while; those that are in a write-ahead
/// log when it is copied are in the backup.
final class BackupCapture {

    private static final String CATALOG = "catalog.db";
    private static final String WAL = "wal";
    private static final String SEALED = "sealed";
    private static final String TABLES = "tables";

    private final DataFolder folder;
    private final FaultPoints faults;
    private final RecordDatabase records;
    private final ClusterStores stores;
    private final SentinelStores documents;
    private final Map<String, Captured> files = new LinkedHashMap<>();

    BackupCapture(Platform platform, RecordDatabase records, ClusterStores stores,
            SentinelStores documents) {
        this.folder = platform.folder();
        this.faults = platform.faults();
        this.records = records;
        this.stores = stores;
        this.documents = documents;
    }

    /// @param path in the data folder
    /// @param file below the staging folder
    record Captured(String path, Path file, long length) {}

    /// Gathers; what it answers stays until the staging folder is deleted.
    List<Captured> run() throws IOException {
        try {
            within(clusters(), 0);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return List.copyOf(files.values());
    }

    private List<String> clusters() throws IOException {
        if (!Files.isDirectory(folder.clusters())) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(folder.clusters())) {
            return found.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private void within(List<String> clusters, int next) {
        if (next < clusters.size()) {
            stores.frozen(clusters.get(next), () -> within(clusters, next + 1));
        } else {
            records.locked(() -> {
                unchecked(() -> all(clusters));
                return files;
            });
        }
    }

    /// Begins anew each time: a store whose key goes, or comes back, meanwhile is held still once more.
    private void all(List<String> clusters) throws IOException {
        DataFolder.delete(folder.backupStaging());
        Files.createDirectories(folder.backupStaging());
        files.clear();
        for (String cluster : clusters) {
            store(folder.clusters().resolve(cluster).resolve("logs"));
            Path sealed = folder.clusters().resolve(cluster).resolve(SEALED);
            if (Files.isDirectory(sealed)) {
                each(sealed, this::link);
            }
        }
        if (Files.isDirectory(folder.audit())) {
            each(folder.audit(), this::link);
        }
        if (Files.isDirectory(folder.tls())) {
            each(folder.tls(), this::copy);
        }
        database(folder.platformDatabase());
        documents();
        if (Files.exists(folder.platformKey()) && !holdsPlainKey()) {
            copy(folder.platformKey());
        }
        faults.reached("backup.gather.locked");
    }

    /// A key that nothing protects would open the backup to whoever finds it.
    private boolean holdsPlainKey() throws IOException {
        byte[] key = Files.readAllBytes(folder.platformKey());
        return key.length == 0 || key[0] == 1;
    }

    /// A segment of the write-ahead log may be begun before the catalog is copied, none can be deleted.
    private void store(Path store) throws IOException {
        if (!Files.exists(store.resolve(CATALOG))) {
            return;
        }
        database(store.resolve(CATALOG));
        if (Files.isDirectory(store.resolve(WAL))) {
            each(store.resolve(WAL), this::copy);
        }
        if (Files.isDirectory(store.resolve(TABLES))) {
            each(store.resolve(TABLES), this::link);
        }
    }

    private void database(Path file) throws IOException {
        if (Files.exists(file)) {
            Path target = staged(file);
            RecordDatabase.copy(file, target);
            add(file, target);
        }
    }

    /// A file in the backup, wherever they are kept.
    private void documents() throws IOException {
        Path target = staged(folder.documentDatabase());
        documents.copyDocuments(target);
        add(folder.documentDatabase(), target);
    }

    private void copy(Path file) throws IOException {
        Path target = staged(file);
        BackupObjects.copy(file, Files.size(file), target);
        add(file, target);
    }

    /// Such a file may still grow at its end: as much counts as it has now.
    private void link(Path file) throws IOException {
        Path target = staged(file);
        try {
            Files.createLink(target, file);
        } catch (UnsupportedOperationException e) {
            copy(file);
            return;
        } catch (NoSuchFileException e) {
            // Retention deletes whole days at any time, and what waited for a key goes once it is restored.
            return;
        }
        add(file, target);
    }

    private void add(Path file, Path staged) throws IOException {
        String path = folder.root().relativize(file).toString().replace('\\', '/');
        files.put(path, new Captured(path, staged, Files.size(staged)));
    }

    private Path staged(Path file) throws IOException {
        Path target = folder.backupStaging().resolve(folder.root().relativize(file));
        Files.createDirectories(target.getParent());
        return target;
    }

    /// Work on a file.
    @FunctionalInterface
    private interface Work {
        void run(Path file) throws IOException;
    }

    /// The same on none.
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static void each(Path folder, Work work) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder, new FileVisitOption[0])) {
            files.filter(Files::isRegularFile).forEach(found::add);
        }
        for (Path file : found) {
            work.run(file);
        }
    }

    private static void unchecked(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
