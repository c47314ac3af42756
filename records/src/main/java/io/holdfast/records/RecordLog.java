package io.holdfast.records;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A log within a space: entries are numbered from 1, only ever added at the end, and forgotten from the
/// front.
///
/// Being records, entries that were altered, dropped, swapped or rolled back are an error. Records of the
/// log's collection: `head` in the partition of its name, 8 bytes each of the first and the last number that
/// are there; and each entry in the partition `{name}/{number / 256, 16 hexadecimal digits}` with its number,
/// 16 hexadecimal digits, as id. Thread-safe.
public final class RecordLog {

    private static final int BLOCK_BITS = 8;
    private static final String HEAD = "head";

    private final RecordSpace space;
    private final String collection;
    private final String name;

    /// @param collection of this kind of log alone
    /// @param name of this log
    public RecordLog(RecordSpace space, String collection, String name) {
        this.space = space;
        this.collection = collection;
        this.name = name;
    }

    /// One entry.
    ///
    /// @param number from 1, without gaps
    public record Entry(long number, byte[] body) {}

    private record Head(long first, long last) {

        private static final Head EMPTY = new Head(1, 0);

        static Head of(SealedRecord record) {
            ByteBuffer bytes = ByteBuffer.wrap(record.body());
            return new Head(bytes.getLong(), bytes.getLong());
        }

        byte[] bytes() {
            return ByteBuffer.allocate(2 * Long.BYTES).putLong(first).putLong(last).array();
        }
    }

    /// Adds an entry with whatever else the transaction changes; answers its number.
    public long append(RecordTransaction transaction, byte[] body) {
        Head head = head(transaction.find(headRef()));
        long number = head.last() + 1;
        transaction.put(ref(number), body);
        transaction.put(headRef(), new Head(head.first(), number).bytes());
        return number;
    }

    /// The number of the newest entry; 0 where there never was one.
    public long last() {
        return head(space.find(headRef())).last();
    }

    /// The oldest entries after a number, oldest first, at most so many.
    public List<Entry> after(long number, int limit) {
        Head head = head(space.find(headRef()));
        List<Entry> found = new ArrayList<>();
        long next = Math.max(number + 1, head.first());
        while (next <= head.last() && found.size() < limit) {
            for (SealedRecord record : space.list(collection, block(next))) {
                long at = Long.parseUnsignedLong(record.ref().id(), 16);
                if (at >= next && at <= head.last() && found.size() < limit) {
                    found.add(new Entry(at, record.body()));
                }
            }
            next = ((next >>> BLOCK_BITS) + 1) << BLOCK_BITS;
        }
        return found;
    }

    /// Deletes all entries up to a number, which stays in use for good.
    public void forget(RecordTransaction transaction, long number) {
        Head head = head(transaction.find(headRef()));
        long until = Math.min(number, head.last());
        for (long next = head.first(); next <= until; next++) {
            transaction.delete(ref(next));
        }
        if (until >= head.first()) {
            transaction.put(headRef(), new Head(until + 1, head.last()).bytes());
        }
    }

    private static Head head(Optional<SealedRecord> record) {
        return record.map(Head::of).orElse(Head.EMPTY);
    }

    private RecordRef headRef() {
        return new RecordRef(collection, name, HEAD);
    }

    private RecordRef ref(long number) {
        return new RecordRef(collection, block(number), "%016x".formatted(number));
    }

    private String block(long number) {
        return "%s/%016x".formatted(name, number >>> BLOCK_BITS);
    }
}
