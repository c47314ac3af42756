package io.holdfast.sentinel;

import io.holdfast.arm.Guids;
import io.holdfast.arm.ResourceId;
import io.holdfast.documents.DocumentStore;
import io.holdfast.keyring.AvailabilityListener;
import io.holdfast.keyring.Darkness;
import io.holdfast.keyring.Keyring;
import io.holdfast.keyring.StorageResource;
import io.holdfast.loganalytics.RowFeed;
import io.holdfast.loganalytics.WorkspaceFunctions;
import io.holdfast.loganalytics.WorkspaceGate;
import io.holdfast.records.ChangeAnchors;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordSpace;
import io.holdfast.sentinel.OnboardingState.Stamp;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// What Sentinel keeps: which workspaces are onboarded, and their documents. Thread-safe.
///
/// Documents with a customer-managed key are under the document account key of their workspace's cluster,
/// all others under one of the workspace's own, wrapped by the platform key. Within an account key each
/// workspace has a key of its own, so that one can be shredded without the others. It listens to the
/// keyring, so it must be opened before the keyring is started.
public final class SentinelStores implements WorkspaceGate, AvailabilityListener, AutoCloseable {

    private final OnboardingRecords records;
    private final Keyring keyring;
    private final RecordDatabase database;
    private final DocumentSlots documents;
    private final InstantSource clock;
    private final SecureRandom random;
    // By workspace key. Changed under the lock, together with the records.
    private final Map<String, OnboardingState> states = new ConcurrentHashMap<>();
    private final ReentrantLock changes = new ReentrantLock();

    private SentinelStores(RecordSpace platform, Keyring keyring, RecordDatabase database,
            InstantSource clock,
            SecureRandom random) {
        this.records = new OnboardingRecords(platform);
        this.keyring = keyring;
        this.database = database;
        this.documents = new DocumentSlots(database, keyring, records,
                new ChangeAnchors(platform, "sentinel/document-changes"), random);
        this.clock = clock;
        this.random = random;
    }

    /// Opens what is kept.
    ///
    /// @param platform the platform's records; stay the caller's
    /// @param keyring not started yet
    /// @param database of the documents; closed with this
    public static SentinelStores open(RecordSpace platform, Keyring keyring, RecordDatabase database,
            InstantSource clock, SecureRandom random) {
        SentinelStores stores = new SentinelStores(platform, keyring, database, clock, random);
        stores.records.load().forEach(state -> stores.states.put(state.workspace().key(), state));
        keyring.addListener(stores);
        return stores;
    }

    @Override
    public Onboarding onboarding(ResourceId workspace) {
        return find(workspace).map(OnboardingState::forGate).orElse(Onboarding.NONE);
    }

    @Override
    public WorkspaceFunctions functions() {
        return new WatchlistFunctions(this);
    }

    @Override
    public void workspaceDeleted(ResourceId workspace) {
        offboard(workspace);
    }

    @Override
    public void dark(StorageResource resource, Darkness reason) {
        documents.darken(resource);
    }

    @Override
    public void light(StorageResource resource) {
        // Stores open when they are asked for.
    }

    @Override
    public List<RowFeed> feeds() {
        return usable().stream().flatMap(state -> Outbox.feeds(this, state)).toList();
    }

    /// The workspaces that take data, dark or not.
    List<OnboardingState> usable() {
        return states.values().stream().filter(OnboardingState::isUsable).toList();
    }

    Optional<OnboardingState> find(ResourceId workspace) {
        return Optional.ofNullable(states.get(workspace.key()));
    }

    boolean wasOnboarded(String customerId) {
        return records.wasOnboarded(customerId);
    }

    /// Runs `work` while no workspace is onboarded or offboarded by another call.
    <T> T exclusively(Function<Keyring, T> work) {
        changes.lock();
        try {
            return work.apply(keyring);
        } finally {
            changes.unlock();
        }
    }

    /// Records an onboarding whose account key stands ready; within [#exclusively].
    OnboardingState onboard(ResourceId workspace, String customerId, boolean customerManagedKey,
            StorageResource storage, String by) {
        OnboardingState state = new OnboardingState(Guids.random(random), workspace, customerId,
                customerManagedKey,
                storage, Guids.random(random), stamp(by), Optional.empty());
        byte[] documentKey = documents.newDocumentKey(state);
        records.transact(transaction -> {
            OnboardingRecords.putNew(transaction, state, documentKey);
            return true;
        });
        states.put(workspace.key(), state);
        return state;
    }

    /// Records the confirmation; what is confirmed already stays as it is.
    ///
    /// @throws io.holdfast.keyring.KeyDarkException if the documents are dark
    Optional<OnboardingState> confirm(ResourceId workspace, String by) {
        return exclusively(ignored -> find(workspace).map(state -> {
            documents.requireLight(state.storage());
            if (state.isUsable()) {
                return state;
            }
            OnboardingState confirmed = state.confirmed(stamp(by), Guids.random(random));
            records.transact(transaction -> {
                OnboardingRecords.put(transaction, confirmed);
                return true;
            });
            states.put(workspace.key(), confirmed);
            return confirmed;
        }));
    }

    /// Destroys the keys of the workspace's documents, then deletes them and the state; dark or not.
    ///
    /// @return whether it was onboarded
    boolean offboard(ResourceId workspace) {
        return exclusively(ignored -> find(workspace).map(state -> {
            boolean shared = states.values().stream()
                    .anyMatch(other -> other.storage().equals(state.storage())
                            && !other.id().equals(state.id()));
            if (!shared) {
                keyring.destroy(state.storage());
            }
            records.delete(state);
            states.remove(workspace.key());
            documents.delete(state);
            return true;
        }).orElse(false));
    }

    /// Checks that the documents may be used.
    ///
    /// @throws io.holdfast.keyring.KeyDarkException if not
    void requireLight(OnboardingState state) {
        documents.requireLight(state.storage());
    }

    /// Works on the documents of a workspace.
    ///
    /// @throws io.holdfast.keyring.KeyDarkException if they are dark
    <T> T documents(OnboardingState state, Function<DocumentStore, T> work) {
        return documents.use(state, work);
    }

    /// Works on the documents of a workspace.
    ///
    /// @throws IllegalArgumentException if it is not onboarded
    /// @throws io.holdfast.keyring.KeyDarkException if they are dark
    public <T> T documents(ResourceId workspace, Function<DocumentStore, T> work) {
        return documents(find(workspace).filter(OnboardingState::isUsable)
                .orElseThrow(() -> new IllegalArgumentException("The workspace is not onboarded")), work);
    }

    /// Copies all documents, as they are at one moment and sealed as they are, into a SQLite file.
    ///
    /// @throws io.holdfast.records.RecordException.Unavailable if they cannot be copied
    public void copyDocuments(Path target) {
        database.copyTo(target);
    }

    private Stamp stamp(String by) {
        return new Stamp(clock.instant().truncatedTo(ChronoUnit.MILLIS), by);
    }

    /// Closes all documents.
    @Override
    public void close() {
        documents.close();
        database.close();
    }
}
