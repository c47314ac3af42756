package io.holdfast.logstore;

import static io.holdfast.logstore.StoreFixture.TABLE;
import static io.holdfast.logstore.StoreFixture.ids;
import static io.holdfast.logstore.StoreFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.ChangeAnchor;
import io.holdfast.testkit.Canaries;
import io.holdfast.testkit.MovableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A disk that answers with errors for a while, and a clock that jumps.
class FaultTest {

    private static final int FAULTS = 2;
    private static final String DAY = "2100-01-01";

    @TempDir
    private Path folder;

    @Test
    @Timeout(240)
    void anErrorOfTheDiskAtAnyStepIsAnErrorAndWhenItEndsTheStoreGoesOn() throws IOException {
        StoreImage filled = filled();
        FaultPoints.STEPS.parallelStream().forEach(step -> failing(step, filled));
    }

    private void failing(String step, StoreImage filled) {
        Path own = folder.resolve(step);
        try {
            filled.write(own);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AtomicInteger left = new AtomicInteger();
        List<Long> acknowledged = new ArrayList<>(LongStream.range(0, 7).boxed().toList());
        try (LogStore store = StoreFixture.open(own, reached -> {
            if (reached.equals(step) && left.getAndUpdate(faults -> Math.max(0, faults - 1)) > 0) {
                throw new UncheckedIOException(new IOException("Input/output error"));
            }
        })) {
            left.set(FAULTS);
            work(store, acknowledged);
            assertThat(left).as(step + " was reached").hasValueLessThan(FAULTS);
            check(step, store, acknowledged);
        }
        try (LogStore store = StoreFixture.open(own)) {
            check(step, store, acknowledged);
        }
        try {
            Canaries.requireUnreadable(StoreFixture.CANARIES, own);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A day that one more flush will have merged, and a day to be purged.
    private StoreImage filled() throws IOException {
        Path made = folder.resolve("filled");
        try (LogStore store = StoreFixture.open(made)) {
            store.createTable(TABLE, StoreFixture.SCHEMA);
            for (int i = 0; i < SmallFiles.FAN_IN - 1; i++) {
                store.append(TABLE, rows(DAY, i, 1));
                store.flush();
            }
            store.append(TABLE, rows("2099-12-31", 1000, 5));
            store.flush();
        }
        return StoreImage.read(made);
    }

    /// A row whose append failed may be there all the same.
    private static void check(String step, LogStore store, List<Long> acknowledged) {
        List<Long> allowed = new ArrayList<>(acknowledged);
        allowed.addAll(List.of(100L, 101L));
        assertThat(ids(store, TABLE)).as(step).doesNotHaveDuplicates().containsAll(acknowledged)
                .isSubsetOf(allowed);
    }

    private static void work(LogStore store, List<Long> acknowledged) {
        for (int attempt = 0; attempt <= FAULTS; attempt++) {
            long id = 100L + attempt;
            if (succeeds(() -> store.append(TABLE, rows(DAY, id, 1)))) {
                acknowledged.add(id);
            }
        }
        untilItSucceeds(store::flush);
        untilItSucceeds(() -> store.purge(TABLE, LocalDate.parse(DAY)));
        untilItSucceeds(store::upkeep);
        untilItSucceeds(() -> store.purge(TABLE, LocalDate.parse(DAY)));
        store.append(TABLE, rows(DAY, 200, 1));
        acknowledged.add(200L);
    }

    private static void untilItSucceeds(Runnable work) {
        boolean done = false;
        for (int attempt = 0; attempt <= FAULTS && !done; attempt++) {
            done = succeeds(work);
        }
        assertThat(done).isTrue();
    }

    private static boolean succeeds(Runnable work) {
        try {
            work.run();
            return true;
        } catch (LogStoreException.Storage e) {
            assertThat(e).hasMessageNotContaining("probeword");
            return false;
        }
    }

    @Test
    @Timeout(60)
    void aClockThatJumpsLosesNoRowAndHotRowsAreFlushedAllTheSame() throws InterruptedException {
        MovableClock clock = new MovableClock(Instant.parse("2026-02-01T12:00:00Z"));
        AtomicReference<CountDownLatch> flushed = new AtomicReference<>(new CountDownLatch(1));
        LogStoreEnvironment environment = new LogStoreEnvironment(clock, new SecureRandom(), step -> {
            if (step.equals("flush.commit.after")) {
                flushed.get().countDown();
            }
        }, ChangeAnchor.NONE, MemoryBudget.UNBOUNDED);
        try (LogStore store = LogStore.open(StoreFixture.settings(folder), StoreFixture.accountKey(),
                environment)) {
            store.createTable(TABLE, StoreFixture.SCHEMA);
            long id = 0;
            for (Duration jump : List.of(Duration.ofDays(400), Duration.ofDays(-800), Duration.ofDays(30))) {
                flushed.set(new CountDownLatch(1));
                store.append(TABLE, rows("2026-02-01", id++, 1));
                clock.jump(jump);
                assertThat(flushed.get().await(20, TimeUnit.SECONDS)).as("after " + jump).isTrue();
                store.upkeep();
            }
            assertThat(ids(store, TABLE)).containsExactly(0L, 1L, 2L);
        }
    }
}
