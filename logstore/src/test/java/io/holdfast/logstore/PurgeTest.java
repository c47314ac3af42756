package io.holdfast.logstore;

import static io.holdfast.logstore.StoreFixture.TABLE;
import static io.holdfast.logstore.StoreFixture.ids;
import static io.holdfast.logstore.StoreFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Days that are purged are gone for good, and nothing else is.
@Execution(ExecutionMode.CONCURRENT)
class PurgeTest {

    private static final LocalDate SECOND = LocalDate.parse("2026-02-02");
    private static final LocalDate THIRD = LocalDate.parse("2026-02-03");

    @TempDir
    private Path folder;

    /// Not an exception, so that nothing cleans up after it.
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final Map<TableId, UUID> told = new TreeMap<>((a, b) -> a.table().compareTo(b.table()));

    @BeforeEach
    void fill() throws IOException {
        LogStore store = StoreFixture.open(folder);
        store.tellOfTables(told::put);
        store.createTable(TABLE, StoreFixture.SCHEMA);
        store.append(TABLE, rows("2026-02-01", 0, 2));
        store.append(TABLE, rows("2026-02-02", 2, 2));
        store.flush();
        // These are hot, and in the write-ahead log only.
        store.append(TABLE, rows("2026-02-01", 4, 2));
        store.append(TABLE, rows("2026-02-03", 6, 2));
        store.abandon();
        written("2026-02-01");
    }

