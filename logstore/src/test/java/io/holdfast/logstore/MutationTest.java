package io.holdfast.logstore;

import static io.holdfast.logstore.StoreFixture.TABLE;
import static io.holdfast.logstore.StoreFixture.all;
import static io.holdfast.logstore.StoreFixture.query;
import static io.holdfast.logstore.StoreFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.ChangeAnchor;
import io.holdfast.testkit.Canaries;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Alters a store at random, thousands of times: each change is an error, or every row is read as it was.
class MutationTest {

    private static final long SEED = 20261128;
    private static final int MUTATIONS = 2_000;
    private static final int LONG_MUTATIONS = 100_000;
    private static final int LONG_PARTS = 20;
    private static final int THREADS = 2;
    private static final TableId SECOND = new TableId(StoreFixture.WORKSPACE, "Second_CL");
    private static final String CONTENT = "SELECT count(*), count(DISTINCT \"Id\"), sum(hash(\"Id\", "
            + "\"TimeGenerated\", \"Message\")) FROM %s";

    @TempDir
    private Path folder;
    private Path made = Path.of("");
    private StoreImage before = new StoreImage();
    private StoreImage closed = new StoreImage();
    private StoreImage crashed = new StoreImage();
    private StoreImage elsewhere = new StoreImage();
    private long changesOfClosed;
    private long changesOfCrashed;
    private List<String> ofClosed = List.of();
    private List<String> ofCrashed = List.of();

    @BeforeEach
    void fill() throws IOException {
        made = folder.resolve("made");
        try (LogStore store = open(made)) {
            store.createTable(TABLE, StoreFixture.SCHEMA);
            store.createTable(SECOND, StoreFixture.SCHEMA);
            store.append(TABLE, rows("2026-02-01", 0, 20));
            store.append(SECOND, rows("2026-02-01", 0, 5));
            store.flush();
            store.append(TABLE, rows("2026-02-02", 20, 3));
        }
        before = StoreImage.read(made);
        try (LogStore store = open(made)) {
            store.append(TABLE, incompressible());
            store.flush();
            store.append(SECOND, rows("2026-02-02", 5, 5));
            store.append(TABLE, rows("2026-02-03", 40, 5));
        }
        FixedAnchor anchor = new FixedAnchor(0);
        try (LogStore store = open(made, anchor)) {
            store.append(TABLE, rows("2026-02-03", 45, 5));
        }
        closed = StoreImage.read(made);
        changesOfClosed = anchor.changes();
        ofClosed = content(made, anchor);
        closed.write(made);
        LogStore crashing = open(made, anchor);
        crashing.append(TABLE, rows("2026-02-03", 50, 5));
        crashing.append(SECOND, rows("2026-02-03", 50, 5));
        ofCrashed = content(crashing);
        crashing.abandon();
        crashed = StoreImage.read(made);
        changesOfCrashed = anchor.changes();
        Path other = folder.resolve("elsewhere");
        try (LogStore store = open(other)) {
            store.createTable(TABLE, StoreFixture.SCHEMA);
            store.append(TABLE, rows("2026-02-01", 1000, 20));
            store.flush();
            store.append(TABLE, rows("2026-02-02", 1020, 20));
        }
        elsewhere = StoreImage.read(other);
    }

    /// A data file of several AGS1 blocks.
    private static byte[] incompressible() {
        Random random = new Random(SEED);
        List<String> rows = new ArrayList<>();
        for (int id = 30; id < 35; id++) {
            byte[] bytes = new byte[512 << 10];
            random.nextBytes(bytes);
            rows.add("{\"TimeGenerated\":\"2026-02-02T01:00:00Z\",\"Id\":%d,\"Message\":\"%s\"}".formatted(id,
                    HexFormat.of().formatHex(bytes)));
        }
        return StoreFixture.json("[" + String.join(",", rows) + "]");
    }

    private static LogStore open(Path folder) {
        return open(folder, new FixedAnchor(0));
    }

    private static LogStore open(Path folder, ChangeAnchor anchor) {
        LogStoreSettings settings = new LogStoreSettings(folder, 64L << 20, Duration.ofHours(1), 512L << 20,
                1,
                64L << 20);
        return LogStore.open(settings, StoreFixture.accountKey(),
                LogStoreEnvironment.of(StoreFixture.CLOCK, new SecureRandom()).with(anchor));
    }

    /// Remembers what it was told, and starts with what is known of a store.
    private static final class FixedAnchor implements ChangeAnchor {
        private volatile long known;

        FixedAnchor(long known) {
            this.known = known;
        }

        @Override
        public long changes() {
            return known;
        }

        @Override
        public void advance(long changes) {
            known = changes;
        }
    }

    private static List<String> content(Path folder, ChangeAnchor anchor) {
        try (LogStore store = open(folder, anchor)) {
            return content(store);
        }
    }

    private static List<String> content(LogStore store) {
        List<String> content = new ArrayList<>(
                query(store, all(TABLE, "Id", "TimeGenerated", "Message"), CONTENT));
        content.addAll(query(store, all(SECOND, "Id", "TimeGenerated", "Message"), CONTENT));
        return content;
    }

    @Test
    @Timeout(480)
    void eachChangeIsDetectedOrChangesNoRow() throws IOException, InterruptedException, ExecutionException {
        run(new SeedRange(SEED, SEED + MUTATIONS));
    }

    static List<SeedRange> parts() {
        long first = SEED + MUTATIONS;
        return SeedRange.asked(new SeedRange(first, first + LONG_MUTATIONS), LONG_PARTS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parts")
    @Tag("long")
    void eachOfManyChangesIsDetectedOrChangesNoRow(SeedRange seeds)
            throws IOException, InterruptedException, ExecutionException {
        run(seeds);
    }

    private void run(SeedRange seeds) throws IOException, InterruptedException, ExecutionException {
        try (ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Integer>> detected = new ArrayList<>();
            AtomicLong next = new AtomicLong(seeds.from());
            for (int thread = 0; thread < THREADS; thread++) {
                int own = thread;
                detected.add(pool.submit(() -> detected(own, next, seeds.to())));
            }
            int sum = 0;
            for (Future<Integer> one : detected) {
                sum += one.get();
            }
            Canaries.requireAbsent(StoreFixture.CANARIES, folder);
            // Most changes hit something that is needed; a check that never fails would show here.
            assertThat(sum).isGreaterThan(seeds.count() / 2);
        }
    }

    private int detected(int thread, AtomicLong next, long to) throws IOException, SQLException {
        Path own = folder.resolve("closed-" + thread);
        Path crashedOwn = folder.resolve("crashed-" + thread);
        Mutations ofClosedStore = new Mutations(own, closed, before, elsewhere, true);
        Mutations ofCrashedStore = new Mutations(crashedOwn, crashed, before, elsewhere, false);
        int detected = 0;
        for (long seed = next.getAndIncrement(); seed < to; seed = next.getAndIncrement()) {
            Random random = new Random(seed);
            boolean crash = random.nextInt(3) == 0;
            String what = (crash ? ofCrashedStore : ofClosedStore).write(random);
            try {
                assertThat(content(crash ? crashedOwn : own,
                        new FixedAnchor(crash ? changesOfCrashed : changesOfClosed)))
                        .isEqualTo(crash ? ofCrashed : ofClosed);
            } catch (LogStoreException e) {
                detected++;
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("Seed " + seed + ", crash " + crash + ": " + what, e);
            }
        }
        return detected;
    }
}
