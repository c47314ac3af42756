package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/// What a table must hold, by the answers to the batches that were sent to it: each acknowledged batch wholly and once,
/// any other wholly or not at all. Thread-safe.
final class RowLedger {

    private final AtomicLong nextId = new AtomicLong();
    private final AtomicLong acknowledgedRows = new AtomicLong();
    private final ConcurrentSkipListMap<Long, Batch> batches = new ConcurrentSkipListMap<>();

    /// Rows of consecutive ids that are sent in one call.
    static final class Batch {
        private final long first;
        private final int rows;
        private volatile boolean acknowledged;

        private Batch(long first, int rows) {
            this.first = first;
            this.rows = rows;
        }

        LongStream ids() {
            return LongStream.range(first, first + rows);
        }
    }

    /// A batch that is about to be sent.
    Batch begin(int rows) {
        Batch batch = new Batch(nextId.getAndAdd(rows), rows);
        batches.put(batch.first, batch);
        return batch;
    }

    void acknowledged(Batch batch) {
        batch.acknowledged = true;
        acknowledgedRows.addAndGet(batch.rows);
    }

    /// How many rows the table has at least from now on.
    long acknowledgedRows() {
        return acknowledgedRows.get();
    }

    /// Checks all ids that the table holds, each as often as it is there, once nobody writes.
    void check(List<Long> found) {
        assertThat(found).doesNotHaveDuplicates();
        Set<Long> there = new HashSet<>(found);
        List<Long> expected = new ArrayList<>();
        for (Batch batch : batches.values()) {
            if (batch.acknowledged || batch.ids().anyMatch(there::contains)) {
                batch.ids().forEach(expected::add);
            }
        }
        assertThat(found.stream().sorted().toList()).isEqualTo(expected);
    }
}
