package io.holdfast.logstore;

import static io.holdfast.logstore.StoreFixture.TABLE;
import static io.holdfast.logstore.StoreFixture.ids;
import static io.holdfast.logstore.StoreFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A store that goes dark while it flushes in the background: the work ends, nothing is complained of, and
/// nothing is lost.
class DarkWorkTest {

    private static final List<Long> ALL = LongStream.range(0, 20).boxed().toList();

    @TempDir
    private Path folder;

    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                complaints
                        .add(record.getLoggerName() + ": " + record.getMessage() + " " + record.getThrown());
            }
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    @BeforeEach
    void listen() {
        Logger.getLogger("").addHandler(listener);
    }

    @AfterEach
    void listenNoMore() {
        Logger.getLogger("").removeHandler(listener);
    }

    @ParameterizedTest
    @CsvSource({"flush.encrypt.after,1", "flush.commit.before,1", "catalog.metadata.after,2",
            "catalog.commit.after,2", "flush.commit.after,1"})
    @Timeout(60)
    void darknessInTheMidstOfAFlushEndsItQuietlyAndLosesNothing(String step, int time)
            throws InterruptedException {
        AtomicInteger times = new AtomicInteger();
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch dark = new CountDownLatch(1);
        LogStoreSettings usual = StoreFixture.settings(folder);
        LogStoreSettings eager = new LogStoreSettings(folder, usual.hotBytesBeforeFlush(),
                Duration.ofMillis(1), usual.duckDbMemoryBytes(), usual.duckDbThreads(),
                usual.blockCacheBytes());
        LogStore store = LogStore.open(eager, StoreFixture.accountKey(), Clock.systemUTC(),
                new SecureRandom(), at -> {
                    if (at.equals(step) && times.incrementAndGet() == time) {
                        reached.countDown();
                        await(dark);
                    }
                });
        store.createTable(TABLE, StoreFixture.SCHEMA);
        store.append(TABLE, rows("2026-02-01", 0, 10));
        store.append(TABLE, rows("2026-02-02", 10, 10));
        await(reached);
        store.close();
        dark.countDown();
        store.awaitQuiet();

        assertThat(complaints).isEmpty();
        try (LogStore reopened = StoreFixture.open(folder)) {
            assertThat(ids(reopened, TABLE)).isEqualTo(ALL);
            reopened.flush();
            assertThat(ids(reopened, TABLE)).isEqualTo(ALL);
        }
        assertThat(complaints).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(50, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
