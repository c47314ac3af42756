package io.holdfast.keyvault;

import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordException;
import io.holdfast.records.RecordSpace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The audit events of all vaults: sealed, hash-chained, in files of bounded size and number. Thread-safe.
///
/// An appended event is with the operating system when [#append] returns, so it outlives the process; it is
/// on disk within about a second, or when [#appendOnDisk] returns: those who wait share one sync. The place
/// that the log has come to is anchored in the platform's records about every ten seconds, and where there is
/// a head file, in it with each sync: cutting off more than what came since is found. Where the end does not
/// agree with the anchor, the log goes on in a new file, and verification tells of the gap for as long as it
/// is kept.
final class AuditLog implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(AuditLog.class);
    private static final long SYNC_INTERVAL_SECONDS = 1;
    private static final long ANCHOR_INTERVAL_SECONDS = 10;
    private static final long CLOSING_MILLIS = 10_000;

    private final Path folder;
    private final SealingKey key;
    private final AuditChain chain;
    private final Anchors anchors;
    private final Limits limits;
    private final ReentrantLock lock = new ReentrantLock();
    /// Tells the flusher that there is something to do.
    private final Condition changed = lock.newCondition();
    /// Tells those who wait for an event that a sync has ended.
    private final Condition onDisk = lock.newCondition();
    private final Thread flusher;
    private final boolean setAside;
    // All below guarded by lock.
    private final List<AuditFile> files;
    /// Files that were completed and are not known to be on disk; oldest first.
    private final List<Open> completed = new ArrayList<>();
    private FileChannel channel;
    private AuditChain.Point end;
    private long position;
    private Synced synced;
    private AuditAnchor anchor;
    private boolean unsynced;
    private int waiting;
    private boolean syncFailed;
    // The last event that a sync failed to bring to disk.
    private long failedSequence;
    private boolean closed;

    /// How large a file, and how many files there may be; the oldest are dropped.
    record Limits(long fileBytes, int files) {

        /// 1 GiB: some 1.5 million events.
        static final Limits DEFAULT = new Limits(16L << 20, 64);
    }

    /// A file that was written to.
    private record Open(AuditFile file, FileChannel channel) {

        /// Brings it to disk, also where its channel was closed meanwhile by an interrupted caller.
        void force() throws IOException {
            try {
                channel.force(false);
            } catch (ClosedChannelException _) {
                try (FileChannel again = file.openForWriting()) {
                    again.force(false);
                }
            }
        }
    }

    /// How far the log is on disk.
    private record Synced(long lastFile, AuditReader.End end) {}

    /// What the log is measured by: the records, and the head file where there is one.
    record Anchors(RecordSpace records, Optional<AuditHead> head) {

        private AuditFolder.Expected expected() throws IOException {
            Optional<AuditHead.Known> known = head.isPresent() ? head.get().read() : Optional.empty();
            if (head.isPresent() && known.isEmpty()) {
                LOGGER.atWarn().addKeyValue("file", head.get().file())
                        .log("There is no audit head yet; it begins with the data as they are");
            }
            return new AuditFolder.Expected(AuditAnchor.load(records), known, records.changes());
        }
    }

    private AuditLog(Path folder, SealingKey key, Anchors anchors, Limits limits) throws IOException {
        this.folder = folder;
        this.key = key;
        this.chain = new AuditChain(key);
        this.anchors = anchors;
        this.limits = limits;
        AuditFolder.Expected expected = anchors.expected();
        this.anchor = expected.anchor();
        AuditFolder.Tail tail = new AuditFolder(folder, chain, expected).open();
        this.files = new ArrayList<>(tail.files());
        this.setAside = tail.setAside();
        this.end = tail.end();
        this.position = tail.position();
        this.channel = files.getLast().openForWriting();
        channel.truncate(position);
        channel.force(true);
        AuditFile.forceNames(folder);
        this.synced = reached();
        writeHead(end);
        this.flusher = Thread.ofVirtual().name("vault-audit-flush").unstarted(this::flush);
    }

    /// Opens the log of a folder, or begins one.
    ///
    /// @param key seals the events; closed with the log, or if this fails
    /// @param records where the anchor is kept
    /// @throws UncheckedIOException if the folder or the head file cannot be used
    /// @throws RolledBackException if the log or the records are older than what was last written
    static AuditLog open(AuditPlace place, SealingKey key, RecordSpace records, Limits limits) {
        Optional<AuditHead> head = place.headFile().map(file -> new AuditHead(file, key));
        try {
            AuditLog log = new AuditLog(place.folder(), key, new Anchors(records, head), limits);
            log.flusher.start();
            return log;
        } catch (IOException e) {
            closeKeys(key, head);
            throw new UncheckedIOException("The vault's audit log cannot be opened: " + place.folder(), e);
        } catch (RuntimeException e) {
            closeKeys(key, head);
            throw e;
        }
    }

    private static void closeKeys(SealingKey key, Optional<AuditHead> head) {
        head.ifPresent(AuditHead::close);
        key.close();
    }

    /// Adds an event.
    ///
    /// @throws VaultException.Unavailable if it cannot be written: no call may succeed unseen
    void append(AuditEvent event) {
        append(event, false);
    }

    /// Adds an event and waits until it is on disk, together with those that others add meanwhile. Not to be
    /// called within a transaction of the records.
    ///
    /// @throws VaultException.Unavailable if it cannot be written, or not be brought to disk
    void appendOnDisk(AuditEvent event) {
        append(event, true);
    }

    private void append(AuditEvent event, boolean waits) {
        byte[] content = AuditChain.content(event, anchors.records().changes());
        lock.lock();
        try {
            if (closed) {
                throw new IOException("The audit log is closed");
            }
            if (!channel.isOpen()) {
                // An interrupted caller closed it; its event was not written.
                channel = files.getLast().openForWriting();
            }
            if (syncFailed) {
                // What a failed sync has lost is not known: nothing is added until the disk takes it.
                force(written());
                syncFailed = false;
            }
            if (position >= limits.fileBytes()) {
                startNextFile();
            }
            AuditChain.Link link = chain.seal(end, content);
            position = AuditFile.append(channel, position, link.sealed());
            end = link.after();
            if (!unsynced || waits) {
                unsynced = true;
                changed.signal();
            }
            if (waits) {
                awaitDisk(end.sequence());
            }
        } catch (IOException e) {
            throw new VaultException.Unavailable("The vault's audit log cannot be written now.", e);
        } finally {
            lock.unlock();
        }
    }

    private void awaitDisk(long sequence) throws IOException {
        waiting++;
        try {
            while (synced.end().point().sequence() < sequence) {
                if (failedSequence >= sequence) {
                    throw new IOException("The audit log could not be brought to disk");
                }
                onDisk.awaitUninterruptibly();
            }
        } finally {
            waiting--;
        }
    }

    /// The former file is brought to disk by the flusher: callers would wait for several syncs.
    private void startNextFile() throws IOException {
        // A write that failed may have left a part of its event behind the last whole one.
        channel.truncate(position);
        AuditFile next = AuditFile.create(folder, end);
        FileChannel fresh = next.openForWriting();
        completed.add(new Open(files.getLast(), channel));
        channel = fresh;
        position = channel.size();
        files.add(next);
    }

    /// What may not be on disk, in the order in which it must get there.
    private List<Open> written() {
        return Stream.concat(completed.stream(), Stream.of(new Open(files.getLast(), channel))).toList();
    }

    /// Without the last one, which is still written to.
    private static List<Open> formers(List<Open> written) {
        return written.subList(0, written.size() - 1);
    }

    private void force(List<Open> written) throws IOException {
        for (Open open : written) {
            open.force();
        }
        if (written.size() > 1) {
            AuditFile.forceNames(folder);
        }
    }

    /// The flusher: waits for events, brings them to disk together, and rests for a second or until somebody waits
    /// for an event.
    private void flush() {
        long anchorInterval = TimeUnit.SECONDS.toNanos(ANCHOR_INTERVAL_SECONDS);
        long lastAnchor = System.nanoTime() - anchorInterval;
        lock.lock();
        try {
            while (!closed) {
                if (!unsynced) {
                    changed.await();
                    continue;
                }
                boolean anchorDue = System.nanoTime() - lastAnchor >= anchorInterval;
                lastAnchor = anchorDue ? System.nanoTime() : lastAnchor;
                sync(anchorDue);
                long rest = TimeUnit.SECONDS.toNanos(SYNC_INTERVAL_SECONDS);
                while (!closed && waiting == 0 && rest > 0) {
                    rest = changed.awaitNanos(rest);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /// Called with the lock held, which it lets go of while the disk and the records work: a caller that
    /// appends within a transaction of the records would wait for itself otherwise. One thread at a time.
    private void sync(boolean anchorDue) {
        List<Open> written = written();
        Synced reached = reached();
        int surplus = Math.max(0, files.size() - limits.files());
        AuditAnchor next = new AuditAnchor(files.get(surplus).firstSequence(), end);
        boolean due = (anchorDue && end.sequence() > anchor.point().sequence()) || surplus > 0;
        unsynced = false;
        boolean forced = unlocked(() -> forced(written));
        syncFailed |= !forced;
        if (forced) {
            synced = reached;
            completed.removeAll(formers(written));
        } else {
            failedSequence = reached.end().point().sequence();
        }
        onDisk.signalAll();
        if (forced && unlocked(() -> anchored(reached, next, due))) {
            anchor = next;
            dropped(surplus);
        }
    }

    private boolean anchored(Synced reached, AuditAnchor next, boolean due) {
        writeHead(reached.end().point());
        return due && saved(next);
    }

    private boolean unlocked(BooleanSupplier work) {
        lock.unlock();
        try {
            return work.getAsBoolean();
        } finally {
            lock.lock();
        }
    }

    private Synced reached() {
        return new Synced(files.getLast().firstSequence(), new AuditReader.End(end, position));
    }

    private void writeHead(AuditChain.Point point) {
        anchors.head().ifPresent(head -> {
            try {
                head.write(new AuditHead.Known(point, anchors.records().changes()));
            } catch (IOException e) {
                LOGGER.atError().setCause(e).addKeyValue("file", head.file())
                        .log("The audit head could not be written; it is tried again with the next events");
            }
        });
    }

    private boolean saved(AuditAnchor next) {
        try {
            next.save(anchors.records());
            return true;
        } catch (RecordException.Unavailable e) {
            LOGGER.atWarn().setCause(e).log("The audit log's anchor could not be written; it is tried again");
            return false;
        }
    }

    /// Drops the oldest files, which the anchor no longer expects.
    private void dropped(int surplus) {
        for (int i = 0; i < surplus; i++) {
            Path oldest = files.removeFirst().path();
            try {
                Files.deleteIfExists(oldest);
            } catch (IOException e) {
                LOGGER.atWarn().setCause(e).addKeyValue("file", oldest)
                        .log("An old file of the audit log could not be deleted; it is tried again at "
                                + "the next start");
            }
        }
    }

    private boolean forced(List<Open> written) {
        try {
            force(written);
            for (Open former : formers(written)) {
                former.channel().close();
            }
            return true;
        } catch (IOException e) {
            LOGGER.atError().setCause(e).log("The vault's audit log could not be brought to disk");
            return false;
        }
    }

    /// The log as it is now.
    AuditReader reader() {
        lock.lock();
        try {
            return new AuditReader(chain, files, new AuditReader.End(end, position), anchor, setAside);
        } finally {
            lock.unlock();
        }
    }

    /// The log as far as it is on disk.
    AuditReader syncedReader() {
        lock.lock();
        try {
            List<AuditFile> onDisk = files.stream()
                    .filter(file -> file.firstSequence() <= synced.lastFile()).toList();
            return new AuditReader(chain, onDisk, synced.end(), anchor, setAside);
        } finally {
            lock.unlock();
        }
    }

    /// Brings everything to disk, anchors it, and ends the log.
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        try {
            flusher.join(CLOSING_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        lock.lock();
        try {
            sync(true);
            channel.close();
        } catch (IOException e) {
            LOGGER.atError().setCause(e).log("The vault's audit log could not be closed");
        } finally {
            lock.unlock();
            closeKeys(key, anchors.head());
        }
    }
}
