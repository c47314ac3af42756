package io.holdfast.logstore;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.records.ChangeAnchor;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.records.SealedRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;

/// The records of the store: one per table, one for the WAL, each sealed, the set of them authenticated.
///
/// A change is on disk when the method returns. Keeps a copy in memory. Thread-safe.
final class Catalog implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TABLES = "log-table";
    private static final RecordRef WAL = RecordRef.of("wal", "state");

    private final RecordDatabase database;
    private final SealingKey key;
    private final RecordSpace space;
    private final ChangeAnchor anchor;
    private final Map<UUID, TableRecord> tables = new ConcurrentHashMap<>();
    private final ReentrantLock writing = new ReentrantLock();
    // Changed under `writing`.
    private volatile WalState wal = WalState.EMPTY;
    private volatile boolean closed;

    private Catalog(RecordDatabase database, SealingKey key, RecordSpace space, ChangeAnchor anchor) {
        this.anchor = anchor;
        this.database = database;
        this.key = key;
        this.space = space;
    }

    /// @throws LogStoreException.Corrupt if the anchor knows of later changes
    static Catalog open(Path file, SealingKey accountKey, ChangeAnchor anchor) {
        RecordDatabase database = RecordDatabase.open(file);
        SealingKey key = accountKey.derive(Aad.of("holdfast/log-catalog/v1"));
        try {
            Catalog catalog = new Catalog(database, key, database.openSpace("log-store", key),
                    anchor);
            catalog.load();
            return catalog;
        } catch (RuntimeException e) {
            key.close();
            database.close();
            throw e;
        }
    }

    private void load() {
        if (space.changes() < anchor.changes()) {
            throw new LogStoreException.Corrupt("The log store was put back to an earlier state", null);
        }
        for (SealedRecord sealed : space.list(TABLES, "")) {
            TableRecord table = JSON.readValue(sealed.body(), TableRecord.class);
            requireVersion(table.version(), TableRecord.VERSION);
            tables.put(table.uuid(), table);
        }
        space.find(WAL).ifPresent(sealed -> {
            wal = JSON.readValue(sealed.body(), WalState.class);
            requireVersion(wal.version(), WalState.VERSION);
        });
    }

    private static void requireVersion(int found, int known) {
        if (found != known) {
            throw new LogStoreException.Storage(
                    "A record of the log catalog has version %d; this release reads %d".formatted(found,
                            known),
                    null);
        }
    }

    List<TableRecord> tables() {
        return List.copyOf(tables.values());
    }

    Optional<TableRecord> find(UUID uuid) {
        return Optional.ofNullable(tables.get(uuid));
    }

    /// @throws LogStoreException.NotFound if the table was dropped
    TableRecord table(UUID uuid) {
        return find(uuid).orElseThrow(() -> new LogStoreException.NotFound("The table was dropped"));
    }

    void put(TableRecord table) {
        writing.lock();
        try {
            change(tx -> tx.put(refOf(table.uuid()), JSON.writeValueAsBytes(table)));
            tables.put(table.uuid(), table);
        } catch (RuntimeException e) {
            reload(table.uuid(), e);
            throw e;
        } finally {
            writing.unlock();
        }
    }

    /// After a failed write the database may hold the new record all the same.
    private void reload(UUID uuid, RuntimeException failure) {
        try {
            space.find(refOf(uuid))
                    .ifPresent(sealed -> tables.put(uuid, JSON.readValue(sealed.body(), TableRecord.class)));
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    TableRecord update(UUID uuid, UnaryOperator<TableRecord> change) {
        writing.lock();
        try {
            TableRecord changed = change.apply(table(uuid));
            put(changed);
            return changed;
        } finally {
            writing.unlock();
        }
    }

    void remove(UUID uuid) {
        writing.lock();
        try {
            change(tx -> tx.delete(refOf(uuid)));
            tables.remove(uuid);
        } finally {
            writing.unlock();
        }
    }

    WalState wal() {
        return wal;
    }

    void updateWal(UnaryOperator<WalState> change) {
        writing.lock();
        try {
            WalState changed = change.apply(wal);
            change(tx -> tx.put(WAL, JSON.writeValueAsBytes(changed)));
            wal = changed;
        } catch (RuntimeException e) {
            reloadWal(e);
            throw e;
        } finally {
            writing.unlock();
        }
    }

    private void reloadWal(RuntimeException failure) {
        try {
            space.find(WAL).ifPresent(sealed -> wal = JSON.readValue(sealed.body(), WalState.class));
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /// For the holder of `writing`.
    private <T> void change(Function<RecordTransaction, T> change) {
        space.transact(change);
        anchor.advance(space.changes());
    }

    private static RecordRef refOf(UUID uuid) {
        return RecordRef.of(TABLES, uuid.toString());
    }

    /// Whether it was closed: then it finds nothing.
    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        space.close();
        key.close();
        database.close();
        tables.clear();
    }
}
