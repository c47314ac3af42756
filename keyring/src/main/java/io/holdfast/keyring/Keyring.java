package io.holdfast.keyring;

import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.SecretBytes;
import io.holdfast.keyring.KeyRejectedException.Reason;
import io.holdfast.records.RecordSpace;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The account keys of all storage resources: made, wrapped, watched, handed out while allowed, destroyed.
///
/// An account key (AEK, 256 bits) is stored only wrapped, by the platform key or by a version of a vault key;
/// its record is sealed under the platform key besides. In memory it is only while its resource is light.
/// Stores are opened and closed by [AvailabilityListener]s; what they make of an [#accountKey] copy dies with
/// them. Thread-safe.
public final class Keyring implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Keyring.class);

    private final AekRecords records;
    private final KeyJournal journal;
    private final BackupRegister backups;
    private final AekRecordCodec codec;
    private final SealingKey sealing;
    private final KeyCommitment commitment;
    private final KeyringSettings settings;
    private final KeyringScheduler scheduler;
    private final InstantSource clock;
    private final SecureRandom random;
    private final KeyringEnvironment environment;
    private final Announcer announcer;
    private final KeyChanger changer;
    private final KeyWatcher watcher;
    private final Map<StorageResource, ResourceKey> keys = new ConcurrentHashMap<>();
    // Held while a record is first written, so that a resource gets one account key only.
    private final ReentrantLock creation = new ReentrantLock();

    private Keyring(RecordSpace platform, SealingKey sealing, KeyEncryptionService service,
            KeyringSettings settings,
            KeyringEnvironment environment) {
        this.environment = environment;
        this.scheduler = environment.scheduler();
        this.clock = environment.clock();
        this.random = environment.random();
        this.settings = settings;
        this.sealing = sealing;
        this.codec = new AekRecordCodec(sealing);
        this.records = new AekRecords(platform, codec);
        this.commitment = new KeyCommitment(random);
        this.journal = new KeyJournal(platform);
        this.backups = new BackupRegister(platform, records, clock);
        this.announcer = new Announcer(scheduler, settings.listenerBound(), journal::add);
        this.changer = new KeyChanger(service, records, environment);
        this.watcher = new KeyWatcher(new VaultCalls(service, commitment), scheduler, settings, announcer,
                this::followNewest);
        service.onChange(this::vaultChanged);
    }

    /// Loads the account key records. Until [#start] every resource under a vault key is dark.
    ///
    /// @param platform the platform's record space
    /// @param sealing the platform key's key for this purpose; owned by the keyring
    /// @throws CorruptKeyRecordException if a record is not as written
    public static Keyring open(RecordSpace platform, SealingKey sealing, KeyEncryptionService service,
            KeyringSettings settings, KeyringEnvironment environment) {
        Keyring keyring = new Keyring(platform, sealing, service, settings, environment);
        Map<StorageResource, KeyStanding> standings = keyring.journal.standings();
        keyring.records.load().forEach(record -> keyring.load(record, standings.get(record.resource())));
        return keyring;
    }

    /// Adds a listener; to be done before [#start] and before any resource is made.
    public void addListener(AvailabilityListener listener) {
        announcer.add(listener);
    }

    /// Announces what is light, asks the vaults about all else, and polls from then on.
    ///
    /// Returns when each vault has answered and the listeners were told, or after the bound for an answer:
    /// where a vault has the keys of very many clusters, the last of them may be asked about later.
    public void start() {
        keys.values().forEach(announcer::announce);
        CompletableFuture<?>[] asked = keys.values().stream().map(watcher::askFirst)
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(asked).get(settings.answerBound().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOGGER.atWarn()
                    .log("Not every key vault answered at the start; its stores stay dark until it does");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOGGER.atError().setCause(e).log("Asking a key vault failed at the start");
        }
        keys.values().forEach(watcher::watch);
    }

    /// Makes an account key wrapped by the platform key, if the resource has none; announces it as light.
    public void create(StorageResource resource) {
        try (SecretBytes aek = SecretBytes.random(random, KeyCommitment.AEK_BYTES)) {
            add(resource, aek, codec.wrap(resource, aek), scheduler.nanoTime());
        }
    }

    /// The same for a store that may hold something already.
    public void protect(StorageResource resource, KeyReference reference, String principalId) {
        protect(resource, reference, principalId, KeyedStore.IN_USE);
    }

    /// Puts the resource under a vault key: makes an account key where there is none; where there is one
    /// under the platform key, makes another, or re-wraps the one that is if the store needs it.
    ///
    /// Afterwards only the vault can unwrap it. A resource that is already under the same key is rotated to
    /// the version meant.
    ///
    /// @param principalId as whom the vault is asked from now on; needs get, wrapKey and unwrapKey
    /// @param store is asked to let go of an account key that only the platform key protected so far
    /// @throws KeyRejectedException if the key will not do, or is another than the one in use; nothing was
    ///     changed
    /// @throws KeyDarkException if the resource is dark
    public void protect(StorageResource resource, KeyReference reference, String principalId,
            KeyedStore store) {
        KeyReference canonical = changer.canonical(reference);
        ResourceKey key = keys.get(resource);
        if (key != null && key.record().wrapping() instanceof Wrapping.Vault) {
            rotate(resource, canonical);
            return;
        }
        VaultKey found = changer.examined(canonical, principalId);
        if (key != null) {
            AekRecord former = key.record();
            try (SecretBytes aek = SecretBytes.random(random, KeyCommitment.AEK_BYTES)) {
                KeyChanger.Proof proof = changer.prove(aek, found, canonical, principalId);
                if (!renewed(key, former, proof, aek, store)) {
                    rewrap(key, former, found, canonical, principalId);
                }
            }
            // The platform key must not open it any more.
            records.eraseFormer();
            watcher.watch(key);
            return;
        }
        try (SecretBytes aek = SecretBytes.random(random, KeyCommitment.AEK_BYTES)) {
            KeyChanger.Proof proof = changer.prove(aek, found, canonical, principalId);
            if (!add(resource, aek, proof.wrapping(), proof.askedNanos())) {
                throw new KeyRejectedException(Reason.CONCURRENT_CHANGE,
                        "An account key for " + resource + " was made by another call meanwhile: try again");
            }
        }
    }

    /// Re-wraps the account key by another version of its key: one wrap, one unwrap to prove it, one record
    /// written.
    ///
    /// @param reference the version, or none for the newest, which is then followed
    /// @throws KeyRejectedException if it is another key or vault, or the version will not do; nothing was
    ///     changed
    /// @throws KeyDarkException if the resource is dark: the version that wraps it must be usable for the
    ///     last time
    public void rotate(StorageResource resource, KeyReference reference) {
        ResourceKey key = required(resource);
        AekRecord former = key.record();
        KeyReference canonical = changer.canonical(reference);
        Wrapping.Vault wrapping = requireSameKey(former, canonical);
        key.copyKey(settings.pollInterval()).close();
        VaultKey found = changer.examined(canonical, wrapping.principalId());
        if (found.id().equals(wrapping.wrapped().keyId())) {
            changer.rename(key, former,
                    new Wrapping.Vault(wrapping.wrapped(), canonical, wrapping.principalId()));
        } else {
            rewrap(key, former, found, canonical, wrapping.principalId());
        }
    }

    /// Checks that [#protect] or [#rotate] would take the key: reads it, and where the vault does not tell who
    /// may wrap and unwrap, has it do both with a throwaway. Changes nothing.
    ///
    /// @param principalId as whom to ask; for a resource that is under a vault key already, its own principal
    ///     is asked
    /// @throws KeyRejectedException if the key will not do, or is another than the one in use
    public void check(StorageResource resource, KeyReference reference, String principalId) {
        Candidate candidate = candidate(resource, reference, principalId);
        if (changer.permitted(candidate.key(), candidate.principalId())) {
            return;
        }
        try (SecretBytes throwaway = SecretBytes.random(random, KeyCommitment.AEK_BYTES)) {
            changer.prove(throwaway, candidate.key(), candidate.configured(), candidate.principalId());
        }
    }

    /// The same by reading only: the key is not used.
    ///
    /// @return whether it is known that the principal may wrap and unwrap; a remote vault does not tell
    /// @throws KeyRejectedException as [#check]
    public boolean preview(StorageResource resource, KeyReference reference, String principalId) {
        Candidate candidate = candidate(resource, reference, principalId);
        return changer.permitted(candidate.key(), candidate.principalId());
    }

    /// A key that would do, as far as it can be seen.
    private record Candidate(VaultKey key, KeyReference configured, String principalId) {}

    private Candidate candidate(StorageResource resource, KeyReference reference, String principalId) {
        KeyReference canonical = changer.canonical(reference);
        ResourceKey key = keys.get(resource);
        String asWhom = principalId;
        if (key != null && key.record().wrapping() instanceof Wrapping.Vault) {
            asWhom = requireSameKey(key.record(), canonical).principalId();
        }
        return new Candidate(changer.examined(canonical, asWhom), canonical, asWhom);
    }

    /// Destroys the account key for good, dark or not, without asking the vault: what it protects is
    /// unreadable.
    ///
    /// @return whether there was one
    public boolean destroy(StorageResource resource) {
        ResourceKey key = keys.get(resource);
        if (key == null) {
            return false;
        }
        key.destroy(() -> {
            records.delete(resource);
            keys.remove(resource, key);
        });
        announcer.announce(key);
        return true;
    }

    /// Whether the resource has an account key, dark or not.
    public boolean exists(StorageResource resource) {
        return keys.containsKey(resource);
    }

    /// A copy of the account key, for the caller to close, at the latest when the resource goes dark.
    ///
    /// @throws KeyDarkException if it may not be used now
    /// @throws UnknownStorageResourceException if there is none
    public SealingKey accountKey(StorageResource resource) {
        return SealingKey.takeOwnership(required(resource).copyKey(settings.pollInterval()), random);
    }

    /// Does nothing if the account key may be used now.
    ///
    /// @throws KeyDarkException if it may not
    /// @throws UnknownStorageResourceException if there is none
    public void requireLight(StorageResource resource) {
        required(resource).copyKey(settings.pollInterval()).close();
    }

    /// Whether the account key may be used now.
    ///
    /// @throws UnknownStorageResourceException if there is none
    public Availability availability(StorageResource resource) {
        return required(resource).availability();
    }

    /// How the account keys of a cluster stand, by kind.
    public List<KeyHealth> health(String clusterId) {
        return Reports.health(ofCluster(clusterId), records(), settings);
    }

    /// How all account keys stand, by cluster and kind.
    public List<KeyHealth> health() {
        return Reports.health(List.copyOf(keys.values()), records(), settings);
    }

    /// Which key versions the account keys of a cluster need, here and in backups.
    public KeyUsage usage(String clusterId) {
        // The releases last: a backup that goes meanwhile is counted rather than forgotten.
        List<RegisteredBackup> registered = backups.list();
        return Reports.usage(clusterId, records(), registered, backups.released());
    }

    /// The backups that need key versions.
    public BackupRegister backups() {
        return backups;
    }

    /// Every change of how the account keys stand.
    public KeyJournal journal() {
        return journal;
    }

    /// Stops watching and forgets all keys. Listeners are not told.
    @Override
    public void close() {
        scheduler.close();
        keys.values().forEach(ResourceKey::close);
        sealing.close();
    }

    private void load(AekRecord record, @Nullable KeyStanding standing) {
        ResourceKey key = new ResourceKey(record, settings.grace(), environment, standing);
        if (record.wrapping() instanceof Wrapping.Platform platform) {
            key.light(codec.unwrap(record.resource(), platform), scheduler.nanoTime());
        }
        keys.put(record.resource(), key);
    }

    private boolean add(StorageResource resource, SecretBytes aek, Wrapping wrapping, long askedNanos) {
        Instant now = clock.instant();
        AekRecord record = new AekRecord(resource, wrapping, commitment.of(resource, aek), now, now,
                List.of());
        ResourceKey key = new ResourceKey(record, settings.grace(), environment, null);
        creation.lock();
        try {
            if (keys.containsKey(resource)) {
                return false;
            }
            records.put(record);
            key.light(aek.copy(), askedNanos);
            keys.put(resource, key);
        } finally {
            creation.unlock();
        }
        announcer.announce(key);
        watcher.watch(key);
        return true;
    }

    private void rewrap(ResourceKey key, AekRecord former, VaultKey by, KeyReference configured,
            String principalId) {
        try (SecretBytes aek = key.copyKey(settings.pollInterval())) {
            KeyChanger.Proof proof = changer.prove(aek, by, configured, principalId);
            changer.replace(key, former, proof);
        }
        LOGGER.atInfo().addKeyValue("resource", key.resource()).addKeyValue("keyId", by.id())
                .log("The account key is wrapped by another key version");
        announcer.announce(key);
    }

    private boolean renewed(ResourceKey key, AekRecord former, KeyChanger.Proof proof, SecretBytes aek,
            KeyedStore store) {
        boolean renewed = store.replaceKeyIfEmpty(
                () -> changer.renew(key, former, aek, commitment.of(key.resource(), aek), proof));
        if (renewed) {
            LOGGER.atInfo().addKeyValue("resource", key.resource())
                    .log("The empty store has a new account key, which the platform key never wrapped");
            announcer.announce(key);
        }
        return renewed;
    }

    private static Wrapping.Vault requireSameKey(AekRecord record, KeyReference canonical) {
        if (record.wrapping() instanceof Wrapping.Vault wrapping
                && canonical.sameKey(wrapping.configured())) {
            return wrapping;
        }
        throw new KeyRejectedException(Reason.DIFFERENT_KEY, "The key of " + record.resource()
                + " cannot be replaced by " + canonical.vaultUri() + "/keys/" + canonical.keyName()
                + ": only another version of the key in use, " + record.keyName() + ", can follow it");
    }

    private void followNewest(ResourceKey key) {
        AekRecord former = key.record();
        if (!(former.wrapping() instanceof Wrapping.Vault wrapping)
                || wrapping.configured().version().isPresent()) {
            return;
        }
        try {
            VaultKey newest = changer.examined(wrapping.configured(), wrapping.principalId());
            if (!newest.id().equals(wrapping.wrapped().keyId())) {
                rewrap(key, former, newest, wrapping.configured(), wrapping.principalId());
            }
        } catch (KeyringException e) {
            // The version in use goes on; the next poll tries again.
            LOGGER.atDebug().addKeyValue("resource", key.resource()).addKeyValue("error", e.code())
                    .log("The newest version of the key could not be taken over");
        }
    }

    private void vaultChanged(KeyChange change) {
        keys.values().stream().filter(key -> key.record().wrapping() instanceof Wrapping.Vault vault
                && change.concerns(vault.wrapped().keyId())).forEach(watcher::askSoon);
    }

    private List<AekRecord> records() {
        return keys.values().stream().map(ResourceKey::record).toList();
    }

    private List<ResourceKey> ofCluster(String clusterId) {
        return keys.values().stream().filter(key -> key.resource().clusterId().equals(clusterId)).toList();
    }

    private ResourceKey required(StorageResource resource) {
        return Optional.ofNullable(keys.get(resource))
                .orElseThrow(() -> new UnknownStorageResourceException(resource));
    }
}
