package io.holdfast.keyvault;

import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.records.SealedRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/// Reads vaults, keys and versions, in or out of a transaction.
///
/// Collections: `keyvault/vault` (id: name), `keyvault/key` (partition: vault, id: name), `keyvault/version`
/// (partition: vault and key, id: version), `keyvault/rotation-policy` and `keyvault/deleted-key`
/// (partition: vault,
/// id: key), all names in lower case.
final class VaultRows {

    private static final String VAULT = "keyvault/vault";
    private static final String KEY = "keyvault/key";
    private static final String KEY_VERSION = "keyvault/version";
    private static final String POLICY = "keyvault/rotation-policy";
    private static final String DELETED = "keyvault/deleted-key";

    private final Function<RecordRef, Optional<SealedRecord>> find;
    private final BiFunction<String, String, List<SealedRecord>> list;
    private final Optional<RowCache.Generation> cache;

    private VaultRows(Function<RecordRef, Optional<SealedRecord>> find,
            BiFunction<String, String, List<SealedRecord>> list, Optional<RowCache.Generation> cache) {
        this.find = find;
        this.list = list;
        this.cache = cache;
    }

    /// Outside of transactions: each row as last committed.
    static VaultRows of(RecordSpace space, RowCache.Generation cache) {
        return new VaultRows(space::find, space::list, Optional.of(cache));
    }

    static VaultRows of(RecordTransaction transaction) {
        return new VaultRows(transaction::find, transaction::list, Optional.empty());
    }

    Optional<Vault> vault(String name) {
        RecordRef ref = vaultRef(name);
        Supplier<Optional<Vault>> read = () -> find.apply(ref).map(row -> VaultCodec.vault(row.body()));
        return cache.isPresent() ? cache.get().vault(ref, read) : read.get();
    }

    /// All vaults, deleted ones too, the oldest first.
    List<Vault> vaults() {
        Supplier<List<Vault>> read = () -> list.apply(VAULT, "").stream()
                .map(row -> VaultCodec.vault(row.body()))
                .sorted(Comparator.comparing(Vault::created).thenComparing(Vault::name)).toList();
        return cache.isPresent() ? cache.get().allVaults(read) : read.get();
    }

    Optional<StoredKey> key(Vault vault, String name) {
        RecordRef ref = keyRef(vault, name);
        Supplier<Optional<StoredKey>> read = () -> find.apply(ref).map(row -> KeyCodec.key(row.body()));
        return cache.isPresent() ? cache.get().key(ref, read) : read.get();
    }

    /// All keys, deleted ones too, by name.
    List<StoredKey> keys(Vault vault) {
        return list.apply(KEY, lower(vault.name())).stream().map(row -> KeyCodec.key(row.body())).toList();
    }

    /// The names, in lower case, of the keys that are not deleted.
    List<String> liveKeys(Vault vault) {
        Set<String> deleted = Set.copyOf(deletedKeys(vault));
        return list.apply(KEY, lower(vault.name())).stream().map(row -> row.ref().id())
                .filter(name -> !deleted.contains(name)).toList();
    }

    Optional<KeyVersion> version(Vault vault, StoredKey key, String version) {
        RecordRef ref = versionRef(vault, key, version);
        Supplier<Optional<KeyVersion>> read = () -> find.apply(ref).map(row -> KeyCodec.version(row.body()));
        return cache.isPresent() ? cache.get().version(ref, read) : read.get();
    }

    /// The latest version.
    KeyVersion current(Vault vault, StoredKey key) {
        return version(vault, key, key.current())
                .orElseThrow(() -> new IllegalStateException("The latest version of a key is missing"));
    }

    /// All versions, by version id.
    List<KeyVersion> versions(Vault vault, StoredKey key) {
        return list.apply(KEY_VERSION, versionPartition(vault, key)).stream()
                .map(row -> KeyCodec.version(row.body())).toList();
    }

    Optional<RotationPolicy> rotationPolicy(Vault vault, StoredKey key) {
        return find.apply(policyRef(vault, key.name())).map(row -> RotationCodec.policy(row.body()));
    }

    /// The names, in lower case, of the keys that have a policy, deleted ones too.
    List<String> keysWithPolicy(Vault vault) {
        return list.apply(POLICY, lower(vault.name())).stream().map(row -> row.ref().id()).toList();
    }

    /// The names, in lower case, of the deleted keys.
    List<String> deletedKeys(Vault vault) {
        return list.apply(DELETED, lower(vault.name())).stream().map(row -> row.ref().id()).toList();
    }

    static RecordRef vaultRef(String name) {
        return RecordRef.of(VAULT, lower(name));
    }

    static RecordRef keyRef(Vault vault, String name) {
        return new RecordRef(KEY, lower(vault.name()), lower(name));
    }

    static RecordRef policyRef(Vault vault, String name) {
        return new RecordRef(POLICY, lower(vault.name()), lower(name));
    }

    static RecordRef usesRef(Vault vault, StoredKey key, String version) {
        return new RecordRef("keyvault/gcm-uses", versionPartition(vault, key), lower(version));
    }

    static RecordRef deletedRef(Vault vault, String name) {
        return new RecordRef(DELETED, lower(vault.name()), lower(name));
    }

    static RecordRef versionRef(Vault vault, StoredKey key, String version) {
        return new RecordRef(KEY_VERSION, versionPartition(vault, key), lower(version));
    }

    private static String versionPartition(Vault vault, StoredKey key) {
        return lower(vault.name()) + "/" + lower(key.name());
    }

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
