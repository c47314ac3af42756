package io.holdfast.sealedingest;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.HpkePrivateKey;
import io.holdfast.crypto.MacKey;
import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordLog;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.records.SealedRecord;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The batches that wait for the keys of clusters, in the order in which they came.
///
/// # Never lost, never twice
///
/// A batch is in its file, and then in the platform's records, before it counts as taken. It leaves the
/// records once the sink has it, and its file goes last. What a crash leaves of the steps between is a file
/// that no record names, which is overwritten or deleted, or a batch that the sink gets again, with the same
/// position.
///
/// # Never read, never altered
///
/// Only the private half of the cluster's key pair opens a batch, and only the account key opens that. The
/// records name the file's hash, and a chain of keyed hashes binds each batch to all before it. A batch that
/// is not as it was is counted, logged and set aside; those after it go on.
///
/// Thread-safe.
public final class SealedIngest implements AutoCloseable {

    /// What may wait where the opt-in does not say.
    public static final long DEFAULT_QUOTA_BYTES = 256L << 20;

    private static final Logger LOGGER = LoggerFactory.getLogger(SealedIngest.class);
    private static final int ENTRIES_AT_ONCE = 64;

    private final RecordSpace space;
    private final MacKey chain;
    private final BatchFiles files;
    private final SecureRandom random;
    private final Map<String, Place> places = new ConcurrentHashMap<>();
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();

    /// The locks of one cluster.
    private static final class Place {
        private final ReentrantLock adding = new ReentrantLock();
        private final ReentrantLock restoring = new ReentrantLock();
    }

    private SealedIngest(RecordSpace space, MacKey chain, Path clusters, SecureRandom random) {
        this.space = space;
        this.chain = chain;
        this.files = new BatchFiles(clusters);
        this.random = random;
    }

    /// Finds what waits.
    ///
    /// @param platform the platform's records
    /// @param key the platform key's key for this purpose; it stays the caller's
    /// @param clusters the folder of all clusters
    public static SealedIngest open(RecordSpace platform, SealingKey key, Path clusters,
            SecureRandom random) {
        SealedIngest ingest = new SealedIngest(platform,
                MacKey.derive(key, Aad.of("holdfast/sealed-ingest-chain/v1")), clusters, random);
        for (SealedRecord record : platform.list(Stored.State.COLLECTION, "")) {
            if (Stored.decoded(record.body(), Stored.State.class).batches() > 0) {
                ingest.waiting.add(record.ref().id());
            }
        }
        return ingest;
    }

    /// Opts in or out. What waits already is restored all the same.
    ///
    /// @param quotaBytes how much may wait
    public void set(String cluster, boolean enabled, long quotaBytes) {
        space.transact(transaction -> transaction.put(Stored.ref(Stored.Setting.COLLECTION, cluster),
                Stored.encoded(new Stored.Setting(Stored.VERSION, enabled, quotaBytes))));
    }

    /// Makes a key pair for the next time that the account key may not be used, where the cluster has opted
    /// in and nothing waits; the former one can open nothing then.
    public void prepare(String cluster, SealingKey accountKey) {
        locked(place(cluster).adding, () -> {
            if (setting(cluster).enabled() && state(cluster).batches() == 0) {
                files.deleteLeft(cluster);
                Stored.Pair pair = KeyPairs.make(cluster, accountKey, random);
                space.transact(transaction -> transaction.put(Stored.ref(Stored.Pair.COLLECTION, cluster),
                        Stored.encoded(pair)));
            }
            return cluster;
        });
    }

    /// Forgets the key pair, before the account key is replaced by another.
    ///
    /// @return false if batches wait for it; then nothing is changed
    public boolean forgetPair(String cluster) {
        return locked(place(cluster).adding, () -> {
            if (state(cluster).batches() > 0) {
                return false;
            }
            space.transact(transaction -> transaction.delete(Stored.ref(Stored.Pair.COLLECTION, cluster)));
            return true;
        });
    }

