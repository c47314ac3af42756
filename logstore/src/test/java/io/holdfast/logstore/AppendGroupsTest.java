package io.holdfast.logstore;

import static io.holdfast.logstore.StoreFixture.TABLE;
import static io.holdfast.logstore.StoreFixture.ids;
import static io.holdfast.logstore.StoreFixture.json;
import static io.holdfast.logstore.StoreFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AppendGroupsTest {

    private final AppendGroups groups = new AppendGroups();
    private final List<String> loaded = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch held = new CountDownLatch(1);

    @TempDir
    private Path folder;

    @Test
    void whatComesWhileOneLoadsIsLoadedTogether() throws ExecutionException, InterruptedException {
        List<Future<?>> appends = append(this::record, "[1]", "[2,3]", "[]", "[ 4 ]");

        for (Future<?> append : appends) {
            append.get();
        }
        assertThat(loaded).containsExactly("[1]", "[2,3,4]");
    }

    @Test
    void whatIsRejectedFailsAlone() throws ExecutionException, InterruptedException {
        List<Future<?>> appends = append(rows -> {
            record(rows);
            if (text(rows).contains("\"bad\"")) {
                throw new LogStoreException.RowsRejected("No rows");
            }
        }, "[1]", "[2]", "[\"bad\"]", "[4]");

        for (int i : new int[]{0, 1, 3}) {
            appends.get(i).get();
        }
        assertThatThrownBy(() -> appends.get(2).get())
                .hasCauseInstanceOf(LogStoreException.RowsRejected.class);
        assertThat(loaded).containsExactly("[1]", "[2,\"bad\",4]", "[2]", "[\"bad\"]", "[4]");
    }

    @Test
    void ofAnotherFailureAllHaveTheirPart() throws ExecutionException, InterruptedException {
        List<Future<?>> appends = append(rows -> {
            record(rows);
            if (text(rows).contains("2")) {
                throw new IOException("The disk is full");
            }
        }, "[1]", "[2]", "[3]");

        appends.get(0).get();
        assertThatThrownBy(() -> appends.get(1).get()).hasRootCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> appends.get(2).get()).hasRootCauseInstanceOf(IOException.class);
        assertThat(loaded).containsExactly("[1]", "[2,3]");
    }

    @Test
    void aGroupIsNoLargerThanItMayBe() throws ExecutionException, InterruptedException {
        String half = " ".repeat(AppendGroups.GROUP_BYTES / 2);
        List<Future<?>> appends = append(this::record, "[1]", "[2" + half + "]", "[3" + half + "]", "[4]");

        for (Future<?> append : appends) {
            append.get();
        }
        assertThat(loaded).containsExactly("[1]", "[2]", "[3,4]");
    }

    @Test
    void appendsOfAStoreAreLoggedTogether() throws ExecutionException, InterruptedException {
        AtomicInteger writes = new AtomicInteger();
        try (LogStore store = StoreFixture.open(folder, step -> {
            if (step.equals("wal.write.before") && writes.incrementAndGet() == 1) {
                await();
            }
        })) {
            store.createTable(TABLE, StoreFixture.SCHEMA);
            byte[] timeless = json("[{\"Id\":100}]");
            List<Future<?>> appends = new ArrayList<>();
            try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                appends.add(pool.submit(() -> store.appendTogether(TABLE, rows("2026-02-01", 0, 2))));
                while (writes.get() == 0) {
                    Thread.onSpinWait();
                }
                for (byte[] more : List.of(rows("2026-02-01", 2, 2), timeless, rows("2026-02-02", 4, 2))) {
                    appends.add(pool.submit(() -> store.appendTogether(TABLE, more)));
                    while (store.appendsWaiting(TABLE) < appends.size() - 1) {
                        Thread.onSpinWait();
                    }
                }
                held.countDown();
            }
            for (int i : new int[]{0, 1, 3}) {
                appends.get(i).get();
            }
            Future<?> rejected = appends.get(2);
            assertThatThrownBy(rejected::get).hasCauseInstanceOf(LogStoreException.RowsRejected.class);
            assertThat(ids(store, TABLE)).isEqualTo(LongStream.range(0, 6).boxed().toList());
        }
        try (LogStore store = StoreFixture.open(folder)) {
            assertThat(ids(store, TABLE)).isEqualTo(LongStream.range(0, 6).boxed().toList());
        }
    }

    /// Appends one after the other, the first of which is held until all others wait.
    private List<Future<?>> append(AppendGroups.Load load, String... arrays) {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger loads = new AtomicInteger();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> appends = new ArrayList<>();
            for (String array : arrays) {
                int waiting = appends.size();
                appends.add(pool.submit(() -> {
                    groups.append(json(array), rows -> {
                        if (loads.incrementAndGet() == 1) {
                            begun.countDown();
                            await();
                        }
                        load.run(rows);
                    });
                    return null;
                }));
                if (waiting == 0) {
                    await(begun);
                }
                while (groups.waiting() < waiting) {
                    Thread.onSpinWait();
                }
            }
            held.countDown();
            return appends;
        }
    }

    private void record(byte[] rows) {
        loaded.add(text(rows).replace(" ", ""));
    }

    private static String text(byte[] rows) {
        return new String(rows, StandardCharsets.UTF_8);
    }

    private void await() {
        await(held);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
