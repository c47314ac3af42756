package io.holdfast.keyvault;

import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Supplier;

/// The names, in lower case and in order, of the keys of each vault that are not deleted: so that a page of a
/// long list costs no more than one of a short list. Thread-safe.
///
/// A vault's names are read once, when they are first asked for; from then on every change is told within its
/// transaction. After one that failed all names are read anew.
final class KeyNames {

    private final Map<String, NavigableSet<String>> byVault = new ConcurrentHashMap<>();

    /// The next names after one.
    ///
    /// @param read reads all names; it must keep changes out until it returns
    List<String> after(String vaultName, String name, int limit, Supplier<List<String>> read) {
        NavigableSet<String> names = byVault.get(vaultName);
        if (names == null) {
            names = new ConcurrentSkipListSet<>(read.get());
        }
        return names.tailSet(name, false).stream().limit(limit).toList();
    }

    /// Keeps the names of a vault. To be called while changes are kept out.
    List<String> keep(String vaultName, List<String> names) {
        byVault.put(vaultName, new ConcurrentSkipListSet<>(names));
        return names;
    }

    /// To be called within the transaction that changes a key.
    void changed(String vaultName, String name, boolean there) {
        NavigableSet<String> names = byVault.get(vaultName);
        if (names != null && there) {
            names.add(name);
        } else if (names != null) {
            names.remove(name);
        }
    }

    /// Nothing is known any more.
    void forget() {
        byVault.clear();
    }
}
