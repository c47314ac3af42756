package io.holdfast.logstore;

import static io.holdfast.logstore.StoreFixture.TABLE;
import static io.holdfast.logstore.StoreFixture.all;
import static io.holdfast.logstore.StoreFixture.ids;
import static io.holdfast.logstore.StoreFixture.query;
import static io.holdfast.logstore.StoreFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.holdfast.records.ChangeAnchor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class CompactionTest {

    private static final String DAY = "2026-02-01";

    @TempDir
    private Path folder;

    private static void fill(LogStore store, int files) {
        store.createTable(TABLE, StoreFixture.SCHEMA);
        for (int file = 0; file < files; file++) {
            // Later files hold earlier rows, too: what is merged must be sorted.
            store.append(TABLE, rows(DAY, 10L * file, 10));
            store.flush();
        }
    }

    private static List<Long> upTo(int end) {
        return LongStream.range(0, end).boxed().toList();
    }

    private List<Path> dataFiles() throws IOException {
        return StoreFixture.tableFiles(folder).stream().filter(p -> p.toString().contains("/data/")).toList();
    }

    @Test
    void smallFilesOfADayBecomeOneAndNothingElseIsLeftOfThem() throws IOException {
        try (LogStore store = StoreFixture.open(folder)) {
            fill(store, SmallFiles.FAN_IN);
            store.append(TABLE, rows("2026-02-02", 80, 5));
            store.flush();
            assertThat(dataFiles()).hasSize(9);

            store.upkeep();

            assertThat(ids(store, TABLE)).isEqualTo(upTo(85));
            assertThat(dataFiles()).hasSize(2);

            // The manifests that say what was replaced are of one snapshot only.
            store.append(TABLE, rows("2026-02-02", 85, 5));
            store.flush();
            store.upkeep();
            assertThat(dataFiles()).hasSize(3);
            // And a manifest list, its manifests, and the current metadata.json with the one before it.
            assertThat(StoreFixture.tableFiles(folder)).hasSizeLessThanOrEqualTo(3 + 1 + 3 + 2);
        }
        try (LogStore store = StoreFixture.open(folder)) {
            assertThat(ids(store, TABLE)).isEqualTo(upTo(90));
        }
    }

    @Test
    void fewerFilesAreLeftUntilTheirDayIsQuiet() throws IOException {
        try (LogStore store = StoreFixture.open(folder)) {
            fill(store, 3);
            store.upkeep();
            assertThat(dataFiles()).hasSize(3);

            for (Path file : dataFiles()) {
                Files.setLastModifiedTime(file,
                        FileTime.from(StoreFixture.CLOCK.instant().minus(Duration.ofHours(2))));
            }
            store.upkeep();
            assertThat(dataFiles()).hasSize(1);
            assertThat(ids(store, TABLE)).isEqualTo(upTo(30));
        }
    }

    @Test
    void mergedFilesAreSortedByTimeInRowGroupsWithBoundsAndBloomFilters() {
        try (LogStore store = StoreFixture.open(folder)) {
            fill(store, SmallFiles.FAN_IN);
            store.upkeep();
            try (ReadSession session = store.read(List.of(all(TABLE)))) {
                String source = session.relation(0);
                String path = source.substring(source.indexOf("/proc/"), source.indexOf("']"));
                assertThat(query(session, "SELECT \"TimeGenerated\" FROM read_parquet('" + path + "')"))
                        .hasSize(80).isSorted();
                assertThat(query(session, """
                        SELECT path_in_schema, stats_min_value IS NOT NULL, bloom_filter_offset IS NOT NULL,
                            row_group_num_rows <= %d FROM parquet_metadata('%s')
                        WHERE path_in_schema = 'TimeGenerated'
                        """.formatted(Relations.ROW_GROUP_ROWS, path)))
                        .containsExactly("TimeGenerated|true|true|true");
            }
        }
    }

    @Test
    void filesThatRetentionDeletesOnOtherDaysStayApart() throws IOException {
        try (LogStore store = StoreFixture.open(folder)) {
            fill(store, 2 * SmallFiles.FAN_IN);
            List<Path> files = dataFiles();
            Instant late = Instant.parse("2026-02-20T12:00:00Z");
            for (int i = 0; i < files.size(); i++) {
                Files.setLastModifiedTime(files.get(i), FileTime.from(
                        i % 2 == 0 ? Instant.parse(DAY + "T12:00:00Z").plusSeconds(i) : late.plusSeconds(i)));
            }
            store.upkeep();
            assertThat(dataFiles()).hasSize(2);

            store.purge(TABLE, LocalDate.parse("2026-02-10"));
            assertThat(ids(store, TABLE)).hasSize(80);
            store.purge(TABLE, LocalDate.parse("2026-02-20"));
            assertThat(ids(store, TABLE)).hasSize(80);
            store.purge(TABLE, LocalDate.parse("2026-02-21"));
            assertThat(ids(store, TABLE)).isEmpty();
        }
    }

    @Test
    void rowsFromBeforeAColumnHaveNoneAfterTheMerge() {
        try (LogStore store = StoreFixture.open(folder)) {
            fill(store, SmallFiles.FAN_IN - 1);
            store.addColumns(TABLE, List.of(new Column("More", ColumnType.LONG)));
            store.append(TABLE, StoreFixture.json(
                    "[{\"TimeGenerated\":\"2026-02-01T10:00:00Z\",\"Id\":70,\"More\":7}]"));
            store.flush();
            store.upkeep();
            assertThat(query(store, all(TABLE, "Id", "More"),
                    "SELECT count(*), count(\"More\"), max(\"More\") FROM %s")).containsExactly("71|1|7");
        }
    }

    @Test
    void aReadThatIsOpenGoesOn() {
        try (LogStore store = StoreFixture.open(folder)) {
            fill(store, SmallFiles.FAN_IN);
            try (ReadSession session = store.read(List.of(all(TABLE, "Id")))) {
                store.upkeep();
                assertThat(query(session, "SELECT count(*) FROM " + session.relation(0)))
                        .containsExactly("80");
            }
            assertThat(ids(store, TABLE)).isEqualTo(upTo(80));
        }
    }

    @Test
    void aMergeWhoseFilesArePurgedMeanwhileIsNotCommitted() throws IOException {
        AtomicReference<LogStore> opened = new AtomicReference<>();
        LogStore store = StoreFixture.open(folder, step -> {
            if (step.equals("compact.parquet.after")) {
                opened.get().purge(TABLE, LocalDate.parse("2100-01-01"));
            }
        });
        opened.set(store);
        try (store) {
            fill(store, SmallFiles.FAN_IN);
            store.upkeep();
            assertThat(ids(store, TABLE)).isEmpty();
            assertThat(dataFiles()).isEmpty();
        }
    }

    @Test
    void aMergeThatFailsAnywhereIsTriedAgain() throws IOException {
        for (String step : List.of("compact.parquet.before", "compact.parquet.after", "compact.encrypt.after",
                "compact.commit.before", "catalog.metadata.after", "catalog.commit.after",
                "compact.commit.after", "tidy.expire.before", "tidy.delete.before")) {
            Path own = folder.resolve(step);
            String[] failing = {""};
            try (LogStore store = StoreFixture.open(own, reached -> {
                if (reached.equals(failing[0])) {
                    failing[0] = "";
                    throw new IllegalStateException("injected");
                }
            })) {
                fill(store, SmallFiles.FAN_IN);
                failing[0] = step;
                assertThat(catchThrowable(store::upkeep)).as(step)
                        .isInstanceOf(LogStoreException.class);
                assertThat(ids(store, TABLE)).as(step).isEqualTo(upTo(80));
                store.upkeep();
                assertThat(ids(store, TABLE)).as(step).isEqualTo(upTo(80));
            }
            assertThat(StoreFixture.tableFiles(own).stream().filter(p -> p.toString().contains("/data/")))
                    .as(step).hasSize(1);
        }
    }

    @Test
    void whatACrashLeftIsDeleted() throws IOException {
        try (LogStore store = StoreFixture.open(folder)) {
            fill(store, 1);
        }
        Path kept = dataFiles().getFirst();
        Path orphan = kept.resolveSibling("0123456789abcdef0123456789abcdef");
        Files.copy(kept, orphan);
        Path former = folder.resolve("tables/00000000-0000-0000-0000-000000000001/data");
        Files.createDirectories(former);
        Files.copy(kept, former.resolve("file"));

        try (LogStore store = StoreFixture.open(folder)) {
            assertThat(former.getParent()).doesNotExist();
            store.upkeep();
            assertThat(dataFiles()).containsExactly(kept);
            assertThat(ids(store, TABLE)).isEqualTo(upTo(10));
        }
    }

    @Test
    @Timeout(60)
    void theBackgroundMergesByItself() throws InterruptedException {
        CountDownLatch merged = new CountDownLatch(1);
        try (LogStore store = LogStore.open(StoreFixture.settings(folder), StoreFixture.accountKey(),
                new LogStoreEnvironment(Clock.systemUTC(), new SecureRandom(), step -> {
                    if (step.equals("compact.commit.after")) {
                        merged.countDown();
                    }
                }, ChangeAnchor.NONE, MemoryBudget.UNBOUNDED))) {
            fill(store, SmallFiles.FAN_IN);
            assertThat(merged.await(50, TimeUnit.SECONDS)).isTrue();
            // Whoever is in the middle of the merge has ended it when this returns.
            store.upkeep();
            assertThat(ids(store, TABLE)).isEqualTo(upTo(80));
        }
    }

    /// A day of flushes each half a minute: how many files it has at most, and how often a row is written.
    @Test
    void theFilesOfADayAreBoundedAndSoIsTheWorkOnThem() throws IOException {
        Warehouse warehouse = new Warehouse(folder);
        SmallFiles small = new SmallFiles(warehouse);
        Path day = Files.createDirectories(folder.resolve("tables/t/data/" + DAY));
        List<DataFileEntry> files = new ArrayList<>();
        Instant now = Instant.parse(DAY + "T00:00:00Z");
        long bytes = 0;
        long rewritten = 0;
        int most = 0;
        for (int flush = 0; flush < 2880; flush++) {
            now = now.plusSeconds(30);
            files.add(file(day, now, 20_000));
            bytes += 20_000;
            rewritten += merge(files, small, now, day);
            most = Math.max(most, files.size());
        }
        assertThat(most).isLessThanOrEqualTo(4 * (SmallFiles.FAN_IN - 1));
        assertThat((double) rewritten / bytes).isLessThan(4);

        merge(files, small, now.plus(SmallFiles.QUIET).plusSeconds(1), day);
        assertThat((long) files.size()).isLessThanOrEqualTo(1 + 2 * bytes / SmallFiles.TARGET_BYTES);
    }

    @Test
    void theFilesOfFlushesUnderLoadAreMergedOnceTheDayIsQuiet() throws IOException {
        SmallFiles small = new SmallFiles(new Warehouse(folder));
        Path day = Files.createDirectories(folder.resolve("tables/t/data/" + DAY));
        List<DataFileEntry> files = new ArrayList<>();
        Instant now = Instant.parse(DAY + "T00:00:00Z");
        for (int flush = 0; flush < 2 * SmallFiles.FAN_IN; flush++) {
            now = now.plusSeconds(3);
            files.add(file(day, now, SmallFiles.TARGET_BYTES / 8));
        }

        assertThat(merge(files, small, now, day)).isZero();
        assertThat(merge(files, small, now.plus(SmallFiles.QUIET).plusSeconds(1), day))
                .isEqualTo(2 * SmallFiles.TARGET_BYTES);
        assertThat(files).hasSize(2);
    }

    /// Merges what is to be merged; answers the bytes that were rewritten.
    private static long merge(List<DataFileEntry> files, SmallFiles small, Instant now, Path day)
            throws IOException {
        long rewritten = 0;
        Optional<SmallFiles.Group> next = small.next(files, now, SmallFiles.TARGET_BYTES);
        while (next.isPresent()) {
            long merged = next.get().files().stream().mapToLong(DataFileEntry::storedBytes).sum();
            assertThat(merged).isLessThanOrEqualTo(SmallFiles.TARGET_BYTES);
            rewritten += merged;
            files.removeAll(next.get().files());
            files.add(file(day, next.get().written(), merged));
            next = small.next(files, now, SmallFiles.TARGET_BYTES);
        }
        return rewritten;
    }

    private static DataFileEntry file(Path day, Instant written, long bytes) throws IOException {
        String name = "f" + written.toEpochMilli() + "-" + bytes;
        Path path = Files.createFile(day.resolve(name));
        Files.setLastModifiedTime(path, FileTime.from(written));
        long micros = written.toEpochMilli() * 1000;
        return new DataFileEntry(Warehouse.location("tables/t/data/" + DAY + "/" + name),
                StoreFixture.secret(), bytes, new DataFileEntry.Span(micros, micros),
                new DataFileEntry.Span(micros, micros), Set.of(1));
    }
}
