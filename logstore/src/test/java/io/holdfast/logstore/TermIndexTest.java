package io.holdfast.logstore;

import static io.holdfast.logstore.StoreFixture.TABLE;
import static io.holdfast.logstore.StoreFixture.json;
import static io.holdfast.logstore.StoreFixture.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a read with terms finds in data files: those that are not small have a term index.
class TermIndexTest {

    /// Of each of the merged files; together two row groups.
    private static final int ROWS = 16_000;

    @TempDir
    private Path folder;

    private static TableRead read(TermCondition terms) {
        return new TableRead(TABLE, List.of("Id", "Message"), Instant.MIN, Instant.MAX, Optional.empty(),
                terms);
    }

    private static TermCondition holds(String term) {
        return terms -> terms.mayHold("Message", term);
    }

    private static void fill(LogStore store, int rows) {
        store.createTable(TABLE, StoreFixture.SCHEMA);
        for (int file = 0; file < SmallFiles.FAN_IN; file++) {
            int first = file * rows;
            store.append(TABLE, json(IntStream.range(first, first + rows)
                    .mapToObj(
                            id -> "{\"TimeGenerated\":\"%s\",\"Id\":%d,\"Message\":\"user%d said: needle-%dX %x\"}"
                                    .formatted(
                                            Instant.parse("2026-02-01T00:00:00Z").plusMillis(id / 2 * 100L),
                                            id, id % 50,
                                            id, id * 0x9E3779B97F4A7C15L))
                    .collect(Collectors.joining(",", "[", "]"))));
            store.flush();
        }
        store.upkeep();
    }

    private static List<String> found(LogStore store, String term) {
        return query(store, read(holds(term)), "SELECT \"Id\" FROM %s WHERE \"Message\" ILIKE '%%-" + term
                + "%%' ORDER BY 1");
    }

    private static long rows(LogStore store, TermCondition terms) {
        return Long.parseLong(query(store, read(terms), "SELECT count(*) FROM %s").getFirst());
    }

    @Test
    void onlyTheRowGroupsThatMayHoldATermAreRead() {
        MemoryBudget budget = new MemoryBudget(1L << 30);
        try (LogStore store = LogStore.open(LogStoreSettings.within(folder, Duration.ofHours(1), 2),
                StoreFixture.accountKey(),
                LogStoreEnvironment.of(StoreFixture.CLOCK, new SecureRandom()).within(budget))) {
            fill(store, ROWS);
            long all = (long) ROWS * SmallFiles.FAN_IN;
            assertThat(rows(store, TermCondition.NONE)).isEqualTo(all);

            assertThat(rows(store, holds("nowhere"))).isZero();
            for (int id : new int[]{0, 122_879, 122_880, (int) all - 1}) {
                assertThat(found(store, id + "x")).containsExactly(Integer.toString(id));
                assertThat(rows(store, holds(id + "X"))).isBetween(1L, Relations.ROW_GROUP_ROWS + 2L);
            }
            assertThat(rows(store, holds("USER7"))).isEqualTo(all);
            assertThat(rows(store, terms -> terms.mayHold("Message", "0X")
                    || terms.mayHold("Message", "nowhere"))).isLessThan(all);
            // What is not indexed may hold anything.
            assertThat(rows(store, terms -> terms.mayHold("Id", "nowhere"))).isEqualTo(all);
            assertThat(rows(store, terms -> terms.mayHold("Other", "nowhere"))).isEqualTo(all);
            assertThat(budget.taken()).isPositive();
        }
        assertThat(budget.taken()).isZero();
    }

    @Test
    void smallFilesWhichHaveNoIndexAndHotRowsAreReadWholly() {
        try (LogStore store = StoreFixture.open(folder)) {
            fill(store, 10);
            store.append(TABLE, StoreFixture.rows("2026-02-01", 1_000, 5));
            store.flush();
            store.append(TABLE, StoreFixture.rows("2026-02-02", 2_000, 5));

            assertThat(rows(store, holds("nowhere"))).isEqualTo(90);
            assertThat(found(store, "17X")).containsExactly("17");
            assertThat(found(store, "2003")).containsExactly("2003");
            assertThat(found(store, "1004")).containsExactly("1004");
        }
        try (LogStore store = StoreFixture.open(folder)) {
            assertThat(rows(store, holds("nowhere"))).isEqualTo(90);
            assertThat(found(store, "17X")).containsExactly("17");
        }
    }

    @Test
    void aMergedFileThatWasAlteredIsRefusedByReadsThatOnlyAskItsIndex() throws IOException {
        try (LogStore store = StoreFixture.open(folder)) {
            fill(store, ROWS);
        }
        Path merged = StoreFixture.tableFiles(folder).stream().filter(p -> p.toString().contains("/data/"))
                .findFirst().orElseThrow();
        byte[] stored = Files.readAllBytes(merged);
        // The last block holds the index.
        stored[stored.length - 1] ^= 1;
        Files.write(merged, stored);
        try (LogStore store = StoreFixture.open(folder)) {
            assertThatThrownBy(() -> rows(store, holds("nowhere")))
                    .isInstanceOf(LogStoreException.Corrupt.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"plain, PLAIN", "\u212aing, king", "\u017fum, SUM", "K\u0130ng, king", "x1, X1",
            "\u00e9a b1, B1",
            "a\u0345b2, B2", "\ud83d\ude00c3, c3", "\u00b2d4\u00bd, d4", "'e5,\u20ac', e5"})
    void termsOfATextAreItsRunsOfLettersAndDigitsInAnyCase(String text, String term) {
        List<Long> hashes = hashes("before " + text + ";after");

        assertThat(hashes).contains(TermSet.hash(term), TermSet.hash("BEFORE"), TermSet.hash("After"));
        assertThat(hashes).doesNotContain(TermSet.hash("befor"), TermSet.hash("fter"), TermSet.hash(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00e9a1", "a1\u0661", "a1\ud835\udc00", "\ud835\udc00a1", "xa1", "a1x"})
    void aLongerRunIsAnotherTerm(String text) {
        assertThat(hashes("-" + text + "-")).doesNotContain(TermSet.hash("a1")).hasSize(1);
    }

    private static List<Long> hashes(String text) {
        TermSet terms = new TermSet();
        terms.addAll(text);
        return Arrays.stream(terms.hashes()).boxed().toList();
    }

    @Test
    void aFilterHoldsWhatWasPutInAndLittleElse() {
        TermSet terms = new TermSet();
        IntStream.range(0, 50_000).forEach(i -> terms.addAll("term" + i));
        byte[] filter = TermFilter.of(terms.hashes());

        assertThat(IntStream.range(0, 50_000)).allMatch(i -> holds(filter, "TERM" + i));
        assertThat(IntStream.range(50_000, 100_000).filter(i -> holds(filter, "term" + i)).count())
                .isLessThan(500);
        assertThat(filter.length).isLessThan(80_000);
    }

    private static boolean holds(byte[] filter, String term) {
        long hash = TermSet.hash(term);
        int block = TermFilter.block(hash, filter.length / TermFilter.BLOCK_BYTES);
        return TermFilter.mayHold(ByteBuffer.wrap(filter, block * TermFilter.BLOCK_BYTES,
                TermFilter.BLOCK_BYTES).slice(), hash);
    }
}
