package io.holdfast.logstore;

import io.holdfast.crypto.Digests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.BaseMetastoreTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.encryption.EncryptingFileIO;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/// Iceberg's operations on one table whose current metadata.json the catalog names.
///
/// metadata.json is sealed; its location and hash, and the WAL position of the snapshot, change in one
/// record. A table that does not name its own key is refused. What it has committed it keeps in memory:
/// Iceberg
/// looks at the metadata and the manifest list of a commit once more when that is done, and must not fail
/// at
/// that, loudly, where the store went dark meanwhile. For one thread at a time.
final class SealedTableOperations extends BaseMetastoreTableOperations {

    /// In the summary of each snapshot: rows of the table up to this LSN are in it.
    static final String LSN_PROPERTY = "holdfast.committed-lsn";
    static final String KEY_ID_PROPERTY = "encryption.key-id";

    private final UUID table;
    private final Catalog catalog;
    private final Warehouse warehouse;
    private final TableKey key;
    private final SecureRandom random;
    private final FaultPoints faults;
    // The location of the metadata that `manager` was made for; null for a table without metadata.
    private @Nullable String managed;
    private @Nullable Ags1EncryptionManager manager;
    // What this object committed last, and its place.
    private @Nullable Committed committed;

    /// Metadata that is on disk.
    private record Committed(TableRecord.Metadata place, TableMetadata content) {}

    private boolean readOnly;

    /// What the operations work with.
    record Context(Catalog catalog, Warehouse warehouse, SecureRandom random, FaultPoints faults) {}

    SealedTableOperations(UUID table, TableKey key, Context context) {
        this.table = table;
        this.key = key;
        this.catalog = context.catalog();
        this.warehouse = context.warehouse();
        this.random = context.random();
        this.faults = context.faults();
    }

    /// The same, refusing every change.
    SealedTableOperations readOnly() {
        readOnly = true;
        return this;
    }

    @Override
    protected String tableName() {
        return table.toString();
    }

    /// Where the table's files are.
    String location() {
        return Warehouse.location("tables/" + table);
    }

    @Override
    public FileIO io() {
        return EncryptingFileIO.combine(warehouse, encryption());
    }

    @Override
    public EncryptionManager encryption() {
        return ags1();
    }

    /// The manager for the current metadata, which holds the wrapped keys.
    Ags1EncryptionManager ags1() {
        TableMetadata metadata = current();
        Ags1EncryptionManager known = manager;
        String location = metadata == null ? null : metadata.metadataFileLocation();
        if (known == null || !Objects.equals(managed, location)) {
            known = new Ags1EncryptionManager(metadata == null ? List.of() : metadata.encryptionKeys(), key);
            manager = known;
            managed = location;
        }
        return known;
    }

    @Override
    protected void doRefresh() {
        TableRecord.Metadata metadata = stored();
        if (metadata == null) {
            disableRefresh();
            return;
        }
        Committed own = committed;
        refreshFromMetadataLocation(metadata.location(), e -> false, 0,
                location -> own != null && own.place().equals(metadata) ? own.content() : read(metadata));
    }

    private TableRecord.@Nullable Metadata stored() {
        Optional<TableRecord> found = catalog.find(table);
        Committed own = committed;
        if (found.isEmpty() && own != null && catalog.isClosed()) {
            return own.place();
        }
        return found.orElseThrow(() -> new LogStoreException.NotFound("The table was dropped")).metadata();
    }

    private TableMetadata read(TableRecord.Metadata metadata) {
        byte[] sealed;
        try {
            sealed = warehouse.read(metadata.location());
        } catch (IOException e) {
            throw Failures.reading("A metadata.json", e);
        }
        if (!hashOf(sealed).equals(metadata.sha256())) {
            throw new LogStoreException.Corrupt("A metadata.json is not what was written", null);
        }
        String json = new String(MetadataSeal.open(key, metadata.location(), sealed), StandardCharsets.UTF_8);
        TableMetadata parsed = TableMetadataParser.fromJson(metadata.location(), json);
        if (!key.id().equals(parsed.properties().get(KEY_ID_PROPERTY))) {
            throw new LogStoreException.Corrupt("A table does not name its key", null);
        }
        return parsed;
    }

    @Override
    protected void doCommit(TableMetadata base, TableMetadata metadata) {
        if (readOnly) {
            throw IcebergCatalog.refused();
        }
        if (!key.id().equals(metadata.properties().get(KEY_ID_PROPERTY))) {
            throw new IllegalStateException("A table must name its key");
        }
        byte[] id = new byte[16];
        random.nextBytes(id);
        String location = location() + "/metadata/" + HexFormat.of().formatHex(id);
        byte[] json = TableMetadataParser.toJson(metadata).getBytes(StandardCharsets.UTF_8);
        byte[] sealed = MetadataSeal.seal(key, location, json);
        try {
            warehouse.write(location, sealed);
        } catch (IOException e) {
            throw new RuntimeIOException(e);
        }
        faults.reached("catalog.metadata.after");
        String expected = base == null ? null : base.metadataFileLocation();
        TableRecord.Metadata next = new TableRecord.Metadata(location, hashOf(sealed));
        TableMetadata content = TableMetadataParser.fromJson(location,
                new String(json, StandardCharsets.UTF_8));
        readManifestList(base, content);
        try {
            catalog.update(table,
                    record -> swap(record, Optional.ofNullable(expected), next, lsnOf(metadata)));
        } catch (CommitFailedException e) {
            throw e;
        } catch (RuntimeException e) {
            // The database may have committed before it failed: Iceberg must not delete what it wrote.
            throw new CommitStateUnknownException(e);
        }
        committed = new Committed(next, content);
        faults.reached("catalog.commit.after");
    }

    /// Has a new snapshot read its manifest list, which it then remembers.
    private void readManifestList(@Nullable TableMetadata base, TableMetadata content) {
        Snapshot snapshot = content.currentSnapshot();
        if (snapshot != null
                && (base == null || base.snapshot(snapshot.snapshotId()) == null)) {
            snapshot.allManifests(EncryptingFileIO.combine(warehouse,
                    new Ags1EncryptionManager(content.encryptionKeys(), key)));
        }
    }

    private static TableRecord swap(TableRecord record, Optional<String> expected, TableRecord.Metadata next,
            long lsn) {
        Optional<String> found = Optional.ofNullable(record.metadata()).map(TableRecord.Metadata::location);
        if (!found.equals(expected)) {
            throw new CommitFailedException("The table was changed meanwhile");
        }
        return record.withCommit(next, lsn);
    }

    private static long lsnOf(TableMetadata metadata) {
        Snapshot snapshot = metadata.currentSnapshot();
        return snapshot == null ? 0 : Long.parseLong(snapshot.summary().getOrDefault(LSN_PROPERTY, "0"));
    }

    private static String hashOf(byte[] bytes) {
        return HexFormat.of().formatHex(Digests.sha256(bytes));
    }
}
