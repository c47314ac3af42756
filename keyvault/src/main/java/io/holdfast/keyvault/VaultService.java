package io.holdfast.keyvault;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordSpace;
import io.holdfast.rest.Authorizer;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Consumer;

/// The built-in key vault: all vaults of this process. Thread-safe.
///
/// Records of vaults and keys are in the platform's space; the secret part of each key is sealed once more, bound to its
/// vault, key and version, and open only while it is used.
public final class VaultService implements AutoCloseable {

    private final VaultSettings settings;
    private final VaultStore store;
    private final SealingKey materialKey;
    private final VaultAddresses addresses;
    private final AccessGuard guard;
    private final Keys keys;
    private final KeyCrypto crypto;

    private VaultService(VaultSettings settings, RecordSpace platform, SealingKey vaultKey, AccessGuard guard,
            SecureRandom random) {
        this.settings = settings;
        this.store = new VaultStore(platform);
        this.materialKey = vaultKey.derive(Aad.of("holdfast/vault-material/v1"));
        this.addresses = new VaultAddresses(settings.domain(), settings.port(), this::firstVault);
        this.guard = guard;
        MaterialSeal seal = new MaterialSeal(materialKey);
        this.keys = new Keys(store, seal, settings.clock(), random);
        this.crypto = new KeyCrypto(store, seal, settings.clock());
    }

    /// Opens the vaults.
    ///
    /// @param platform the records of the platform; stays the caller's
    /// @param vaultKey the sealing key of the vaults, derived from the platform key; stays the caller's
    /// @param roles decides for vaults in RBAC mode
    public static VaultService open(VaultSettings settings, RecordSpace platform, SealingKey vaultKey,
            Authorizer roles, SecureRandom random) {
        return new VaultService(settings, platform, vaultKey, new AccessGuard(roles), random);
    }

    /// How vaults are reached, and how names of keys are read.
    public VaultAddresses addresses() {
        return addresses;
    }

    /// Calls made inside this process for a principal: its rights decide as they do over HTTPS.
    public VaultPrincipal as(String objectId) {
        return new VaultPrincipal(this, objectId);
    }

    /// Calls `listener` after every committed change of a key, a version, an access policy or a vault.
    ///
    /// It runs on the thread that made the change, outside of its transaction, before the change is answered; it must be
    /// quick. What it throws is logged and goes no further.
    public void onChange(Consumer<VaultChange> listener) {
        store.onChange(listener);
    }

    /// Tells the listeners that role assignments changed, which vaults in RBAC mode are decided by.
    public void roleAssignmentsChanged() {
        store.read(VaultRows::vaults).stream().filter(vault -> vault.properties().rbac())
                .map(vault -> new VaultChange(VaultRows.lower(vault.name()), Optional.empty()))
                .forEach(store::publish);
    }

    private Optional<String> firstVault() {
        return store.read(VaultRows::vaults).stream().filter(vault -> vault.deletion().isEmpty())
                .findFirst().map(Vault::name);
    }

    VaultSettings settings() {
        return settings;
    }

    VaultStore store() {
        return store;
    }

    AccessGuard guard() {
        return guard;
    }

    Keys keys() {
        return keys;
    }

    KeyCrypto crypto() {
        return crypto;
    }

    /// Forgets the keys of the service; what was given to it stays open.
    @Override
    public void close() {
        materialKey.close();
    }
}
