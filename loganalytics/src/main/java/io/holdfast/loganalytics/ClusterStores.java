package io.holdfast.loganalytics;

import io.holdfast.crypto.SealingKey;
import io.holdfast.keyring.AvailabilityListener;
import io.holdfast.keyring.Darkness;
import io.holdfast.keyring.KeyDarkException;
import io.holdfast.keyring.Keyring;
import io.holdfast.keyring.KeyringException;
import io.holdfast.keyring.StorageResource;
import io.holdfast.logstore.LogStore;
import io.holdfast.logstore.LogStoreEnvironment;
import io.holdfast.logstore.LogStoreException;
import io.holdfast.logstore.LogStoreSettings;
import io.holdfast.logstore.MemoryBudget;
import io.holdfast.records.ChangeAnchors;
import io.holdfast.sealedingest.SealedIngest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log stores of the clusters: open while the keyring says that their account key may be used, closed
/// otherwise.
///
/// A store opens (and replays its WAL) when its key comes to light or when it is first asked for, whichever
/// comes
/// first; nobody gets one that is not wholly open. When the key goes dark, queries are cancelled and the
/// store is closed
/// before the keyring's call returns. Folder of a store: `{clusters}/{clusterId}/logs`. Thread-safe.
public final class ClusterStores implements AvailabilityListener, AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(ClusterStores.class);
    private static final int FREEZES = 5;

    private final Keyring keyring;
    private final Path clusters;
    private final Function<Path, LogStoreSettings> settings;
    private final MemoryBudget memory;
    private final Clock clock;
    private final SecureRandom random;
    private final RetentionLedger ledger;
    private final ChangeAnchors anchors;
    private final SealedIngest sealed;
    private final BiConsumer<String, LogStore> onOpened;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();

    /// @param onOpened what is to be done on a store, given the cluster's id, before anybody uses it
    ClusterStores(LogAnalyticsSettings settings, LogAnalyticsParts parts,
            BiConsumer<String, LogStore> onOpened) {
        this.keyring = parts.keyring();
        this.clusters = settings.clusters();
        this.settings = settings.stores();
        this.memory = settings.memory();
        this.clock = parts.clock();
        this.random = parts.random();
        this.ledger = new RetentionLedger(parts.platform());
        this.anchors = new ChangeAnchors(parts.platform(), "loganalytics/store-changes");
        this.sealed = parts.sealed();
        this.onOpened = onOpened;
    }

    /// The open log store of a cluster. It may be closed at any time after: its methods then throw
    /// [LogStoreException.Closed].
    ///
    /// @throws KeyDarkException if the cluster's key may not be used now
    /// @throws KeyringException if there is no such cluster
    public LogStore logStore(String clusterId) {
        return open(clusterId).store();
    }

    /// The same with what is needed to say why it was closed.
    OpenStore open(String clusterId) {
        Slot slot = slots.computeIfAbsent(clusterId, Slot::new);
        OpenStore open = slot.open;
        if (open == null) {
            return slot.reopened();
        }
        // The key goes some moments before the store is closed, and others who ask for it are refused by then.
        keyring.requireLight(slot.resource);
        return open.required();
    }

    /// Where a cluster's log store holds no rows, deletes it and runs `change`, after which it is made anew
    /// under another account key.
    boolean replaceKeyIfEmpty(String clusterId, Runnable change) {
        return slots.computeIfAbsent(clusterId, Slot::new).replaceKeyIfEmpty(change);
    }

    /// Does work on a cluster's store if it is open, or on its folder if it is not: then nobody opens it
    /// meanwhile.
    void maintain(String clusterId, Consumer<LogStore> light, Consumer<Path> dark) {
        slots.computeIfAbsent(clusterId, Slot::new).maintain(light, dark);
    }

    /// Does work while no file of a cluster's store is replaced or deleted; if it is open, rows are taken
    /// meanwhile. If its key goes or comes back meanwhile, the work is done once more.
    ///
    /// @throws KeyringException if that happens again and again
    public void frozen(String clusterId, Runnable work) {
        for (int tries = 1;; tries++) {
            try {
                maintain(clusterId, store -> store.frozen(work), folder -> work.run());
                return;
            } catch (KeyringException | StoreReopeningException e) {
                if (tries == FREEZES) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void dark(StorageResource resource, Darkness reason) {
        if (resource.kind() == StorageResource.Kind.LOG_STORE) {
            slots.computeIfAbsent(resource.clusterId(), Slot::new).darken();
        }
    }

    @Override
    public void light(StorageResource resource) {
        if (resource.kind() != StorageResource.Kind.LOG_STORE) {
            return;
        }
        try {
            open(resource.clusterId());
        } catch (KeyringException e) {
            LOGGER.atDebug().addKeyValue("cluster", resource.clusterId()).addKeyValue("error", e.code())
                    .log("A log store went dark again before it was opened");
        } catch (LogStoreException e) {
            LOGGER.atError().setCause(e).addKeyValue("cluster", resource.clusterId())
                    .log("A log store could not be opened; it is tried again when it is next needed");
        }
    }

    /// Destroys the keys of a cluster, then deletes its files: from the first on, what they hold is
    /// unreadable.
    void destroy(String clusterId) {
        keyring.destroy(StorageResource.logStore(clusterId));
        keyring.destroy(StorageResource.documentStore(clusterId));
        Slot slot = slots.remove(clusterId);
        if (slot != null) {
            slot.end();
        }
        sealed.forget(clusterId);
        anchors.forget(clusterId);
        delete(clusters.resolve(clusterId));
        ledger.keepOnly(clusterId, Set.of());
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The files of a deleted cluster could not be deleted: " + folder,
                    e);
        }
    }

    /// Closes all stores; the keyring must be closed or silent.
    @Override
    public void close() {
        slots.values().forEach(Slot::end);
        slots.clear();
    }

    /// One cluster's place for its store.
    private final class Slot {

        private final StorageResource resource;
        private final ReentrantLock lock = new ReentrantLock();
        private final AtomicLong darkenings = new AtomicLong();
        // Written under the lock.
        private volatile @Nullable OpenStore open;

        Slot(String clusterId) {
            this.resource = StorageResource.logStore(clusterId);
        }

        OpenStore reopened() {
            lock.lock();
            try {
                OpenStore current = open;
                while (current == null) {
                    long before = darkenings.get();
                    OpenStore fresh = new OpenStore(made());
                    if (darkenings.get() == before) {
                        current = fresh;
                        open = fresh;
                    } else {
                        // It went dark while it was being opened: asking for the key again says so.
                        fresh.close(reason());
                    }
                }
                return current;
            } finally {
                lock.unlock();
            }
        }

        /// While it has the lock nobody opens the store. Rows of calls that are under way are on disk or
        /// refused once the store is closed, so only then it is known to be empty.
        boolean replaceKeyIfEmpty(Runnable change) {
            lock.lock();
            try {
                OpenStore current = open;
                if (current != null) {
                    if (!current.use(LogStore::isEmpty)) {
                        return false;
                    }
                    open = null;
                    current.close(new StoreReopeningException());
                }
                // Whatever waits is under the account key that goes.
                if (!sealed.forgetPair(resource.clusterId())) {
                    return false;
                }
                anchors.forget(resource.clusterId());
                if (!LogStore.discardIfEmpty(place(), keyring.accountKey(resource), clock, random)) {
                    return false;
                }
                change.run();
                return true;
            } finally {
                lock.unlock();
            }
        }

        void maintain(Consumer<LogStore> light, Consumer<Path> dark) {
            OpenStore current;
            lock.lock();
            try {
                current = open;
                if (current == null) {
                    dark.accept(place().folder());
                }
            } finally {
                lock.unlock();
            }
            if (current != null) {
                current.use(store -> {
                    light.accept(store);
                    return store;
                });
            }
        }

        private LogStoreSettings place() {
            return settings.apply(clusters.resolve(resource.clusterId()).resolve("logs"));
        }

        private LogStore made() {
            LogStore store = LogStore.open(place(), keyring.accountKey(resource),
                    LogStoreEnvironment.of(clock, random).with(anchors.of(resource.clusterId()))
                            .within(memory));
            try {
                onOpened.accept(resource.clusterId(), store);
                ledger.opened(resource.clusterId(), store);
                prepareForDarkness();
                return store;
            } catch (RuntimeException e) {
                store.close();
                throw e;
            }
        }

        private void prepareForDarkness() {
            try (SealingKey key = keyring.accountKey(resource)) {
                sealed.prepare(resource.clusterId(), key);
            }
        }

        /// Darkens it, and waits until nothing is written any more.
        void end() {
            Optional<OpenStore> before = Optional.ofNullable(open);
            darken();
            before.map(OpenStore::store).ifPresent(LogStore::awaitQuiet);
        }

        void darken() {
            darkenings.incrementAndGet();
            Optional.ofNullable(open).ifPresent(current -> current.close(reason()));
            lock.lock();
            try {
                OpenStore late = open;
                open = null;
                if (late != null) {
                    late.close(reason());
                }
            } finally {
                lock.unlock();
            }
        }

        /// Why the store is closed; if its key is already back, that it is being opened anew.
        private RuntimeException reason() {
            try {
                keyring.accountKey(resource).close();
                return new StoreReopeningException();
            } catch (KeyringException e) {
                return e;
            }
        }
    }
}
