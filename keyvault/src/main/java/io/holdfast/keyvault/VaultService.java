package io.holdfast.keyvault;

import io.holdfast.arm.Guids;
import io.holdfast.arm.ResourceId;
import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordSpace;
import io.holdfast.rest.Authorizer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The built-in key vault: all vaults of this process. Thread-safe.
///
/// Records of vaults and keys are in the platform's space; the secret part of each key is sealed once more,
/// bound to its vault, key and version, and open only while it is used.
public final class VaultService implements AutoCloseable {

    private final VaultSettings settings;
    private final VaultStore store;
    private final SealingKey materialKey;
    private final SealingKey backupKey;
    private final AuditLog auditLog;
    private final AuditTrail audit;
    private final VaultAddresses addresses;
    private final AccessGuard guard;
    private final SecureRandom random;
    private final List<VaultDeletion> deletions = new CopyOnWriteArrayList<>();
    private final Vaults vaults;
    private final Keys keys;
    private final KeyRotation rotation;
    private final KeyBackups backups;
    private final KeyImports imports;
    private final KeyCrypto crypto;

    private VaultService(VaultSettings settings, RecordSpace platform, SealingKey vaultKey, AccessGuard guard,
            SecureRandom random) {
        this.settings = settings;
        this.store = new VaultStore(platform);
        this.materialKey = vaultKey.derive(Aad.of("holdfast/vault-material/v1"));
        this.backupKey = vaultKey.derive(Aad.of("holdfast/vault-backup/v1"));
        this.auditLog = AuditLog.open(settings.audit(),
                vaultKey.derive(Aad.of("holdfast/vault-audit-key/v1")), platform, AuditLog.Limits.DEFAULT);
        this.audit = new AuditTrail(auditLog, settings.clock());
        this.addresses = new VaultAddresses(settings.domain(), settings.port(), this::firstVault);
        this.guard = guard;
        this.random = random;
        MaterialSeal seal = new MaterialSeal(materialKey);
        SoftwareKeys software = new SoftwareKeys(random);
        KeyProviders providers = new KeyProviders(Stream.concat(
                settings.token().<KeyProvider>map(token -> new TokenKeyProvider(token, software, random))
                        .stream(),
                Stream.of(software)).toList());
        store.onChange(providers::forget);
        store.onPurge(view -> providers.of(view.version()).destroy(seal.providerKey(view)));
        this.vaults = new Vaults(store, settings.clock(), settings.tenantId(), this::freshId);
        this.keys = new Keys(store, providers, seal, settings.clock(), random);
        this.rotation = new KeyRotation(store, keys, settings.clock());
        this.backups = new KeyBackups(store, providers, seal, backupKey);
        this.imports = new KeyImports(random);
        this.crypto = new KeyCrypto(store, providers, seal, new GcmUses(store), settings.clock());
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

    /// Begins what the vaults do by themselves: rotating keys by their policies, and purging what was
    /// deleted once its
    /// retention ends. At once, and then every ten minutes.
    ///
    /// @param timer the caller's, to be closed before this
    public void start(VaultTimer timer) {
        timer.every(Housekeeping.PERIOD, new Housekeeping(this, timer)::run);
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
    /// It runs on the thread that made the change, outside of its transaction, before the change is answered;
    /// it must be quick. What it throws is logged and goes no further.
    public void onChange(Consumer<VaultChange> listener) {
        store.onChange(listener);
    }

    /// Deletes `part` with every vault: what is assigned on a vault does not come back with it.
    public void onDeletion(VaultDeletion part) {
        deletions.add(part);
    }

    /// Deletes a vault with all its keys and what goes with it, in one transaction; answers whether there was one.
    boolean deleteVault(ResourceId id) {
        List<Runnable> afterwards = new ArrayList<>();
        boolean deleted = vaults.delete(id, transaction -> deletions
                .forEach(part -> afterwards.add(part.within(transaction, id))));
        afterwards.forEach(Runnable::run);
        return deleted;
    }

    /// Tells the listeners that role assignments changed, which vaults in RBAC mode are decided by.
    public void roleAssignmentsChanged() {
        store.read(VaultRows::vaults).stream().filter(vault -> vault.properties().rbac())
                .map(vault -> new VaultChange(VaultRows.lower(vault.name()), Optional.empty()))
                .forEach(store::publish);
    }

    /// The audit events from a number on, oldest first; reading stops at what does not open.
    ///
    /// @param fromSequence 1 or more; events that were dropped for the log's bound are left out
    /// @param limit at most so many
    public List<AuditEntry> audit(long fromSequence, int limit) {
        return auditLog.reader().read(fromSequence, limit);
    }

    /// Checks the whole audit log. Cost: it is read and opened once, some 100,000 events a second.
    public AuditVerification verifyAudit() {
        return auditLog.reader().verify();
    }

    /// Checks the whole audit log, and that it passes through an event whose number and hash were kept
    /// elsewhere.
    ///
    /// @param sequence of the event; of one that was dropped for the log's bound nothing can be said
    /// @param hash as [AuditVerification#lastHash] and [AuditEntry#hash] give it
    public AuditVerification verifyAudit(long sequence, String hash) {
        return auditLog.reader().verify(sequence, hash);
    }

    /// Whether there is a vault of this ARM id that is not deleted.
    public boolean hasVault(ResourceId id) {
        return vaults.has(id);
    }

    /// Follows the audit events that are on disk.
    ///
    /// @param after the last event that is not wanted any more; 0 for none
    public AuditStream auditStream(long after) {
        return new AuditStream(auditLog, after);
    }

    /// The number of the newest audit event that is on disk; 0 in an empty log.
    public long lastAuditEventOnDisk() {
        return auditLog.syncedReader().end().point().sequence();
    }

    /// The number of the newest audit event; 0 in an empty log.
    public long lastAuditEvent() {
        return auditLog.reader().end().point().sequence();
    }

    private Optional<String> firstVault() {
        return store.read(VaultRows::vaults).stream().filter(vault -> vault.deletion().isEmpty())
                .findFirst().map(Vault::name);
    }

    /// A random GUID.
    String freshId() {
        return Guids.random(random);
    }

    VaultSettings settings() {
        return settings;
    }

    VaultStore store() {
        return store;
    }

    AuditTrail audit() {
        return audit;
    }

    AccessGuard guard() {
        return guard;
    }

    Vaults vaults() {
        return vaults;
    }

    Keys keys() {
        return keys;
    }

    KeyRotation rotation() {
        return rotation;
    }

    KeyBackups backups() {
        return backups;
    }

    KeyImports imports() {
        return imports;
    }

    KeyCrypto crypto() {
        return crypto;
    }

    /// Ends the audit log and forgets the keys of the service; what was given to it stays open.
    @Override
    public void close() {
        auditLog.close();
        materialKey.close();
        backupKey.close();
    }
}
