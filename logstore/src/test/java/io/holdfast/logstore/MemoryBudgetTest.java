package io.holdfast.logstore;

import static io.holdfast.logstore.StoreFixture.TABLE;
import static io.holdfast.logstore.StoreFixture.all;
import static io.holdfast.logstore.StoreFixture.ids;
import static io.holdfast.logstore.StoreFixture.query;
import static io.holdfast.logstore.StoreFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryBudgetTest {

    private static final long MIB = 1L << 20;
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path folder;

    private LogStore open(String name, MemoryBudget budget) {
        return LogStore.open(LogStoreSettings.within(folder.resolve(name), HOUR, 2),
                StoreFixture.accountKey(),
                LogStoreEnvironment.of(StoreFixture.CLOCK, new SecureRandom()).within(budget));
    }

    private static void fill(LogStore store) {
        store.createTable(TABLE, StoreFixture.SCHEMA);
        store.append(TABLE, rows("2026-02-01", 0, 20));
        store.flush();
    }

    @Test
    void theDefaultIsWhatTheMachineHasBesidesTheHeap() {
        assertThat(MemoryBudget.ofMachine(16 * 1024 * MIB, 4 * 1024 * MIB).bytes()).isEqualTo(9 * 1024 * MIB);
        assertThat(MemoryBudget.ofMachine(256 * MIB, 1024 * MIB).bytes()).isEqualTo(256 * MIB);
        assertThatThrownBy(() -> new MemoryBudget(MIB)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eachStoreHasHalfOfWhatTheOthersLeftAndGivesItBack() {
        MemoryBudget budget = new MemoryBudget(1024 * MIB);
        try (LogStore first = open("first", budget)) {
            assertThat(budget.taken()).isEqualTo(512 * MIB);
            try (LogStore second = open("second", budget)) {
                assertThat(budget.taken()).isEqualTo(768 * MIB);
                fill(second);
                fill(first);
                assertThat(ids(first, TABLE)).isEqualTo(ids(second, TABLE));
                assertThat(budget.taken()).isGreaterThan(768 * MIB);
            }
            assertThat(budget.taken()).isBetween(512 * MIB, 513 * MIB);
        }
        assertThat(budget.taken()).isZero();
    }

    @Test
    void filesOfOneStoreThatAreNotInUseMakeRoomForThoseOfAnother() throws IOException {
        MemoryBudget budget = new MemoryBudget(1024 * MIB);
        try (LogStore first = open("first", budget); LogStore second = open("second", budget)) {
            fill(first);
            fill(second);
            long file = dataFileBytes();
            long left = budget.bytes() - budget.taken() - file - file / 2;
            budget.take(left);
            assertThat(ids(first, TABLE)).hasSize(20);
            assertThat(ids(second, TABLE)).hasSize(20);

            try (ReadSession held = first.read(List.of(all(TABLE, "Id")))) {
                assertThatThrownBy(() -> ids(second, TABLE)).isInstanceOf(LogStoreException.OverBudget.class)
                        .hasMessageContaining("Read less time");
                assertThat(query(held, "SELECT count(*) FROM " + held.relation(0))).containsExactly("20");
            }
            assertThat(ids(second, TABLE)).hasSize(20);
            budget.release(left);
        }
        assertThat(budget.taken()).isZero();
    }

    private long dataFileBytes() throws IOException {
        long largest = 0;
        for (Path file : StoreFixture.files(folder)) {
            largest = file.toString().contains("/data/") ? Math.max(largest, Files.size(file)) : largest;
        }
        return largest;
    }

    @Test
    void aQueryBeyondTheBudgetFailsAndTheStoreGoesOnWithoutAFile() throws IOException, SQLException {
        try (LogStore store = open("store", new MemoryBudget(2 * MemoryBudget.MIN_ENGINE_BYTES))) {
            fill(store);
            int files = StoreFixture.files(folder).size();
            try (ReadSession session = store.read(List.of());
                    Statement statement = session.connection().createStatement()) {
                assertThatThrownBy(() -> statement.executeQuery("""
                        SELECT i, string_agg(md5(i::VARCHAR || j::VARCHAR), '')
                        FROM range(2000) a(i), range(10000) b(j) GROUP BY i ORDER BY 2
                        """)).isInstanceOf(SQLException.class).hasMessageContaining("Out of Memory");
            }
            assertThat(StoreFixture.files(folder)).hasSize(files);
            store.append(TABLE, rows("2026-02-01", 20, 20));
            store.flush();
            assertThat(query(store, all(TABLE), "SELECT count(*) FROM %s")).containsExactly("40");
        }
    }
}
