package io.holdfast.logstore;

import static io.holdfast.logstore.StoreFixture.OTHER_WORKSPACE;
import static io.holdfast.logstore.StoreFixture.SCHEMA;
import static io.holdfast.logstore.StoreFixture.TABLE;
import static io.holdfast.logstore.StoreFixture.WORKSPACE;
import static io.holdfast.logstore.StoreFixture.all;
import static io.holdfast.logstore.StoreFixture.ids;
import static io.holdfast.logstore.StoreFixture.json;
import static io.holdfast.logstore.StoreFixture.query;
import static io.holdfast.logstore.StoreFixture.rows;
import static io.holdfast.logstore.StoreFixture.tableFiles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.SealingKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStoreTest {

    @TempDir
    private Path parent;
    private Path folder;
    private LogStore store;

    @BeforeEach
    void open() {
        folder = parent.resolve("logs");
        store = StoreFixture.open(folder);
        store.createTable(TABLE, SCHEMA);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void reopen() {
        store.close();
        store = StoreFixture.open(folder);
    }

    @Test
    void duckDbsLibraryIsTakenFromBesideItsDriver() throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            assertThat(maps.filter(line -> line.contains("libduckdb_java"))).isNotEmpty()
                    .allMatch(line -> line.contains("/libduckdb_java.so_linux_"));
        }
    }

    @Test
    void rowsAreThereBeforeAndAfterAFlushAndAfterReopening() {
        store.append(TABLE, rows("2026-02-01", 0, 10));
        assertThat(ids(store, TABLE)).containsExactlyElementsOf(range(0, 10));

        store.flush();
        assertThat(ids(store, TABLE)).containsExactlyElementsOf(range(0, 10));

        store.append(TABLE, rows("2026-02-02", 10, 5));
        assertThat(ids(store, TABLE)).containsExactlyElementsOf(range(0, 15));

        reopen();
        assertThat(ids(store, TABLE)).containsExactlyElementsOf(range(0, 15));
        store.flush();
        reopen();
        assertThat(ids(store, TABLE)).containsExactlyElementsOf(range(0, 15));
    }

    @Test
    void everyFileOfATableIsAnAgs1StreamAfterEachKindOfCommit() throws IOException {
        store.append(TABLE, rows("2026-02-01", 0, 10));
        store.flush();
        assertAgs1(3 + 1);

        store.addColumns(TABLE, List.of(new Column("More", ColumnType.REAL)));
        store.append(TABLE, rows("2026-02-02", 10, 10));
        store.flush();
        assertAgs1(6);

        store.purge(TABLE, LocalDate.parse("2026-02-02"));
        assertAgs1(4);

        for (int i = 0; i < SmallFiles.FAN_IN; i++) {
            store.append(TABLE, rows("2026-02-02", 20 + i, 1));
            store.flush();
            assertAgs1(6);
        }
        store.upkeep();
        assertAgs1(4);
    }

    private void assertAgs1(int atLeast) throws IOException {
        List<Path> files = tableFiles(folder);
        assertThat(files).hasSizeGreaterThanOrEqualTo(atLeast);
        for (Path file : files) {
            assertThat(Files.readAllBytes(file)).as(file.toString())
                    .startsWith("AGS1".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aReadByTheTimeOfReceiptFindsTheRowsOfThatSpanAndOpensNoFilesOfOthers() throws IOException {
        assertThat(received("2026-03-01T12:00:00Z", "2026-03-01T12:01:00Z")).isEmpty();
        store.append(TABLE, rows("2026-02-01", 0, 1));
        store.addColumns(TABLE, List.of(new Column(TableSchema.RECEIVED_COLUMN, ColumnType.DATETIME)));
        store.append(TABLE, receivedAt(1, "2026-03-01T11:59:59.999Z"));
        store.flush();
        List<Path> early = tableFiles(folder).stream().filter(p -> p.toString().contains("/data/")).toList();
        store.append(TABLE, receivedAt(2, "2026-03-01T12:00:00Z"));
        store.append(TABLE, receivedAt(3, "2026-03-01T12:00:59.999Z"));
        store.append(TABLE, receivedAt(4, "2026-03-01T12:01:00Z"));

        assertThat(received("2026-03-01T12:00:00Z", "2026-03-01T12:01:00Z")).containsExactly("2", "3");
        store.flush();
        reopen();
        for (Path file : early) {
            Files.delete(file);
        }
        assertThat(received("2026-03-01T12:00:00Z", "2026-03-01T12:01:00Z")).containsExactly("2", "3");
    }

    private static byte[] receivedAt(long id, String time) {
        return StoreFixture.json("[{\"TimeGenerated\":\"2026-02-01T00:00:00Z\",\"Id\":" + id
                + ",\"_TimeReceived\":\"" + time + "\"}]");
    }

    private List<String> received(String from, String to) {
        return StoreFixture.query(store, new TableRead(TABLE, List.of("Id"), Instant.MIN, Instant.MAX,
                Optional.of(new TableRead.Received(Instant.parse(from), Instant.parse(to))),
                TermCondition.NONE),
                "SELECT \"Id\" FROM %s ORDER BY 1");
    }

    @Test
    void noFileHoldsPlaintextNorTellsNames() throws IOException {
        store.append(TABLE, rows("2026-02-01", 0, 100));
        store.flush();
        store.append(TABLE, rows("2026-02-01", 100, 100));
        store.close();

        for (Path file : StoreFixture.files(folder)) {
            String content = Files.readString(file, StandardCharsets.ISO_8859_1);
            assertThat(file.toString().substring(folder.toString().length()) + content)
                    .doesNotContain("probeword", "TimeGenerated", "Message", "Events", WORKSPACE, "PAR1",
                            "Obj\1");
        }
    }

    @Test
    void aFlushLeavesNoWalBehind() throws IOException {
        store.append(TABLE, rows("2026-02-01", 0, 10));
        assertThat(walFiles()).hasSize(1);

        store.flush();
        assertThat(walFiles()).isEmpty();
    }

    private List<Path> walFiles() throws IOException {
        return StoreFixture.files(folder).stream().filter(p -> p.toString().endsWith(".wal")).toList();
    }

    @Test
    void manyFlushesKeepTheMetadataSmall() throws IOException {
        for (int i = 0; i < 40; i++) {
            store.append(TABLE, rows("2026-02-01", i, 1));
            store.flush();
        }
        List<Path> metadata = tableFiles(folder).stream().filter(p -> p.toString().contains("/metadata/"))
                .toList();
        assertThat(metadata).hasSizeLessThan(50);
        assertAgs1(40);
        assertThat(ids(store, TABLE)).containsExactlyElementsOf(range(0, 40));
        reopen();
        assertThat(ids(store, TABLE)).containsExactlyElementsOf(range(0, 40));
        store.append(TABLE, rows("2026-02-01", 40, 1));
        store.flush();
        reopen();
        assertThat(ids(store, TABLE)).containsExactlyElementsOf(range(0, 41));
    }

    @Test
    void readingPrunesFilesByTime() {
        for (int day = 1; day <= 5; day++) {
            store.append(TABLE, rows("2026-02-0" + day, 10L * day, 10));
        }
        store.flush();

        TableRead third = new TableRead(TABLE, List.of("Id"), Instant.parse("2026-02-03T00:05:00Z"),
                Instant.parse("2026-02-03T00:08:00Z"));
        try (ReadSession session = store.read(List.of(third))) {
            assertThat(session.relation(0).split("/proc/self/fd/", -1)).hasSize(2);
            assertThat(query(session, "SELECT count(*) FROM " + session.relation(0))).containsExactly("10");
        }
        TableRead before = new TableRead(TABLE, List.of(), Instant.MIN,
                Instant.parse("2026-02-01T00:00:00Z"));
        assertThat(query(store, before, "SELECT count(*) FROM %s")).containsExactly("0");
    }

    @Test
    void aReadSeesTheMomentItWasOpened() {
        store.append(TABLE, rows("2026-02-01", 0, 10));
        try (ReadSession session = store.read(List.of(all(TABLE, "Id")))) {
            store.append(TABLE, rows("2026-02-01", 10, 10));
            store.flush();
            store.append(TABLE, rows("2026-02-01", 20, 10));

            String sql = "SELECT count(*), count(DISTINCT \"Id\") FROM " + session.relation(0);
            assertThat(query(session, sql)).containsExactly("10|10");
        }
        assertThat(ids(store, TABLE)).containsExactlyElementsOf(range(0, 30));
    }

    @Test
    void columnsAreAddedWithoutRewriting() throws IOException {
        store.append(TABLE, rows("2026-02-01", 0, 2));
        store.flush();
        List<Path> before = tableFiles(folder).stream().filter(p -> p.toString().contains("/data/")).toList();
        store.append(TABLE, json("[{\"TimeGenerated\":\"2026-02-01T01:00:00Z\",\"Id\":2,\"Score\":1.5}]"));

        store.addColumns(TABLE, List.of(new Column("Score", ColumnType.REAL)));
        store.addColumns(TABLE, List.of(new Column("Score", ColumnType.REAL)));
        store.append(TABLE, json("[{\"TimeGenerated\":\"2026-02-01T01:00:00Z\",\"Id\":3,\"Score\":2.5}]"));

        List<String> expected = List.of("0|null", "1|null", "2|null", "3|2.5");
        String sql = "SELECT \"Id\", \"Score\" FROM %s ORDER BY 1";
        assertThat(query(store, all(TABLE, "Id", "Score"), sql)).isEqualTo(expected);
        reopen();
        assertThat(query(store, all(TABLE, "Id", "Score"), sql)).isEqualTo(expected);
        store.flush();
        assertThat(query(store, all(TABLE, "Id", "Score"), sql)).isEqualTo(expected);
        reopen();
        assertThat(query(store, all(TABLE, "Id", "Score"), sql)).isEqualTo(expected);
        assertThat(tableFiles(folder)).containsAll(before);
        assertThat(store.schema(TABLE).orElseThrow().columns()).hasSize(4);
    }

    @Test
    void aColumnIsNotAddedWithAnotherTypeNorWithAnotherCase() {
        for (Column clash : List.of(new Column("Id", ColumnType.STRING), new Column("iD", ColumnType.LONG))) {
            assertThatThrownBy(() -> store.addColumns(TABLE, List.of(clash)))
                    .isInstanceOf(LogStoreException.SchemaConflict.class);
        }
        assertThat(store.schema(TABLE)).contains(SCHEMA);
    }

    @Test
    void aTableIsMadeOnceWithOneSchema() {
        store.createTable(TABLE, SCHEMA);
        assertThatThrownBy(() -> store.createTable(TABLE,
                new TableSchema(List.of(new Column("TimeGenerated", ColumnType.DATETIME)))))
                .isInstanceOf(LogStoreException.SchemaConflict.class);
        assertThat(store.tables(WORKSPACE)).containsExactly(TABLE);
    }

    @Test
    void workspacesDoNotSeeEachOther() {
        TableId other = new TableId(OTHER_WORKSPACE, TABLE.table());
        store.createTable(other, SCHEMA);
        store.append(TABLE, rows("2026-02-01", 0, 3));
        store.append(other, rows("2026-02-01", 100, 2));

        assertThat(ids(store, TABLE)).containsExactly(0L, 1L, 2L);
        store.flush();
        reopen();
        assertThat(ids(store, TABLE)).containsExactly(0L, 1L, 2L);
        assertThat(ids(store, other)).containsExactly(100L, 101L);
        assertThat(store.tables(OTHER_WORKSPACE)).containsExactly(other);
    }

    @Test
    void severalTablesAreReadInOneSession() {
        TableId second = new TableId(WORKSPACE, "Second");
        store.createTable(second, SCHEMA);
        store.append(TABLE, rows("2026-02-01", 0, 3));
        store.append(second, rows("2026-02-01", 2, 3));
        store.flush();
        store.append(second, rows("2026-02-01", 0, 1));

        try (ReadSession session = store.read(List.of(all(TABLE, "Id"), all(second, "Id", "Message")))) {
            assertThat(query(session,
                    "SELECT a.\"Id\", b.\"Message\" FROM " + session.relation(0) + " a JOIN "
                            + session.relation(1) + " b ON a.\"Id\" = b.\"Id\" ORDER BY 1"))
                    .containsExactly("0|probeword-0", "2|probeword-2");
        }
    }

    @Test
    void aDroppedTableIsGoneAndItsNameIsFree() throws IOException {
        store.append(TABLE, rows("2026-02-01", 0, 3));
        store.flush();
        store.append(TABLE, rows("2026-02-01", 3, 3));
        try (ReadSession session = store.read(List.of(all(TABLE, "Id")))) {
            store.dropTable(TABLE);
            assertThat(query(session, "SELECT count(*) FROM " + session.relation(0))).containsExactly("6");
        }
        assertThat(tableFiles(folder)).isEmpty();
        assertThatThrownBy(() -> store.append(TABLE, rows("2026-02-01", 0, 1)))
                .isInstanceOf(LogStoreException.NotFound.class);

        store.createTable(TABLE, SCHEMA);
        assertThat(ids(store, TABLE)).isEmpty();
        reopen();
        assertThat(ids(store, TABLE)).isEmpty();
        store.dropWorkspace(WORKSPACE);
        assertThat(store.tables(WORKSPACE)).isEmpty();
    }

    @Test
    void rowsThatDoNotFitAreRefusedWholeAndUnquoted() {
        List<String> bad = List.of("[{\"TimeGenerated\":\"2026-02-01T00:00:00Z\",\"Id\":\"probeword\"}]",
                "[{\"Id\":1}]", "[{\"TimeGenerated\":\"2026-02-01T00:00:00Z\",\"Id\":1},{\"Id\":2}]", "[1]",
                "{}", "",
                "[{\"TimeGenerated\":\"infinity\",\"Id\":1}]", "[{\"TimeGenerated\":\"2026-02-01T00:00:00Z\"",
                "[{\"TimeGenerated\":\"2026-02-01T00:00:00Z\",\"Id\":1}] probeword");
        for (String rows : bad) {
            assertThatThrownBy(() -> store.append(TABLE, json(rows))).as(rows)
                    .isInstanceOf(LogStoreException.RowsRejected.class).hasNoCause()
                    .hasMessageNotContaining("probeword");
        }
        store.append(TABLE, rows("2026-02-01", 7, 1));
        store.append(TABLE, json("[]"));
        reopen();
        assertThat(ids(store, TABLE)).containsExactly(7L);
    }

    @Test
    void theEngineReadsNothingButMemoryFiles() {
        try (ReadSession session = store.read(List.of(all(TABLE)))) {
            for (String sql : List.of("SELECT * FROM read_text('/etc/hostname')", "SET threads = 1",
                    "SET enable_external_access = true", "ATTACH '" + folder + "/x.db'", "INSTALL httpfs")) {
                assertThatThrownBy(() -> query(session, sql)).as(sql).isInstanceOf(AssertionError.class);
            }
        }
    }

    @Test
    void aClosedStoreRefusesEverything() {
        store.close();
        assertThatThrownBy(() -> store.append(TABLE, rows("2026-02-01", 0, 1)))
                .isInstanceOf(LogStoreException.Closed.class);
        assertThatThrownBy(() -> store.read(List.of(all(TABLE))))
                .isInstanceOf(LogStoreException.Closed.class);
        assertThatThrownBy(store::flush).isInstanceOf(LogStoreException.Closed.class);
        assertThatThrownBy(() -> store.schema(TABLE)).isInstanceOf(LogStoreException.Closed.class);
    }

    @Test
    void aFolderIsUsedByOneStoreOnly() {
        assertThatThrownBy(() -> StoreFixture.open(folder)).isInstanceOf(LogStoreException.Storage.class);
    }

    private static List<Long> range(long from, long to) {
        return new ArrayList<>(LongStream.range(from, to).boxed().toList());
    }

    private boolean discarded() {
        store.close();
        return LogStore.discardIfEmpty(StoreFixture.settings(folder), StoreFixture.accountKey(),
                StoreFixture.CLOCK, new SecureRandom());
    }

    @Test
    void emptyStoreIsDiscardedWithItsCatalogAndOneMadeAnewUnderAnotherKey() {
        assertThat(store.isEmpty()).isTrue();
        assertThat(discarded()).isTrue();

        assertThat(folder).doesNotExist();
        assertThat(folder.resolveSibling(folder.getFileName() + ".former")).doesNotExist();
        store = LogStore.open(StoreFixture.settings(folder), SealingKey.generate(new SecureRandom()),
                StoreFixture.CLOCK, new SecureRandom());
        store.createTable(TABLE, SCHEMA);
        store.append(TABLE, rows("2026-02-01", 0, 3));
        assertThat(ids(store, TABLE)).containsExactlyElementsOf(range(0, 3));
    }

    @Test
    void storeWithRowsInTheWalAloneIsNotDiscarded() {
        store.append(TABLE, rows("2026-02-01", 0, 3));
        assertThat(store.isEmpty()).isFalse();
        assertThat(discarded()).isFalse();

        reopen();
        assertThat(ids(store, TABLE)).containsExactlyElementsOf(range(0, 3));
    }

    @Test
    void storeWithFlushedRowsAloneIsNotDiscarded() {
        store.append(TABLE, rows("2026-02-01", 0, 3));
        store.flush();
        assertThat(store.isEmpty()).isFalse();
        assertThat(discarded()).isFalse();

        reopen();
        assertThat(ids(store, TABLE)).containsExactlyElementsOf(range(0, 3));
    }

    /// As after a crash between the step that takes the folder away and its deletion.
    @Test
    void restOfADiscardedStoreIsDeletedWhenTheNextIsOpened() throws IOException {
        store.close();
        Path former = folder.resolveSibling(folder.getFileName() + ".former");
        Files.move(folder, former);
        store = LogStore.open(StoreFixture.settings(folder), SealingKey.generate(new SecureRandom()),
                StoreFixture.CLOCK, new SecureRandom());

        assertThat(former).doesNotExist();
        assertThat(store.tables(WORKSPACE)).isEmpty();
    }
}
