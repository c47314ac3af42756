package io.holdfast.logstore;

import static io.holdfast.logstore.StoreFixture.TABLE;
import static io.holdfast.logstore.StoreFixture.ids;
import static io.holdfast.logstore.StoreFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Kills a process that appends and flushes, with SIGKILL, and opens its store.
class KillTest {

    private static final int ROWS_PER_BATCH = 5;

    @TempDir
    private Path folder;

    /// The process to be killed: prints the first id of each batch once it is acknowledged.
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            LogStoreSettings settings = new LogStoreSettings(Path.of(arguments[0]), 2_000,
                    Duration.ofHours(1),
                    512L << 20, 2, 64L << 20);
            try (LogStore store = LogStore.open(settings, StoreFixture.accountKey(), Clock.systemUTC(),
                    new SecureRandom())) {
                store.createTable(TABLE, StoreFixture.SCHEMA);
                for (long first = 0; first < 1_000_000; first += ROWS_PER_BATCH) {
                    store.append(TABLE, rows("2026-02-01", first, ROWS_PER_BATCH));
                    System.out.println(first);
                }
            }
        }
    }

    @Test
    @Timeout(120)
    void whatWasAcknowledgedBeforeAKillIsThereOnce() throws IOException, InterruptedException {
        long acknowledged = appendUntilKilled(60);

        try (LogStore store = StoreFixture.open(folder)) {
            List<Long> found = ids(store, TABLE);
            // The batch after the last that was heard of may be there too, but only whole.
            assertThat(found.size() % ROWS_PER_BATCH).isZero();
            assertThat(found).isEqualTo(range(found.size()));
            assertThat((long) found.size()).isGreaterThanOrEqualTo(acknowledged + ROWS_PER_BATCH);
        }
    }

    private static List<Long> range(int size) {
        List<Long> all = new ArrayList<>();
        for (long id = 0; id < size; id++) {
            all.add(id);
        }
        return all;
    }

    /// The first id of the last batch that was heard of.
    private long appendUntilKilled(int batches) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(), folder.toString()).redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long last = -1;
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            for (int heard = 0; heard < batches; heard++) {
                last = Long.parseLong(lines.readLine());
            }
            // Through the handle: the process object would close the output that is still to be read.
            assertThat(child.toHandle().destroyForcibly()).isTrue();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = Long.parseLong(line);
            }
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return last;
    }
}
