package io.holdfast.keyvault;

import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// Rows of vaults, keys and versions as they were read and opened, for as long as no record changes.
/// Thread-safe.
///
/// Whatever commits raises the number of the records' changes before its caller is answered, and what was
/// remembered under another number is forgotten: nobody sees a row older than the last change that was
/// answered. Secret parts are remembered sealed.
final class RowCache {

    /// Rows of each kind; about 40 MB if all are RSA keys.
    private static final int MAX_ROWS = 10_000;

    private final RecordSpace space;
    private volatile Generation current = new Generation(-1);

    RowCache(RecordSpace space) {
        this.space = space;
    }

    /// What was read while the records stood at one number of changes.
    static final class Generation {

        private final long changes;
        private final Map<RecordRef, Vault> vaults = new ConcurrentHashMap<>();
        private final Map<RecordRef, StoredKey> keys = new ConcurrentHashMap<>();
        private final Map<RecordRef, KeyVersion> versions = new ConcurrentHashMap<>();
        private final AtomicReference<Optional<List<Vault>>> allVaults = new AtomicReference<>(
                Optional.empty());

        private Generation(long changes) {
            this.changes = changes;
        }

        Optional<Vault> vault(RecordRef ref, Supplier<Optional<Vault>> read) {
            return remembered(vaults, ref, read);
        }

        Optional<StoredKey> key(RecordRef ref, Supplier<Optional<StoredKey>> read) {
            return remembered(keys, ref, read);
        }

        Optional<KeyVersion> version(RecordRef ref, Supplier<Optional<KeyVersion>> read) {
            return remembered(versions, ref, read);
        }

        List<Vault> allVaults(Supplier<List<Vault>> read) {
            return allVaults.get().orElseGet(() -> {
                List<Vault> found = List.copyOf(read.get());
                allVaults.set(Optional.of(found));
                return found;
            });
        }

        private static <T> Optional<T> remembered(Map<RecordRef, T> rows, RecordRef ref,
                Supplier<Optional<T>> read) {
            T known = rows.get(ref);
            if (known != null) {
                return Optional.of(known);
            }
            Optional<T> found = read.get();
            if (found.isPresent() && rows.size() < MAX_ROWS) {
                rows.put(ref, found.get());
            }
            return found;
        }
    }

    /// What is known of the records as they stand.
    Generation current() {
        long changes = space.changes();
        Generation known = current;
        if (known.changes != changes) {
            known = new Generation(changes);
            current = known;
        }
        return known;
    }
}
