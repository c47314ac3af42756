package io.holdfast.logstore;

import static io.holdfast.logstore.StoreFixture.TABLE;
import static io.holdfast.logstore.StoreFixture.ids;
import static io.holdfast.logstore.StoreFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The last segment of a store that crashed: what a torn write leaves is cut, damage to what was durable is
/// not.
class WalTest {

    private static final List<Long> ALL = LongStream.range(0, 30).boxed().toList();

    @TempDir
    private Path folder;
    private Path segment;
    private byte[] good;

    @BeforeEach
    void crash() throws IOException {
        LogStore store = StoreFixture.open(folder);
        store.createTable(TABLE, StoreFixture.SCHEMA);
        store.append(TABLE, rows("2026-02-01", 0, 10));
        store.append(TABLE, rows("2026-02-01", 10, 10));
        store.append(TABLE, rows("2026-02-01", 20, 10));
        store.abandon();
        segment = StoreFixture.files(folder).stream().filter(p -> p.toString().endsWith(".wal")).findFirst()
                .orElseThrow();
        good = Files.readAllBytes(segment);
    }

    private List<Long> read() {
        try (LogStore store = StoreFixture.open(folder)) {
            return ids(store, TABLE);
        }
    }

    @Test
    void aTornTailIsCutAndTheStoreGoesOn() throws IOException {
        byte[] torn = Arrays.copyOf(good, good.length + 500);
        Arrays.fill(torn, good.length, torn.length, (byte) 7);
        Files.write(segment, torn);
        assertThat(read()).isEqualTo(ALL);
        assertThat(read()).isEqualTo(ALL);
        assertThat(Files.size(segment)).isEqualTo(good.length);
    }

    @Test
    void aTornMarkLosesNothing() throws IOException {
        Files.write(segment, Arrays.copyOf(good, good.length - 5));
        assertThat(read()).isEqualTo(ALL);
    }

    @Test
    void whatWasDurableIsNotTakenForATornTail() throws IOException {
        int frames = good.length - WalFormat.HEADER_BYTES;
        // Length fields, ciphertext and tags of all frames but the last mark, which proves what is before it.
        for (int i = 0; i < 12; i++) {
            byte[] bad = good.clone();
            int at = WalFormat.HEADER_BYTES + i * (frames - WalFormat.MARK_BYTES) / 12;
            bad[at] ^= (byte) 0x10;
            Files.write(segment, bad);
            assertThatThrownBy(this::read).as("flipped at " + at)
                    .isInstanceOf(LogStoreException.Corrupt.class);
        }
        byte[] zeroLength = good.clone();
        Arrays.fill(zeroLength, WalFormat.HEADER_BYTES, WalFormat.HEADER_BYTES + 4, (byte) 0);
        Files.write(segment, zeroLength);
        assertThatThrownBy(this::read).isInstanceOf(LogStoreException.Corrupt.class);
        Files.write(segment, good);
        assertThat(read()).isEqualTo(ALL);
    }

    @Test
    void flushingWhileReplayingKeepsTheSegmentsThatAreStillToCome() throws IOException {
        TableId second = new TableId(StoreFixture.WORKSPACE, "Second");
        try (LogStore store = StoreFixture.open(folder)) {
            store.createTable(second, StoreFixture.SCHEMA);
            store.append(second, rows("2026-02-01", 0, 5));
        }
        LogStoreSettings tiny = new LogStoreSettings(folder, 10, Duration.ofHours(1), 512L << 20, 2,
                64L << 20);
        LogStore flushing = LogStore.open(tiny, StoreFixture.accountKey(), StoreFixture.CLOCK,
                new SecureRandom());
        flushing.abandon();

        assertThat(read()).isEqualTo(ALL);
        try (LogStore store = StoreFixture.open(folder)) {
            assertThat(ids(store, second)).containsExactly(0L, 1L, 2L, 3L, 4L);
        }
    }

    @Test
    void rowsOfManyBatchesAreReplayedOnceWithTheColumnsThatTheyCameWith() throws IOException {
        LogStore store = StoreFixture.open(folder);
        String values = "\"Message\":\"" + "probeword".repeat(100_000) + "\",\"Added0\":1,\"Added1\":1";
        for (int added = 0; added < 3; added++) {
            for (int i = 0; i < 12; i++) {
                store.append(TABLE, StoreFixture.json("[{\"TimeGenerated\":\"2026-02-02T00:00:00Z\",\"Id\":"
                        + (100 + 12 * added + i) + "," + values + "}]"));
            }
            store.addColumns(TABLE, List.of(new Column("Added" + added, ColumnType.LONG)));
        }
        store.abandon();
        String counts = "SELECT count(*), count(DISTINCT \"Id\"), count(\"Added0\"), count(\"Added1\") FROM %s";
        TableRead everything = StoreFixture.all(TABLE, "Id", "Added0", "Added1");
        for (long hotBytes : List.of(64L << 20, 20L << 20, 5L << 20)) {
            LogStore replayed = LogStore.open(
                    new LogStoreSettings(folder, hotBytes, Duration.ofHours(1), 1L << 30, 2, 64L << 20),
                    StoreFixture.accountKey(), StoreFixture.CLOCK, new SecureRandom());
            assertThat(StoreFixture.query(replayed, everything, counts)).containsExactly("66|66|24|12");
            replayed.abandon();
        }
    }

    @Test
    void anInterruptedCallerFailsNobody() {
        try (LogStore store = StoreFixture.open(folder)) {
            Thread.currentThread().interrupt();
            try {
                store.append(TABLE, rows("2026-02-01", 30, 1));
            } catch (LogStoreException.Storage e) {
                // Its own append may fail.
            }
            assertThat(Thread.interrupted()).isTrue();
            store.append(TABLE, rows("2026-02-01", 31, 1));
            assertThat(ids(store, TABLE)).contains(31L);
        }
    }

    @Test
    void aSegmentOfAnotherStoreIsRefused() throws IOException {
        Path other = folder.resolve("other");
        LogStore store = StoreFixture.open(other);
        store.createTable(TABLE, StoreFixture.SCHEMA);
        store.append(TABLE, rows("2026-02-01", 0, 10));
        store.abandon();
        Path foreign = StoreFixture.files(other).stream().filter(p -> p.toString().endsWith(".wal"))
                .findFirst()
                .orElseThrow();

        Files.write(segment, Files.readAllBytes(foreign));
        assertThatThrownBy(this::read).isInstanceOf(LogStoreException.Corrupt.class);
    }
}
