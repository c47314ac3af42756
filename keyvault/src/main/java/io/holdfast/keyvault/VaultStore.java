package io.holdfast.keyvault;

import io.holdfast.records.RecordException;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The records of all vaults: reads, transactions, and word of what they changed. Thread-safe.
final class VaultStore {

    private static final Logger LOGGER = LoggerFactory.getLogger(VaultStore.class);

    private final RecordSpace space;
    private final RowCache cache;
    private final KeyNames names = new KeyNames();
    private final List<Consumer<VaultChange>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<KeyView>> purgeListeners = new CopyOnWriteArrayList<>();

    VaultStore(RecordSpace space) {
        this.space = space;
        this.cache = new RowCache(space);
    }

    void onChange(Consumer<VaultChange> listener) {
        listeners.add(listener);
    }

    /// Calls `listener` for each key version that was purged, once that is committed.
    void onPurge(Consumer<KeyView> listener) {
        purgeListeners.add(listener);
    }

    /// Reads outside a transaction: each row as last committed.
    ///
    /// @throws VaultException.Unavailable if the records cannot be read
    <T> T read(Function<VaultRows, T> work) {
        try {
            return work.apply(VaultRows.of(space, cache.current()));
        } catch (RecordException.Unavailable e) {
            throw new VaultException.Unavailable("The vault's records cannot be read now.", e);
        }
    }

    /// Runs `work` in a transaction. Once it is committed, and outside of it, the listeners hear of its
    /// changes.
    ///
    /// @throws VaultException.Unavailable if the records cannot be written
    <T> T change(Function<Change, T> work) {
        Set<VaultChange> changes = new LinkedHashSet<>();
        List<KeyView> purged = new ArrayList<>();
        T result;
        try {
            result = space.transact(
                    transaction -> work.apply(new Change(transaction, changes, purged, names)));
        } catch (RecordException.Unavailable e) {
            names.forget();
            throw new VaultException.Unavailable("The vault's records cannot be written now.", e);
        } catch (RuntimeException e) {
            names.forget();
            throw e;
        }
        changes.forEach(this::publish);
        purged.forEach(view -> tell(purgeListeners, view, view.vault().name()));
        return result;
    }

    /// The names, in lower case, of keys of a vault that are not deleted, after a name and in order.
    List<String> keyNames(Vault vault, String after, int limit) {
        String vaultName = VaultRows.lower(vault.name());
        return names.after(vaultName, after, limit, () -> space.transact(
                transaction -> names.keep(vaultName, VaultRows.of(transaction).liveKeys(vault))));
    }

    /// Tells the listeners of a change that happened elsewhere.
    void publish(VaultChange change) {
        tell(listeners, change, change.vaultName());
    }

    private static <T> void tell(List<Consumer<T>> listeners, T news, String vaultName) {
        for (Consumer<T> listener : listeners) {
            try {
                listener.accept(news);
            } catch (RuntimeException e) {
                LOGGER.atError().setCause(e).addKeyValue("vault", vaultName)
                        .log("A listener to vault changes failed");
            }
        }
    }

    /// The records within one transaction.
    static final class Change {

        /// A row that says all by being there.
        private static final byte[] NOTHING = {};

        private final RecordTransaction transaction;
        private final Set<VaultChange> changes;
        private final List<KeyView> purged;
        private final KeyNames names;
        private final VaultRows rows;

        private Change(RecordTransaction transaction, Set<VaultChange> changes, List<KeyView> purged,
                KeyNames names) {
            this.transaction = transaction;
            this.changes = changes;
            this.purged = purged;
            this.names = names;
            this.rows = VaultRows.of(transaction);
        }

        VaultRows rows() {
            return rows;
        }

        /// For modules that write their own records in the same transaction.
        RecordTransaction transaction() {
            return transaction;
        }

        void put(Vault vault) {
            transaction.put(VaultRows.vaultRef(vault.name()), VaultCodec.bytes(vault));
            changes.add(new VaultChange(VaultRows.lower(vault.name()), Optional.empty()));
        }

        void put(Vault vault, StoredKey key) {
            transaction.put(VaultRows.keyRef(vault, key.name()), KeyCodec.bytes(key));
            RecordRef deleted = VaultRows.deletedRef(vault, key.name());
            if (key.deletion().isPresent()) {
                transaction.put(deleted, NOTHING);
            } else {
                transaction.delete(deleted);
            }
            names.changed(VaultRows.lower(vault.name()), VaultRows.lower(key.name()),
                    key.deletion().isEmpty());
            changed(vault, key);
        }

        void put(Vault vault, StoredKey key, RotationPolicy policy) {
            transaction.put(VaultRows.policyRef(vault, key.name()), RotationCodec.bytes(policy, key.name()));
            changed(vault, key);
        }

        void put(Vault vault, StoredKey key, KeyVersion version) {
            transaction.put(VaultRows.versionRef(vault, key, version.version()), KeyCodec.bytes(version));
            changed(vault, key);
        }

        /// Deletes a key with all its versions.
        void purge(Vault vault, StoredKey key) {
            for (KeyVersion version : rows.versions(vault, key)) {
                transaction.delete(VaultRows.versionRef(vault, key, version.version()));
                transaction.delete(VaultRows.usesRef(vault, key, version.version()));
                purged.add(new KeyView(vault, key, version));
            }
            transaction.delete(VaultRows.keyRef(vault, key.name()));
            names.changed(VaultRows.lower(vault.name()), VaultRows.lower(key.name()), false);
            transaction.delete(VaultRows.deletedRef(vault, key.name()));
            transaction.delete(VaultRows.policyRef(vault, key.name()));
            changed(vault, key);
        }

        /// Deletes a vault with all its keys.
        void purge(Vault vault) {
            for (StoredKey key : new ArrayList<>(rows.keys(vault))) {
                purge(vault, key);
            }
            transaction.delete(VaultRows.vaultRef(vault.name()));
            changes.add(new VaultChange(VaultRows.lower(vault.name()), Optional.empty()));
        }

        private void changed(Vault vault, StoredKey key) {
            changes.add(new VaultChange(VaultRows.lower(vault.name()),
                    Optional.of(VaultRows.lower(key.name()))));
        }
    }
}
