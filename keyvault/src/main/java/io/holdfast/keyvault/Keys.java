package io.holdfast.keyvault;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The life of keys: made, read, changed, deleted, recovered, purged. Access is decided before. Thread-safe.
///
/// @param store the records
/// @param providers make and hold the secret parts
/// @param seal seals what providers must remember
/// @param random makes version ids
record Keys(VaultStore store, KeyProviders providers, MaterialSeal seal, Clock clock, SecureRandom random) {

    private static final int VERSION_BYTES = 16;

    /// A vault that is not deleted.
    ///
    /// @throws VaultException.Missing if there is none
    static Vault vault(VaultRows rows, String name) {
        return rows.vault(name).filter(vault -> vault.deletion().isEmpty())
                .orElseThrow(() -> Refusals.vaultNotFound(name));
    }

    /// A key that is not deleted.
    ///
    /// @throws VaultException.Missing if there is none
    static StoredKey key(VaultRows rows, Vault vault, String name) {
        return rows.key(vault, name).filter(key -> key.deletion().isEmpty())
                .orElseThrow(() -> Refusals.keyNotFound(name));
    }

    static KeyView view(VaultRows rows, Vault vault, String name, Optional<String> version) {
        StoredKey key = key(rows, vault, name);
        return rows.version(vault, key, version.orElse(key.current()))
                .map(found -> new KeyView(vault, key, found))
                .orElseThrow(() -> Refusals.keyNotFound(name + "/" + version.orElse("")));
    }

    /// Makes a key, or a new version of it where the name exists.
    ///
    /// Cost: that of making the key, outside of any transaction.
    KeyView create(String vaultName, String name, KeyRequest request) {
        return make(vaultName, name, request, provider -> provider.generate(request.spec()));
    }

    /// Takes in a key, or a new version of it where the name exists. The key stays the caller's to close.
    KeyView importKey(String vaultName, String name, KeyImports.Import imported) {
        return make(vaultName, name, imported.request(), provider -> provider.take(imported.key()));
    }

    private KeyView make(String vaultName, String name, KeyRequest request,
            Function<KeyProvider, KeyProvider.Made> making) {
        store.read(rows -> mayBeMade(rows, vaultName, name, request.type()));
        KeyProvider provider = providers.forNew(request.type(), request.spec());
        try (KeyProvider.Made made = making.apply(provider)) {
            return store.change(change -> {
                Vault vault = mayBeMade(change.rows(), vaultName, name, request.type());
                return added(change, new NewVersion(vault, name, request, provider.name(), made));
            });
        }
    }

    private static Vault mayBeMade(VaultRows rows, String vaultName, String name, KeyType type) {
        Vault vault = vault(rows, vaultName);
        checkTier(vault, type);
        notDeleted(rows, vault, name);
        return vault;
    }

    /// @throws VaultException.Invalid if the vault may not hold keys of this type
    static void checkTier(Vault vault, KeyType type) {
        if (type.hardware() && !vault.properties().sku().equalsIgnoreCase(Vault.PREMIUM)) {
            throw Refusals.invalid("kty", "keys of the type " + type.kty() + " need a vault of the sku "
                    + Vault.PREMIUM);
        }
    }

    private record NewVersion(Vault vault, String name, KeyRequest request, String provider,
            KeyProvider.Made made) {}

    private KeyView added(VaultStore.Change change, NewVersion added) {
        Vault vault = added.vault();
        String version = freshVersion();
        StoredKey key = change.rows().key(vault, added.name())
                .orElse(new StoredKey(added.name(), version, Optional.empty())).withCurrent(version);
        Instant now = now();
        KeyRequest request = added.request();
        KeyVersion fresh = new KeyVersion(version, request.type(), added.made().open(), request.operations(),
                new KeyVersion.Attributes(request.times().enabled(), request.times().notBefore(),
                        request.times().expires(), now, now),
                request.tags(), new KeyVersion.Held(added.provider(),
                        seal.seal(vault, key.name(), version, added.made().data())));
        change.put(vault, key);
        change.put(vault, key, fresh);
        return new KeyView(vault, key, fresh);
    }

    /// @throws VaultException.Conflict if the name is held by a deleted key
    static void notDeleted(VaultRows rows, Vault vault, String name) {
        if (rows.key(vault, name).flatMap(StoredKey::deletion).isPresent()) {
            throw Refusals.deletedButRecoverable(name);
        }
    }

    /// @param version empty for the latest
    KeyView get(String vaultName, String name, Optional<String> version) {
        return store.read(rows -> view(rows, vault(rows, vaultName), name, version));
    }

