package io.holdfast.logstore;

import io.holdfast.crypto.SealingKey;
import io.holdfast.records.ChangeAnchor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.BaseMetastoreCatalog;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;

/// The flushed rows of a store that is closed, for code that knows Iceberg and nothing of Holdfast: a
/// catalog of its
/// tables, each with the encryption and the key client that open its files.
///
/// A namespace is the id of a workspace. Only the log store writes: every change that other code tries is
/// an
/// `UnsupportedOperationException`, and leaves the table as it is. Nobody else has the store while this is
/// open. Thread-safe; its tables are for one thread at a time.
public final class IcebergCatalog extends BaseMetastoreCatalog implements AutoCloseable {

    private final FileChannel lock;
    private final SealingKey accountKey;
    private final Catalog records;
    private final Warehouse warehouse;
    private final SecureRandom random;
    // Guarded by itself.
    private final Map<TableIdentifier, TableKey> keys = new HashMap<>();

    private IcebergCatalog(FileChannel lock, Path folder, SealingKey accountKey, SecureRandom random) {
        this.lock = lock;
        this.accountKey = accountKey;
        this.records = Catalog.open(folder.resolve(Engine.CATALOG), accountKey, ChangeAnchor.NONE);
        this.warehouse = new Warehouse(folder);
        this.random = random;
    }

    /// Opens the tables of a store.
    ///
    /// @param accountKey the cluster's; owned by this, and zeroed when it is closed or if this fails
    /// @throws LogStoreException.Corrupt if what is stored was altered, or is under another key
    /// @throws LogStoreException.Storage if the store is in use
    public static IcebergCatalog open(Path folder, SealingKey accountKey, SecureRandom random) {
        try {
            FileChannel lock = Engine.lock(folder.resolve(Engine.LOCK));
            try {
                return new IcebergCatalog(lock, folder, accountKey, random);
            } catch (RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            accountKey.close();
            throw Failures.reading("The log store", e);
        }
    }

    @Override
    public String name() {
        return "holdfast";
    }

    @Override
    public List<TableIdentifier> listTables(Namespace namespace) {
        return records.tables().stream().filter(record -> record.metadata() != null)
                .map(IcebergCatalog::identifier).filter(id -> id.namespace().equals(namespace)).toList();
    }

    private static TableIdentifier identifier(TableRecord record) {
        return TableIdentifier.of(record.id().workspaceId(), record.id().table());
    }

    @Override
    protected TableOperations newTableOps(TableIdentifier identifier) {
        TableRecord found = records.tables().stream()
                .filter(record -> record.metadata() != null && identifier(record).equals(identifier))
                .findFirst()
                .orElseThrow(
                        () -> new NoSuchTableException("There is no such table, or it has no flushed rows"));
        TableKey key;
        synchronized (keys) {
            key = keys.computeIfAbsent(identifier, id -> TableKey.derive(accountKey, found.uuid()));
        }
        SealedTableOperations operations = new SealedTableOperations(found.uuid(), key,
                new SealedTableOperations.Context(records, warehouse, random, FaultPoints.NONE)).readOnly();
        IcebergTable.load(operations, found.columns());
        return operations;
    }

    @Override
    protected String defaultWarehouseLocation(TableIdentifier identifier) {
        throw refused();
    }

    @Override
    public TableBuilder buildTable(TableIdentifier identifier, Schema schema) {
        throw refused();
    }

    @Override
    public boolean dropTable(TableIdentifier identifier, boolean purge) {
        throw refused();
    }

    @Override
    public void renameTable(TableIdentifier from, TableIdentifier to) {
        throw refused();
    }

    static UnsupportedOperationException refused() {
        return new UnsupportedOperationException("Only the log store changes its tables");
    }

    @Override
    public void close() throws IOException {
        try (lock; accountKey; records) {
            synchronized (keys) {
                keys.values().forEach(TableKey::close);
                keys.clear();
            }
        }
    }
}
