package io.holdfast.logstore;

import static io.holdfast.logstore.StoreFixture.TABLE;
import static io.holdfast.logstore.StoreFixture.ids;
import static io.holdfast.logstore.StoreFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Stops at a named step, leaves everything on disk as it is, and opens the store again.
@Execution(ExecutionMode.CONCURRENT)
class CrashTest {

    @TempDir
    private Path folder;

    /// Not an exception, so that nothing cleans up after it.
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    @ParameterizedTest
    @ValueSource(strings = {"wal.write.before", "wal.write.after", "wal.fsync.after", "hot.commit.after",
            "flush.parquet.before", "flush.parquet.after", "flush.encrypt.after", "flush.commit.before",
            "catalog.metadata.after", "catalog.commit.after", "flush.commit.after", "wal.trim.before",
            "wal.trim.listed", "wal.trim.after"})
    void aCrashLosesAndDoublesNothing(String step) throws IOException {
        List<Long> acknowledged = prepare(folder, true);
        crashAt(step, folder, acknowledged);
        check(folder, acknowledged);
    }

    @ParameterizedTest
    @ValueSource(strings = {"catalog.metadata.after", "catalog.commit.after", "flush.commit.before"})
    void aCrashInTheFirstFlushLosesAndDoublesNothing(String step) throws IOException {
        List<Long> acknowledged = prepare(folder, false);
        crashAt(step, folder, acknowledged);
        check(folder, acknowledged);
    }

    @ParameterizedTest
    @ValueSource(strings = {"compact.parquet.before", "compact.parquet.after", "compact.encrypt.after",
            "compact.commit.before", "catalog.metadata.after", "catalog.commit.after", "compact.commit.after",
            "tidy.expire.before", "tidy.delete.before", "tidy.delete.after"})
    void aCrashInUpkeepLosesAndDoublesNothing(String step) throws IOException {
        try (LogStore store = StoreFixture.open(folder)) {
            store.createTable(TABLE, StoreFixture.SCHEMA);
            for (int i = 0; i < SmallFiles.FAN_IN; i++) {
                store.append(TABLE, rows("2026-02-01", 2L * i, 2));
                store.flush();
            }
        }
        LogStore crashing = StoreFixture.open(folder, reached -> {
            if (reached.equals(step)) {
                throw new Crash();
            }
        });
        try {
            crashing.upkeep();
            throw new AssertionError("The step was not reached: " + step);
        } catch (Crash e) {
            crashing.abandon();
        }

        try (LogStore store = StoreFixture.open(folder)) {
            assertThat(ids(store, TABLE)).isEqualTo(LongStream.range(0, 16).boxed().toList());
            store.upkeep();
            assertThat(ids(store, TABLE)).isEqualTo(LongStream.range(0, 16).boxed().toList());
        }
        assertThat(StoreFixture.tableFiles(folder).stream().filter(p -> p.toString().contains("/data/")))
                .hasSize(1);
    }

    private static List<Long> prepare(Path folder, boolean flushed) throws IOException {
        LogStore store = StoreFixture.open(folder);
        store.createTable(TABLE, StoreFixture.SCHEMA);
        store.append(TABLE, rows("2026-02-01", 0, 10));
        if (flushed) {
            store.flush();
        }
        store.append(TABLE, rows("2026-02-02", 10, 10));
        store.abandon();
        return new ArrayList<>(LongStream.range(0, 20).boxed().toList());
    }

    private static void crashAt(String step, Path folder, List<Long> acknowledged) throws IOException {
        LogStore store = StoreFixture.open(folder, reached -> {
            if (reached.equals(step)) {
                throw new Crash();
            }
        });
        try {
            store.append(TABLE, rows("2026-02-03", 20, 10));
            LongStream.range(20, 30).forEach(acknowledged::add);
            store.flush();
            throw new AssertionError("The step was not reached: " + step);
        } catch (Crash e) {
            store.abandon();
        }
    }

