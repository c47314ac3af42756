package io.holdfast.keyring;

import io.holdfast.crypto.Digests;
import io.holdfast.records.RecordLog;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Every change of how the account keys stand, oldest first: sealed and authenticated under the platform key,
/// only ever added to, there dark or not and after a restart. Thread-safe.
///
/// How a key stood last is kept beside, so that a restart is no change: what a fresh process finds is written
/// down only where it is something else.
public final class KeyJournal {

    /// How many changes are kept: at one each second, as a key that comes and goes with every poll would
    /// make, those of some 18 hours; in practice those of years.
    static final int KEPT = 65_536;

    private static final int PRUNED_AT_ONCE = 256;
    private static final String CHANGES = "keyring/journal";
    private static final String STANDINGS = "keyring/journal-standing";

    private final RecordSpace space;
    private final RecordLog log;

    KeyJournal(RecordSpace platform) {
        this.space = platform;
        this.log = new RecordLog(platform, CHANGES, "changes");
    }

    /// A change in its place.
    ///
    /// @param number from 1, without gaps
    /// @param hash of the number and the entry: 64 hexadecimal digits
    public record Entry(long number, String hash, KeyStateChange change) {}

    /// The number of the newest change; 0 where there was none.
    public long last() {
        return log.last();
    }

    /// The changes after a number, oldest first, at most so many; those that are no longer kept are left out.
    public List<Entry> after(long number, int limit) {
        return log.after(number, limit).stream().map(entry -> new Entry(entry.number(), hash(entry),
                KeyStateChangeCodec.decode(entry.body()))).toList();
    }

    private static String hash(RecordLog.Entry entry) {
        return HexFormat.of().formatHex(Digests.sha256(ByteBuffer
                .allocate(Long.BYTES + entry.body().length).putLong(entry.number()).put(entry.body())
                .array()));
    }

    /// How each key that is not destroyed stood last.
    Map<StorageResource, KeyStanding> standings() {
        Map<StorageResource, KeyStanding> standings = new HashMap<>();
        space.list(STANDINGS, "").forEach(record -> {
            KeyStateChange change = KeyStateChangeCodec.decode(record.body());
            standings.put(change.resource(), change.now());
        });
        return standings;
    }

    /// Writes a change down; it is on disk when this returns.
    void add(KeyStateChange change) {
        byte[] body = KeyStateChangeCodec.encode(change);
        RecordRef standing = RecordRef.of(STANDINGS, change.resource().kind().name() + "/"
                + change.resource().clusterId());
        space.transact(transaction -> {
            long number = log.append(transaction, body);
            if (change.now().state() == KeyState.DESTROYED) {
                transaction.delete(standing);
            } else {
                transaction.put(standing, body);
            }
            if (number % PRUNED_AT_ONCE == 0) {
                log.forget(transaction, number - KEPT);
            }
            return number;
        });
    }
}
