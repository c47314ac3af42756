package io.holdfast.logstore;

import static io.holdfast.logstore.StoreFixture.TABLE;
import static io.holdfast.logstore.StoreFixture.ids;
import static io.holdfast.logstore.StoreFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// Rows of a source that brings them again after a crash.
class AppendOnceTest {

    private static final int BATCHES = 6;

    @TempDir
    private Path folder;

    /// Not an exception, so that nothing cleans up after it.
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    @ParameterizedTest
    @ValueSource(strings = {"wal.write.before", "wal.write.after", "wal.fsync.after", "hot.commit.after",
            "flush.commit.before", "catalog.commit.after", "wal.trim.before", "wal.trim.listed",
            "wal.trim.after"})
    void aSourceThatBeginsAnewAfterACrashBringsNothingTwice(String step) throws IOException {
        AtomicBoolean armed = new AtomicBoolean();
        LogStore crashing = StoreFixture.open(folder, reached -> {
            if (armed.get() && reached.equals(step)) {
                throw new Crash();
            }
        });
        crashing.createTable(TABLE, StoreFixture.SCHEMA);
        bring(crashing, 1, BATCHES / 2);
        crashing.flush();
        armed.set(true);
        assertThatThrownBy(() -> {
            bring(crashing, BATCHES / 2 + 1, BATCHES - 1);
            crashing.flush();
        }).isInstanceOf(Crash.class);
        crashing.abandon();

        for (int time = 0; time < 2; time++) {
            try (LogStore store = StoreFixture.open(folder)) {
                bring(store, 1, BATCHES);
                assertThat(ids(store, TABLE)).isEqualTo(LongStream.range(0, 10 * BATCHES).boxed().toList());
                store.flush();
            }
        }
    }

    private static void bring(LogStore store, int first, int last) {
        for (int batch = first; batch <= last; batch++) {
            store.appendOnce(TABLE, rows("2026-02-01", 10L * (batch - 1), 10), batch);
        }
    }

    @Test
    void otherRowsAreNeverTakenForThoseOfTheSource() {
        try (LogStore store = StoreFixture.open(folder)) {
            store.createTable(TABLE, StoreFixture.SCHEMA);
            store.appendOnce(TABLE, rows("2026-02-01", 0, 1), 7);
            store.append(TABLE, rows("2026-02-01", 1, 1));
            store.append(TABLE, rows("2026-02-01", 1, 1));
            store.appendOnce(TABLE, rows("2026-02-01", 2, 1), 8);
            assertThat(ids(store, TABLE)).isEqualTo(List.of(0L, 1L, 1L, 2L));
            assertThatThrownBy(() -> store.appendOnce(TABLE, rows("2026-02-01", 3, 1), 0))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aTableThatWasDroppedDoesNotGetItsRowsAgain() {
        try (LogStore store = StoreFixture.open(folder)) {
            store.createTable(TABLE, StoreFixture.SCHEMA);
            store.appendOnce(TABLE, rows("2026-02-01", 0, 1), 1);
            store.dropTable(TABLE);
        }
        try (LogStore store = StoreFixture.open(folder)) {
            store.createTable(TABLE, StoreFixture.SCHEMA);
            store.appendOnce(TABLE, rows("2026-02-01", 0, 1), 1);
            store.appendOnce(TABLE, rows("2026-02-01", 1, 1), 2);
            assertThat(ids(store, TABLE)).isEqualTo(List.of(1L));
        }
    }

    @Test
    void aStateWithoutAPositionIsRead() {
        WalState state = JsonMapper.shared().readValue("{\"version\":1,\"nextLsn\":5,\"segments\":[]}",
                WalState.class);
        assertThat(state).isEqualTo(new WalState(1, 5, null, List.of()));
    }
}
