package io.holdfast.logstore;

import static io.holdfast.logstore.StoreFixture.TABLE;
import static io.holdfast.logstore.StoreFixture.all;
import static io.holdfast.logstore.StoreFixture.query;
import static io.holdfast.logstore.StoreFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What of data files is decrypted, and how long it is kept: mostly in a cache that holds one and a half of
/// them, so that nearly every read decrypts and frees.
class DecryptedFilesTest {

    private static final int DAYS = 6;
    /// More than one row group.
    private static final long ROWS = 150_000;

    @TempDir
    private Path folder;

    private LogStore open(long cacheBytes) {
        LogStoreSettings settings = new LogStoreSettings(folder, 64L << 20, Duration.ofHours(1), 512L << 20,
                2,
                cacheBytes);
        return LogStore.open(settings, StoreFixture.accountKey(), StoreFixture.CLOCK, new SecureRandom());
    }

    private long fill() throws IOException {
        try (LogStore store = open(64L << 20)) {
            store.createTable(TABLE, StoreFixture.SCHEMA);
            for (int day = 1; day <= DAYS; day++) {
                store.append(TABLE, rows("2026-02-0" + day, day * 100L, 20));
            }
            store.flush();
        }
        long largest = 0;
        for (Path file : StoreFixture.tableFiles(folder)) {
            largest = file.toString().contains("/data/") ? Math.max(largest, Files.size(file)) : largest;
        }
        return largest;
    }

    private static TableRead day(int day) {
        Instant from = Instant.parse("2026-02-0%dT00:00:00Z".formatted(day));
        return new TableRead(TABLE, List.of("Id"), from, from.plus(Duration.ofDays(1)));
    }

    @Test
    void aDescriptorThatIsUsedAgainNeverShowsTheFileBefore() throws IOException {
        long largest = fill();
        try (LogStore store = open(largest * 3 / 2)) {
            for (int round = 0; round < 3; round++) {
                for (int day = 1; day <= DAYS; day++) {
                    List<String> expected = LongStream.range(day * 100L, day * 100L + 20)
                            .mapToObj(Long::toString)
                            .toList();
                    assertThat(query(store, day(day), "SELECT \"Id\" FROM %s ORDER BY 1"))
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void readsBeyondTheBudgetAreRefusedAndGiveBackWhatTheyHeld() throws IOException {
        long largest = fill();
        try (LogStore store = open(largest * 3 / 2)) {
            assertThatThrownBy(() -> store.read(List.of(all(TABLE, "Id"))))
                    .isInstanceOf(LogStoreException.OverBudget.class);
            try (ReadSession first = store.read(List.of(day(1)))) {
                assertThatThrownBy(() -> store.read(List.of(day(2))))
                        .isInstanceOf(LogStoreException.OverBudget.class);
                assertThat(query(first, "SELECT count(*) FROM " + first.relation(0))).containsExactly("20");
            }
            assertThat(query(store, day(2), "SELECT count(*) FROM %s")).containsExactly("20");
        }
    }

    @Test
    void onlyBlocksThatTheColumnsOfAReadNeedAreDecrypted() {
        MemoryBudget budget = new MemoryBudget(1L << 30);
        TableId wide = new TableId(TABLE.workspaceId(), "Wide");
        try (LogStore store = LogStore.open(LogStoreSettings.within(folder, Duration.ofHours(1), 2),
                StoreFixture.accountKey(),
                LogStoreEnvironment.of(StoreFixture.CLOCK, new SecureRandom()).within(budget))) {
            store.createTable(wide, new TableSchema(List.of(new Column("TimeGenerated", ColumnType.DATETIME),
                    new Column("Id", ColumnType.LONG), new Column("Kind", ColumnType.STRING),
                    new Column("Noise", ColumnType.STRING))));
            store.append(wide, wideRows());
            store.flush();
            long before = budget.taken();
            // A value that repeats has a dictionary and a bloom filter in each row group.
            assertThat(query(store, all(wide, "Kind"), "SELECT count(*) FROM %s WHERE \"Kind\" = 'kind7'"))
                    .containsExactly("300");
            assertThat(query(store, all(wide, "Id"), "SELECT sum(\"Id\") FROM %s"))
                    .containsExactly(Long.toString(ROWS * (ROWS - 1) / 2));
            assertThat(query(store, all(wide), "SELECT count(*) FROM %s"))
                    .containsExactly(Long.toString(ROWS));
            long few = budget.taken() - before;
            assertThat(query(store, all(wide, "Id", "Kind", "Noise"),
                    "SELECT count(DISTINCT \"Noise\"), sum(\"Id\") FROM %s WHERE \"Kind\" = 'kind7'"))
                    .containsExactly("300|" + LongStream.range(0, ROWS).filter(i -> i % 500 == 7).sum());
            assertThat(few).isBetween(1L, (budget.taken() - before) / 2);
        }
        assertThat(budget.taken()).isZero();
    }

    /// One term.
    private static String noise(Random random) {
        return new UUID(random.nextLong(), random.nextLong()).toString().replace("-", "");
    }

    private static byte[] wideRows() {
        Random random = new Random(5);
        StringBuilder json = new StringBuilder();
        for (long i = 0; i < ROWS; i++) {
            json.append(i == 0 ? '[' : ',').append("{\"TimeGenerated\":\"2026-02-01T00:00:00Z\",\"Id\":")
                    .append(i)
                    .append(",\"Kind\":\"kind").append(i % 500).append("\",\"Noise\":\"")
                    .append(noise(random)).append(noise(random)).append(noise(random))
                    .append("\"}");
        }
        return json.append(']').toString().getBytes(StandardCharsets.US_ASCII);
    }
}
