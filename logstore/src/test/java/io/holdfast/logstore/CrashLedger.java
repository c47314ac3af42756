package io.holdfast.logstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;

/// What a store must hold, by what its writers told: each acknowledged batch wholly and once, any other one
/// wholly or not at all, and of purged days nothing.
final class CrashLedger {

    private final Map<Long, Batch> batches = new HashMap<>();
    private final Map<Integer, LocalDate> purging = new HashMap<>();
    private final Map<Integer, LocalDate> purged = new HashMap<>();
    private long nextId;

    private static final class Batch {
        private final int table;
        private final List<Long> ids;
        private final LocalDate day;
        private boolean acknowledged;

        Batch(int table, List<Long> ids, LocalDate day) {
            this.table = table;
            this.ids = ids;
            this.day = day;
        }
    }

    /// Takes a line of a [CrashChild].
    void heard(String line) {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
            case "B" -> {
                long first = Long.parseLong(words[2]);
                nextId = first + Long.parseLong(words[3]);
                batches.put(first, new Batch(Integer.parseInt(words[1]),
                        LongStream.range(first, nextId).boxed().toList(), LocalDate.parse(words[4])));
            }
            case "A" -> Objects.requireNonNull(batches.get(Long.valueOf(words[1]))).acknowledged = true;
            case "P" -> purging.put(Integer.valueOf(words[1]), LocalDate.parse(words[2]));
            case "D" -> purged.put(Integer.valueOf(words[1]), LocalDate.parse(words[2]));
            default -> throw new AssertionError("Not told by a child: " + line);
        }
    }

    long nextId() {
        return nextId;
    }

    /// How many days were, or were being, purged.
    int days() {
        return (int) purging.values().stream()
                .mapToLong(day -> day.toEpochDay() - CrashChild.FIRST_DAY.toEpochDay()).max().orElse(0);
    }

    /// Checks a store, and remembers what was found of the batches that nobody was promised.
    void check(LogStore store) {
        for (int table = 0; table < CrashChild.TABLES.size(); table++) {
            TableId id = CrashChild.TABLES.get(table);
            List<Long> found = store.schema(id).isPresent() ? StoreFixture.ids(store, id) : List.of();
            assertThat(found).doesNotHaveDuplicates().isEqualTo(expected(table, found));
        }
    }

    private List<Long> expected(int table, List<Long> found) {
        Map<Long, Boolean> there = new HashMap<>();
        found.forEach(id -> there.put(id, true));
        List<Long> expected = new ArrayList<>();
        LocalDate begun = purging.getOrDefault(table, LocalDate.MIN);
        LocalDate done = purged.getOrDefault(table, LocalDate.MIN);
        batches.values().removeIf(batch -> {
            if (batch.table != table) {
                return false;
            }
            // Only whole: one row that is there calls for all.
            boolean present = batch.ids.stream().anyMatch(there::containsKey);
            boolean mayGo = !batch.acknowledged || batch.day.isBefore(begun);
            boolean mustGo = batch.day.isBefore(done);
            if (!mustGo && (present || !mayGo)) {
                expected.addAll(batch.ids);
                batch.acknowledged = true;
                return false;
            }
            return true;
        });
        return expected.stream().sorted().toList();
    }
}
