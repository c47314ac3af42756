package io.holdfast.scanner;

import static io.holdfast.scanner.Fixtures.WORDS;
import static io.holdfast.scanner.Fixtures.concat;
import static io.holdfast.scanner.Fixtures.gzip;
import static io.holdfast.scanner.Fixtures.scan;
import static io.holdfast.scanner.Fixtures.sealed;
import static io.holdfast.scanner.Fixtures.text;
import static io.holdfast.scanner.Fixtures.utf8;
import static io.holdfast.scanner.Fixtures.words;
import static io.holdfast.scanner.Fixtures.zip;
import static io.holdfast.scanner.Fixtures.zstd;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableContentTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "snappy", "gzip", "uncompressed"})
    void everyWordIsFoundInParquet(String codec) throws Exception {
        ScanReport report = scan(folder, TableFiles.parquet(codec));
        assertThat(words(report, "parquet")).containsExactlyInAnyOrderElementsOf(WORDS);
        assertThat(report.structures()).contains("parquet");
        assertThat(report.unpacked()).containsEntry(ContainerKind.PARQUET, 1L);
        assertThat(report.gaps()).isEmpty();
    }

    @Test
    void aParquetFileInsideOtherBytesIsFound() throws Exception {
        byte[] parquet = TableFiles.parquet("zstd");
        ScanReport report = scan(folder,
                concat(sealed(1, 4099), parquet, sealed(2, 77), parquet, sealed(3, 50)));
        assertThat(words(report, "parquet")).containsExactlyInAnyOrderElementsOf(WORDS);
        assertThat(report.findings()).contains(
                new Finding("file", List.of(), Finding.Kind.STRUCTURE, "parquet", 4099));
        assertThat(report.unpacked()).containsEntry(ContainerKind.PARQUET, 2L);
    }

    @Test
    void compressedPagesOfACutParquetFileAreFound() throws Exception {
        byte[] parquet = TableFiles.parquet("zstd");
        ScanReport report = scan(folder, Arrays.copyOfRange(parquet, 1, parquet.length - 10));
        assertThat(report.words()).containsExactlyInAnyOrderElementsOf(WORDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "deflate", "zstandard"})
    void everyWordIsFoundInAvro(String codec) throws Exception {
        ScanReport report = scan(folder, TableFiles.avro(codec));
        assertThat(words(report, "avro")).containsExactlyInAnyOrderElementsOf(WORDS);
        assertThat(report.structures()).contains("avro");
        assertThat(report.gaps()).isEmpty();
    }

    @Test
    void anAvroFileInsideOtherBytesIsFound() throws Exception {
        ScanReport report = scan(folder, concat(sealed(1, 4099), TableFiles.avro("deflate"), sealed(2, 99)));
        assertThat(words(report, "avro")).containsExactlyInAnyOrderElementsOf(WORDS);
        assertThat(report.structures()).contains("avro");
    }

    @Test
    void theBeginningOfAnAvroFileIsAFindingByItself() throws Exception {
        assertThat(scan(folder, concat(utf8("Obj\u0001"), sealed(1, 9))).structures())
                .containsExactly("avro");
    }

    @Test
    void everyWordIsFoundInSqlite() throws Exception {
        String long1 = "x".repeat(3000) + WORDS.get(0) + "y".repeat(9000) + WORDS.get(1);
        sqlite("CREATE TABLE logs (id INTEGER PRIMARY KEY, line)", utf8(long1), gzip(utf8(WORDS.get(2))),
                zstd(utf8(WORDS.get(3).repeat(50))));
        ScanReport report = scan(folder);
        assertThat(words(report, "sqlite:logs")).contains(WORDS.get(0), WORDS.get(1));
        assertThat(words(report, "sqlite:logs", "gzip")).containsExactly(WORDS.get(2));
        assertThat(words(report, "sqlite:logs", "zstd")).containsExactly(WORDS.get(3));
        assertThat(report.gaps()).isEmpty();
    }

    @Test
    void aBlobThatIsSpreadOverPagesIsUnpacked() throws Exception {
        byte[] blob = zip(gzip(concat(sealed(1, 50_000), utf8(text()))), sealed(2, 30_000));
        sqlite("CREATE TABLE documents (id INTEGER PRIMARY KEY, body BLOB)", blob);
        assertThat(words(scan(folder), "sqlite:documents", "zip", "gzip"))
                .containsExactlyInAnyOrderElementsOf(WORDS);
    }

    @Test
    void whatOnlyTheWriteAheadLogHoldsIsUnpackedAndNothingIsWritten() throws Exception {
        Path file = folder.resolve("live.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeQuery("PRAGMA journal_mode=WAL").close();
            statement.executeQuery("PRAGMA wal_autocheckpoint=0").close();
            statement.execute("CREATE TABLE documents (id INTEGER PRIMARY KEY, body BLOB)");
            statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)").close();
            insert(connection, "documents", gzip(concat(sealed(1, 20_000), utf8(text()))));
            List<String> before = listing();
            assertThat(before).hasSize(3);
            ScanReport report = scan(folder);
            assertThat(words(report, "sqlite:documents", "gzip")).containsExactlyInAnyOrderElementsOf(WORDS);
            assertThat(report.gaps()).isEmpty();
            assertThat(listing()).isEqualTo(before);
            insert(connection, "documents", utf8("the database still works"));
        }
    }

    @Test
    void deletedRowsThatAreStillInTheFileAreFound() throws Exception {
        sqlite("CREATE TABLE logs (id INTEGER PRIMARY KEY, line)", utf8(WORDS.getFirst()));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("file.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA secure_delete=OFF");
            statement.execute("DELETE FROM logs");
        }
        assertThat(words(scan(folder))).containsExactly(WORDS.getFirst());
    }

    @Test
    void aDatabaseOfSealedBlobsIsDark() throws Exception {
        sqlite("""
                CREATE TABLE documents (
                  id INTEGER PRIMARY KEY,
                  body BLOB NOT NULL, -- sealed, whole, one by one
                  CHECK (length(body) > 0)
                )""", sealed(1, 100), sealed(2, 5_000), sealed(3, 100_000), sealed(4, 100_000));
        ScanReport report = scan(folder);
        assertThat(report.isDark()).as("%s", report).isTrue();
        assertThat(report.unpacked()).containsEntry(ContainerKind.SQLITE, 1L);
    }

    @Test
    void aDocumentInTheClearIsAFinding() throws Exception {
        sqlite("CREATE TABLE documents (id INTEGER PRIMARY KEY, body BLOB)",
                utf8("{\"title\":\"incident\",\"severity\":\"High\",\"status\":\"New\"}"));
        assertThat(scan(folder).structures()).containsExactly("json");
    }

    @Test
    void aDamagedDatabaseIsAGap() throws Exception {
        sqlite("CREATE TABLE logs (id INTEGER PRIMARY KEY, line)", sealed(1, 40_000), sealed(2, 40_000));
        Path file = folder.resolve("file.db");
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 4096, 8192, (byte) 0x55);
        Files.write(file, bytes);
        assertThat(scan(folder).gaps())
                .containsExactly(new Gap("file.db", List.of("sqlite"), Gap.Reason.DAMAGED));
    }

    @Test
    void aDatabaseInsideAnArchiveIsUnpacked() throws Exception {
        sqlite("CREATE TABLE logs (id INTEGER PRIMARY KEY, line)", gzip(utf8(text())));
        Path file = folder.resolve("file.db");
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        assertThat(words(scan(folder, zip(bytes)), "zip", "sqlite:logs", "gzip"))
                .containsExactlyInAnyOrderElementsOf(WORDS);
        assertThat(words(scan(folder, concat(sealed(1, 333), bytes, sealed(2, 10))), "sqlite:logs", "gzip"))
                .containsExactlyInAnyOrderElementsOf(WORDS);
    }

    private List<String> listing() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName() + " " + file.toFile().length()).sorted().toList();
        }
    }

    /// Makes `file.db` with one table and a row for each value.
    private void sqlite(String table, byte[]... values) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("file.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(table);
            insert(connection, table.split(" ", -1)[2], values);
        }
    }

    private static void insert(Connection connection, String table, byte[]... values) throws SQLException {
        try (PreparedStatement insert = connection
                .prepareStatement("INSERT INTO " + table + " VALUES (NULL, ?)")) {
            for (byte[] value : values) {
                insert.setBytes(1, value);
                insert.executeUpdate();
            }
        }
    }
}