    /// Checks that a batch would be taken, before it is read.
    ///
    /// @throws SealedIngestException.NotReady if the cluster takes none
    /// @throws SealedIngestException.QuotaReached if no more may wait
    public void require(String cluster) {
        requireRoom(cluster, 0);
    }

    private Stored.Pair requireRoom(String cluster, long bytes) {
        Stored.Setting setting = setting(cluster);
        Stored.Pair pair = pair(cluster).filter(found -> setting.enabled())
                .orElseThrow(SealedIngestException.NotReady::new);
        if (state(cluster).bytes() + bytes > setting.quotaBytes() || setting.quotaBytes() == 0) {
            throw new SealedIngestException.QuotaReached(setting.quotaBytes());
        }
        return pair;
    }

    /// Adds a batch; it is on disk, sealed, when this returns.
    ///
    /// @throws SealedIngestException.NotReady if the cluster takes none
    /// @throws SealedIngestException.QuotaReached if no more may wait
    /// @throws SealedIngestException.Storage if it could not be written; it does not count then
    public void add(String cluster, byte[] batch, Instant now) {
        locked(place(cluster).adding, () -> {
            Stored.Pair pair = requireRoom(cluster, batch.length);
            RecordLog log = log(cluster);
            long number = log.last() + 1;
            byte[] file = BatchCodec.encode(cluster, number, batch, pair, random);
            files.write(cluster, number, file);
            String sha256 = BatchFiles.sha256(file);
            space.transact(transaction -> {
                Stored.State state = state(transaction, cluster);
                // By the clock: records that were put back to earlier ones do not give a position anew.
                long position = Math.max(state.position() + 1, now.toEpochMilli());
                Stored.Batch entry = new Stored.Batch(Stored.VERSION, position, now.toString(), batch.length,
                        sha256,
                        pair.fingerprint(), chained(cluster, state.added(), position, sha256));
                put(transaction, cluster, state.with(entry));
                return log.append(transaction, Stored.encoded(entry));
            });
            waiting.add(cluster);
            return number;
        });
    }

    /// The clusters for which batches wait.
    public Set<String> waiting() {
        return Set.copyOf(waiting);
    }

    /// Gives all batches of a cluster to a sink, in their order, until none is left or the sink throws. One
    /// call at a time does: another returns at once.
    ///
    /// @throws SealedIngestException.Corrupt if the key pair is not as it was made; all batches stay
    public void restore(String cluster, SealingKey accountKey, BatchSink sink) {
        Place place = place(cluster);
        if (!place.restoring.tryLock()) {
            return;
        }
        try {
            if (state(cluster).batches() > 0) {
                Stored.Pair pair = pair(cluster).orElseThrow(() -> new SealedIngestException.Corrupt(
                        "The key of the sealed batches is missing", null));
                try (HpkePrivateKey key = KeyPairs.open(cluster, pair, accountKey)) {
                    restoreAll(cluster, pair, key, sink);
                }
            }
            locked(place.adding, () -> state(cluster).batches() == 0 && waiting.remove(cluster));
        } finally {
            place.restoring.unlock();
        }
    }

    private void restoreAll(String cluster, Stored.Pair pair, HpkePrivateKey key, BatchSink sink) {
        RecordLog log = log(cluster);
        List<RecordLog.Entry> entries = log.after(0, ENTRIES_AT_ONCE);
        while (!entries.isEmpty()) {
            for (RecordLog.Entry entry : entries) {
                Stored.Batch batch = Stored.decoded(entry.body(), Stored.Batch.class);
                Optional<byte[]> content = opened(cluster, entry.number(), batch, pair, key);
                content.ifPresent(bytes -> sink.take(batch.position(), bytes));
                if (content.isEmpty()) {
                    LOGGER.atError().addKeyValue("cluster", cluster).addKeyValue("batch", entry.number())
                            .addKeyValue("arrived", batch.arrived())
                            .log("A sealed batch is not as it was written; it is set aside");
                    files.setAside(cluster, entry.number());
                }
                space.transact(transaction -> {
                    log.forget(transaction, entry.number());
                    return put(transaction, cluster,
                            state(transaction, cluster).without(batch, content.isPresent()));
                });
                files.delete(cluster, entry.number());
            }
            entries = log.after(0, ENTRIES_AT_ONCE);
        }
    }

