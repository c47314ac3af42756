package io.holdfast.records;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/// How many rows the long lists of a space have, as last committed, so that each is counted once: to count is to read
/// an index from end to end. Read by any thread, changed by the holder of the database's writer lock.
final class ListCounts {

    /// Shorter lists are counted each time, so that few are kept.
    private static final long LONG = 1_000;

    private final Map<ByteBuffer, Long> known = new ConcurrentHashMap<>();

    OptionalLong of(byte[] listTag) {
        Long count = known.get(ByteBuffer.wrap(listTag));
        return count == null ? OptionalLong.empty() : OptionalLong.of(count);
    }

    static boolean isLong(long count) {
        return count >= LONG;
    }

    /// Takes over what was counted, if the list is long.
    void counted(byte[] listTag, long count) {
        if (isLong(count)) {
            known.put(ByteBuffer.wrap(listTag), count);
        }
    }

    /// Takes over what a transaction has committed.
    ///
    /// @param differences by list tag
    void committed(Map<ByteBuffer, Long> differences) {
        differences.forEach(
                (listTag, difference) -> known.computeIfPresent(listTag, (_, count) -> count + difference));
    }

    void forget() {
        known.clear();
    }
}