    /// All files are as if they had been written then.
    private void written(String day) throws IOException {
        for (Path file : StoreFixture.files(folder)) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse(day + "T12:00:00Z")));
        }
    }

    private void flush() throws IOException {
        try (LogStore store = StoreFixture.open(folder)) {
            store.flush();
        }
        written("2026-02-01");
    }

    private List<String> days() throws IOException {
        Pattern day = Pattern.compile(".*/data/([^/]+)/[^/]+");
        return StoreFixture.tableFiles(folder).stream().map(file -> day.matcher(file.toString()))
                .filter(Matcher::matches).map(found -> found.group(1)).distinct().toList();
    }

    private UUID uuid() {
        return Objects.requireNonNull(told.get(TABLE));
    }

    private Map<String, String> dataFiles() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (Path file : StoreFixture.files(folder)) {
            contents.put(folder.relativize(file) + " " + Files.getLastModifiedTime(file),
                    HexFormat.of().formatHex(Files.readAllBytes(file)));
        }
        return contents;
    }

    @Test
    void rowsOfPurgedDaysAreGoneAndAllOthersStay() throws IOException {
        flush();
        try (LogStore store = StoreFixture.open(folder)) {
            store.purge(TABLE, SECOND);

            assertThat(ids(store, TABLE)).containsExactly(2L, 3L, 6L, 7L);
        }
        assertThat(days()).doesNotContain("2026-02-01").contains("2026-02-02");
        try (LogStore store = StoreFixture.open(folder)) {
            assertThat(ids(store, TABLE)).containsExactly(2L, 3L, 6L, 7L);
        }
    }

    @Test
    void rowsThatArrivedLateAreKeptAsLongAsOthers() throws IOException {
        flush();
        written("2026-02-02");
        try (LogStore store = StoreFixture.open(folder)) {
            store.purge(TABLE, SECOND);
            assertThat(ids(store, TABLE)).hasSize(8);
            store.purge(TABLE, THIRD);
            assertThat(ids(store, TABLE)).containsExactly(6L, 7L);
        }
    }

    @Test
    void rowsOfTheWriteAheadLogThatAgedInTheDarkGoBeforeAnybodyReads() throws IOException {
        LogStore.purgeDark(folder, uuid(), SECOND);
        try (LogStore store = StoreFixture.open(folder)) {
            store.settle(TABLE, SECOND);
            assertThat(ids(store, TABLE)).containsExactly(2L, 3L, 6L, 7L);
        }
        try (LogStore store = StoreFixture.open(folder)) {
            assertThat(ids(store, TABLE)).containsExactly(2L, 3L, 6L, 7L);
        }
    }

    @Test
    void rowsOfTheWriteAheadLogThatArrivedLateStay() throws IOException {
        LogStore.purgeDark(folder, uuid(), SECOND);
        for (Path file : StoreFixture.files(folder.resolve("wal"))) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-02-02T12:00:00Z")));
        }
        try (LogStore store = StoreFixture.open(folder)) {
            store.settle(TABLE, SECOND);
            assertThat(ids(store, TABLE)).containsExactly(2L, 3L, 4L, 5L, 6L, 7L);
        }
    }

    @Test
    void whereNothingIsSoOldNothingIsWritten() throws IOException {
        flush();
        Map<String, String> before = dataFiles();
        try (LogStore store = StoreFixture.open(folder)) {
            store.purge(TABLE, LocalDate.parse("2026-02-01"));
            assertThat(ids(store, TABLE)).hasSize(8);
        }
        assertThat(dataFiles()).containsAllEntriesOf(before);
    }

    @Test
    void aReadThatIsOpenGoesOn() throws IOException {
        flush();
        try (LogStore store = StoreFixture.open(folder);
                ReadSession session = store.read(List.of(StoreFixture.all(TABLE, "Id")))) {
            store.purge(TABLE, THIRD);

            assertThat(StoreFixture.query(session, "SELECT count(*) FROM " + session.relation(0)))
                    .containsExactly("8");
            assertThat(ids(store, TABLE)).containsExactly(6L, 7L);
        }
    }

    @Test
    void daysArePurgedWithoutTheKeyAndNothingElseIsTouched() throws IOException {
        flush();
        Map<String, String> before = dataFiles();

        LogStore.purgeDark(folder, uuid(), SECOND);

        Map<String, String> after = dataFiles();
        assertThat(before).containsAllEntriesOf(after);
        before.keySet().removeAll(after.keySet());
        assertThat(before.keySet()).isNotEmpty().allMatch(file -> file.contains("/data/2026-02-01/"));
        try (LogStore store = StoreFixture.open(folder)) {
            store.settle(TABLE, SECOND);
            assertThat(ids(store, TABLE)).containsExactly(2L, 3L, 6L, 7L);
            store.append(TABLE, rows("2026-02-04", 8, 1));
            store.flush();
            assertThat(ids(store, TABLE)).containsExactly(2L, 3L, 6L, 7L, 8L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"purge.commit.before", "catalog.metadata.after", "catalog.commit.after",
            "purge.commit.after", "purge.files.after"})
    void aCrashLeavesAllOrNothingOfThePurgeAndTheNextOneFinishesIt(String step) throws IOException {
        flush();
        LogStore crashing = StoreFixture.open(folder, reached -> {
            if (reached.equals(step)) {
                throw new Crash();
            }
        });
        try {
            crashing.purge(TABLE, SECOND);
            throw new AssertionError("The step was not reached: " + step);
        } catch (Crash e) {
            crashing.abandon();
        }

        try (LogStore store = StoreFixture.open(folder)) {
            assertThat(ids(store, TABLE).size()).isIn(4, 8);
            store.purge(TABLE, SECOND);
            assertThat(ids(store, TABLE)).containsExactly(2L, 3L, 6L, 7L);
        }
        assertThat(days()).doesNotContain("2026-02-01");
    }

    @Test
    void tablesAreToldBeforeTheyAreMadeAndAgainAtEachOpening() {
        Map<TableId, UUID> again = new TreeMap<>((a, b) -> a.table().compareTo(b.table()));
        try (LogStore store = StoreFixture.open(folder)) {
            store.tellOfTables((id, uuid) -> {
                again.put(id, uuid);
                if (id.table().equals("Other_CL")) {
                    assertThat(store.schema(id)).isEmpty();
                }
            });
            store.createTable(new TableId(StoreFixture.WORKSPACE, "Other_CL"), StoreFixture.SCHEMA);
        }
        assertThat(again).containsEntry(TABLE, told.get(TABLE)).hasSize(2);
    }
}