    private static void check(Path folder, List<Long> acknowledged) throws IOException {
        List<Long> whole = LongStream.range(0, 30).boxed().toList();
        LogStore first = StoreFixture.open(folder);
        List<Long> found = ids(first, TABLE);
        assertThat(found).satisfiesAnyOf(ids -> assertThat(ids).isEqualTo(acknowledged),
                ids -> assertThat(ids).isEqualTo(whole));
        first.append(TABLE, rows("2026-02-04", 100, 2));
        first.abandon();

        List<Long> more = new ArrayList<>(found);
        more.addAll(List.of(100L, 101L));
        try (LogStore second = StoreFixture.open(folder)) {
            assertThat(ids(second, TABLE)).isEqualTo(more);
            second.flush();
            assertThat(ids(second, TABLE)).isEqualTo(more);
        }
        try (LogStore third = StoreFixture.open(folder)) {
            assertThat(ids(third, TABLE)).isEqualTo(more);
        }
    }

    @Test
    void theStepsAreThoseThatAreNamed() {
        Set<String> steps = new LinkedHashSet<>();
        try (LogStore store = StoreFixture.open(folder, steps::add)) {
            store.createTable(TABLE, StoreFixture.SCHEMA);
            store.append(TABLE, rows("2026-02-01", 0, 10));
            store.flush();
        }
        assertThat(steps).containsExactly("wal.write.before", "wal.write.after", "wal.fsync.after",
                "hot.commit.after", "catalog.metadata.after", "catalog.commit.after", "flush.parquet.before",
                "flush.parquet.after", "flush.encrypt.after", "flush.commit.before", "flush.commit.after",
                "wal.trim.before", "wal.trim.listed", "wal.trim.after");
    }

    @Test
    void rowsThatAreOnDiskWhenTheStoreClosesAreTakenIn() {
        AtomicReference<LogStore> closing = new AtomicReference<>();
        LogStore store = StoreFixture.open(folder, step -> {
            if (step.equals("wal.fsync.after")) {
                CompletableFuture.runAsync(closing.get()::close).orTimeout(10, TimeUnit.SECONDS).join();
            }
        });
        closing.set(store);
        store.createTable(TABLE, StoreFixture.SCHEMA);

        store.append(TABLE, rows("2026-02-01", 0, 10));

        try (LogStore reopened = StoreFixture.open(folder)) {
            assertThat(ids(reopened, TABLE)).isEqualTo(LongStream.range(0, 10).boxed().toList());
        }
    }

    @Test
    void aFailedWriteIsRefusedAndTheNextOneGoesOn() {
        boolean[] failing = {true};
        try (LogStore store = StoreFixture.open(folder, step -> {
            if (failing[0] && step.equals("wal.fsync.after")) {
                throw new IllegalStateException("injected");
            }
        })) {
            store.createTable(TABLE, StoreFixture.SCHEMA);
            assertThat(catchThrowable(() -> store.append(TABLE, rows("2026-02-01", 0, 10))))
                    .isInstanceOf(LogStoreException.Storage.class);
            failing[0] = false;
            store.append(TABLE, rows("2026-02-01", 10, 2));
            assertThat(ids(store, TABLE)).containsExactly(10L, 11L);
        }
        try (LogStore store = StoreFixture.open(folder)) {
            assertThat(ids(store, TABLE)).containsExactly(10L, 11L);
        }
    }

    @Test
    void aFlushThatFailsAnywhereIsTriedAgain() {
        for (String step : List.of("flush.parquet.after", "flush.encrypt.after", "flush.commit.before",
                "catalog.metadata.after", "catalog.commit.after", "flush.commit.after", "wal.trim.listed")) {
            String[] failing = {step};
            try (LogStore store = StoreFixture.open(folder.resolve(step), reached -> {
                if (reached.equals(failing[0])) {
                    failing[0] = "";
                    throw new IllegalStateException("injected");
                }
            })) {
                store.createTable(TABLE, StoreFixture.SCHEMA);
                store.append(TABLE, rows("2026-02-01", 0, 3));
                Throwable failure = catchThrowable(store::flush);
                assertThat(failure).satisfiesAnyOf(e -> assertThat(e).isNull(),
                        e -> assertThat(e).isInstanceOf(LogStoreException.class));
                assertThat(ids(store, TABLE)).as(step).containsExactly(0L, 1L, 2L);
                store.append(TABLE, rows("2026-02-01", 3, 1));
                store.flush();
                assertThat(ids(store, TABLE)).as(step).containsExactly(0L, 1L, 2L, 3L);
            }
            try (LogStore store = StoreFixture.open(folder.resolve(step))) {
                assertThat(ids(store, TABLE)).as(step).containsExactly(0L, 1L, 2L, 3L);
            }
        }
    }
}