    /// The latest version of a key; empty where there is none of the name, or a deleted one.
    Optional<KeyView> find(String vaultName, String name) {
        return store.read(rows -> {
            Vault vault = vault(rows, vaultName);
            return rows.key(vault, name).filter(key -> key.deletion().isEmpty())
                    .map(key -> new KeyView(vault, key, rows.current(vault, key)));
        });
    }

    /// The latest version of each key after a name, by name, at most so many.
    ///
    /// @param after in lower case; empty text for the first ones
    List<KeyView> page(String vaultName, String after, int limit) {
        return store.read(rows -> {
            Vault vault = vault(rows, vaultName);
            List<KeyView> found = new ArrayList<>();
            List<String> names = store.keyNames(vault, after, limit);
            while (!names.isEmpty()) {
                for (String name : names) {
                    rows.key(vault, name).filter(key -> key.deletion().isEmpty())
                            .ifPresent(key -> found.add(new KeyView(vault, key, rows.current(vault, key))));
                }
                names = found.size() < limit
                        ? store.keyNames(vault, names.getLast(), limit - found.size())
                        : List.of();
            }
            return found;
        });
    }

    /// The versions of a key, by version id.
    List<KeyView> versions(String vaultName, String name) {
        return store.read(rows -> {
            Vault vault = vault(rows, vaultName);
            StoredKey key = key(rows, vault, name);
            return rows.versions(vault, key).stream().map(version -> new KeyView(vault, key, version))
                    .toList();
        });
    }

    KeyView update(String vaultName, String name, Optional<String> version, KeyRequest.Update update) {
        return store.change(change -> {
            KeyView view = view(change.rows(), vault(change.rows(), vaultName), name, version);
            update.operations().ifPresent(
                    operations -> KeyFields.checkOperations(operations, view.version().type()));
            KeyVersion changed = update.applied(view.version(), now());
            KeyFields.checkTimes(changed.attributes().notBefore(), changed.attributes().expires());
            change.put(view.vault(), view.key(), changed);
            return new KeyView(view.vault(), view.key(), changed);
        });
    }

    /// Deletes a key with all its versions; they can be recovered until the vault's retention ends.
    KeyView delete(String vaultName, String name) {
        return store.change(change -> {
            Vault vault = vault(change.rows(), vaultName);
            StoredKey key = key(change.rows(), vault, name)
                    .withDeletion(Optional.of(StoredKey.deletedAt(now(), vault)));
            change.put(vault, key);
            return new KeyView(vault, key, change.rows().current(vault, key));
        });
    }

    KeyView deleted(String vaultName, String name) {
        return store.read(rows -> deletedView(rows, vault(rows, vaultName), name));
    }

    /// The latest version of each deleted key, by name.
    List<KeyView> listDeleted(String vaultName) {
        return store.read(rows -> {
            Vault vault = vault(rows, vaultName);
            return rows.deletedKeys(vault).stream().map(name -> deletedView(rows, vault, name)).toList();
        });
    }

    KeyView recover(String vaultName, String name) {
        return store.change(change -> {
            KeyView view = deletedView(change.rows(), vault(change.rows(), vaultName), name);
            StoredKey key = view.key().withDeletion(Optional.empty());
            change.put(view.vault(), key);
            return new KeyView(view.vault(), key, view.version());
        });
    }

    /// Destroys a deleted key.
    ///
    /// @throws VaultException.Denied under purge protection
    void purge(String vaultName, String name) {
        store.change(change -> {
            KeyView view = deletedView(change.rows(), vault(change.rows(), vaultName), name);
            if (view.vault().properties().purgeProtection()) {
                throw Refusals.purgeProtected(view.vault());
            }
            change.purge(view.vault(), view.key());
            return view;
        });
    }

    /// Destroys a deleted key whose retention has ended, purge protection or not. Answers whether there
    /// was one.
    boolean purgeEnded(String vaultName, String name, Instant now) {
        return store.change(change -> {
            Optional<Vault> vault = change.rows().vault(vaultName);
            Optional<StoredKey> key = vault.flatMap(found -> change.rows().key(found, name))
                    .filter(found -> Housekeeping.hasEnded(found.deletion(), now));
            key.ifPresent(found -> change.purge(vault.orElseThrow(), found));
            return key.isPresent();
        });
    }

    private static KeyView deletedView(VaultRows rows, Vault vault, String name) {
        return rows.key(vault, name).filter(key -> key.deletion().isPresent())
                .map(key -> new KeyView(vault, key, rows.current(vault, key)))
                .orElseThrow(() -> Refusals.deletedKeyNotFound(name));
    }

    private String freshVersion() {
        byte[] bytes = new byte[VERSION_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /// Attributes are in whole seconds.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