    private Optional<byte[]> opened(String cluster, long number, Stored.Batch batch, Stored.Pair pair,
            HpkePrivateKey key) {
        String before = state(cluster).taken();
        if (!batch.fingerprint().equals(pair.fingerprint())
                || !batch.chain().equals(chained(cluster, before, batch.position(), batch.sha256()))) {
            return Optional.empty();
        }
        return files.read(cluster, number, batch.bytes() + BatchCodec.OVERHEAD_BYTES, batch.sha256())
                .flatMap(file -> BatchCodec.decode(cluster, number, file, key));
    }

    private String chained(String cluster, String before, long position, String sha256) {
        return HexFormat.of()
                .formatHex(chain.mac(Aad.of("holdfast/sealed-batch-chain/v1").with(cluster).with(before)
                        .with(position).with(sha256)));
    }

    /// How it stands for a cluster.
    public SealedIngestStatus status(String cluster) {
        Stored.Setting setting = setting(cluster);
        Stored.State state = state(cluster);
        Optional<Instant> oldest = log(cluster).after(0, 1).stream().findFirst()
                .map(entry -> Instant.parse(Stored.decoded(entry.body(), Stored.Batch.class).arrived()));
        return new SealedIngestStatus(setting.enabled(), setting.quotaBytes(),
                pair(cluster).map(Stored.Pair::fingerprint), state.batches(), state.bytes(), oldest,
                state.restored(), state.damaged());
    }

    /// Forgets a cluster and all that waits for it. Its folder is the caller's to delete.
    public void forget(String cluster) {
        Place place = place(cluster);
        locked(place.restoring, () -> locked(place.adding, () -> {
            waiting.remove(cluster);
            RecordLog log = log(cluster);
            long last = log.last();
            return space.transact(transaction -> {
                log.forget(transaction, last);
                return List.of(Stored.Setting.COLLECTION, Stored.Pair.COLLECTION, Stored.State.COLLECTION)
                        .stream()
                        .filter(collection -> transaction.delete(Stored.ref(collection, cluster))).count();
            });
        }));
    }

    private static <T> T locked(ReentrantLock lock, Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private Place place(String cluster) {
        return places.computeIfAbsent(cluster, key -> new Place());
    }

    private RecordLog log(String cluster) {
        return new RecordLog(space, Stored.Batch.COLLECTION, cluster);
    }

    private Stored.Setting setting(String cluster) {
        return space.find(Stored.ref(Stored.Setting.COLLECTION, cluster))
                .map(record -> Stored.decoded(record.body(), Stored.Setting.class))
                .orElse(new Stored.Setting(Stored.VERSION, false, DEFAULT_QUOTA_BYTES));
    }

    private Optional<Stored.Pair> pair(String cluster) {
        return space.find(Stored.ref(Stored.Pair.COLLECTION, cluster))
                .map(record -> Stored.decoded(record.body(), Stored.Pair.class));
    }

    private Stored.State state(String cluster) {
        return decodedState(space.find(Stored.ref(Stored.State.COLLECTION, cluster)));
    }

    private static Stored.State state(RecordTransaction transaction, String cluster) {
        return decodedState(transaction.find(Stored.ref(Stored.State.COLLECTION, cluster)));
    }

    private static Stored.State decodedState(Optional<SealedRecord> record) {
        return record.map(found -> Stored.decoded(found.body(), Stored.State.class))
                .orElse(Stored.State.NONE);
    }

    private static Stored.State put(RecordTransaction transaction, String cluster, Stored.State state) {
        transaction.put(Stored.ref(Stored.State.COLLECTION, cluster), Stored.encoded(state));
        return state;
    }

    /// Forgets the key of the chain.
    @Override
    public void close() {
        chain.close();
    }
}
