package io.holdfast.logstore;

import static io.holdfast.logstore.StoreFixture.TABLE;
import static io.holdfast.logstore.StoreFixture.WORKSPACE;
import static io.holdfast.logstore.StoreFixture.all;
import static io.holdfast.logstore.StoreFixture.ids;
import static io.holdfast.logstore.StoreFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ConcurrencyTest {

    private static final int THREADS = 8;
    private static final int BATCHES = 15;

    @TempDir
    private Path folder;

    @Test
    @Timeout(120)
    void appendsFlushesAndReadsAtOnceShowEachRowOnce() throws InterruptedException, ExecutionException {
        AtomicInteger fsyncs = new AtomicInteger();
        TableId second = new TableId(WORKSPACE, "Second");
        try (LogStore store = StoreFixture.open(folder, step -> {
            if (step.equals("wal.fsync.after")) {
                fsyncs.incrementAndGet();
            }
        }); ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            store.createTable(TABLE, StoreFixture.SCHEMA);
            store.createTable(second, StoreFixture.SCHEMA);
            AtomicBoolean done = new AtomicBoolean();
            List<Future<?>> writers = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                TableId table = thread % 2 == 0 ? TABLE : second;
                int first = thread * 1000;
                writers.add(pool.submit(() -> {
                    for (int batch = 0; batch < BATCHES; batch++) {
                        store.append(table, rows("2026-02-01", first + batch * 4L, 4));
                        assertThat(ids(store, table)).contains(first + batch * 4L);
                    }
                }));
            }
            Future<?> flushing = pool.submit(() -> {
                while (!done.get()) {
                    store.flush();
                }
            });
            Future<?> reading = pool.submit(() -> {
                while (!done.get()) {
                    assertThat(ids(store, TABLE)).doesNotHaveDuplicates();
                }
            });
            for (Future<?> writer : writers) {
                writer.get();
            }
            done.set(true);
            flushing.get();
            reading.get();
            check(store, second);
        }
        try (LogStore store = StoreFixture.open(folder)) {
            check(store, second);
        }
        assertThat(fsyncs.get()).isBetween(1, THREADS * BATCHES);
    }

    private static void check(LogStore store, TableId second) {
        List<Long> even = new ArrayList<>();
        List<Long> odd = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            LongStream.range(thread * 1000L, thread * 1000L + BATCHES * 4L).boxed()
                    .forEach((thread % 2 == 0 ? even : odd)::add);
        }
        assertThat(ids(store, TABLE)).isEqualTo(even);
        assertThat(ids(store, second)).isEqualTo(odd);
    }

    @Test
    @Timeout(60)
    void appendsThatWaitTogetherShareAnFsync() throws InterruptedException, ExecutionException {
        AtomicInteger fsyncs = new AtomicInteger();
        CountDownLatch held = new CountDownLatch(1);
        AtomicInteger writes = new AtomicInteger();
        try (LogStore store = StoreFixture.open(folder, step -> {
            if (step.equals("wal.write.before") && writes.incrementAndGet() == 1) {
                await(held);
            }
            if (step.equals("wal.fsync.after")) {
                fsyncs.incrementAndGet();
            }
        }); ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            store.createTable(TABLE, StoreFixture.SCHEMA);
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int first = 10 * i;
                writers.add(pool.submit(() -> store.append(TABLE, rows("2026-02-01", first, 2))));
            }
            while (store.walQueueLength() < THREADS - 1) {
                Thread.onSpinWait();
            }
            held.countDown();
            for (Future<?> writer : writers) {
                writer.get();
            }
            assertThat(ids(store, TABLE)).hasSize(2 * THREADS);
        }
        assertThat(fsyncs.get()).isEqualTo(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Timeout(60)
    void closingCancelsWhatRunsInBoundedTime() throws InterruptedException, ExecutionException {
        LogStore store = StoreFixture.open(folder);
        store.createTable(TABLE, StoreFixture.SCHEMA);
        store.append(TABLE, rows("2026-02-01", 0, 1000));
        store.flush();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            ReadSession session = store.read(List.of(all(TABLE, "Id")));
            CountDownLatch started = new CountDownLatch(1);
            Future<Boolean> query = pool.submit(() -> {
                started.countDown();
                try (Statement statement = session.connection().createStatement()) {
                    statement.execute("""
                            SELECT count(*) FROM %1$s a, %1$s b, %1$s c, %1$s d
                            WHERE a."Id" + b."Id" <> c."Id" * d."Id"
                            """.formatted(session.relation(0)));
                    return false;
                } catch (SQLException e) {
                    return true;
                }
            });
            await(started);
            long before = System.nanoTime();
            store.close();
            Duration took = Duration.ofNanos(System.nanoTime() - before);

            assertThat(query.get()).isTrue();
            assertThat(took).isLessThan(Duration.ofSeconds(2));
            session.close();
        }
    }

    @Test
    @Timeout(60)
    void manyHotRowsAreFlushedInTheBackground() {
        LogStoreSettings small = new LogStoreSettings(folder, 5_000, Duration.ofHours(1), 512L << 20, 2,
                64L << 20);
        try (LogStore store = LogStore.open(small, StoreFixture.accountKey(), Clock.systemUTC(),
                new SecureRandom())) {
            store.createTable(TABLE, StoreFixture.SCHEMA);
            for (int i = 0; i < 20; i++) {
                store.append(TABLE, rows("2026-02-01", i * 50L, 50));
            }
            while (!hasFiles(store)) {
                Thread.onSpinWait();
            }
            assertThat(ids(store, TABLE)).isEqualTo(LongStream.range(0, 1000).boxed().toList());
            // Nothing is left that the background could still be writing while the folder is deleted.
            store.flush();
        }
    }

    private static boolean hasFiles(LogStore store) {
        try (ReadSession session = store.read(List.of(all(TABLE)))) {
            return session.relation(0).contains("read_parquet");
        }
    }
}
