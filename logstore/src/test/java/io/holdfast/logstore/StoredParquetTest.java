package io.holdfast.logstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.os.MemoryFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The order in which Parquet is stored, for files of ten row groups as DuckDB writes them.
class StoredParquetTest {

    private static final int ROW_GROUPS = 10;
    private static final String ROWS = "SELECT make_timestamp(i * 1000000) AS \"TimeGenerated\", i AS \"Id\","
            + " 'kind' || i % 50 AS \"Kind\", CAST(hash(i) AS VARCHAR) AS \"Noise\" FROM range(20480) r(i)";

    private final Connection duckDb;
    private final MemoryFile written;
    private final MemoryFile stored;

    StoredParquetTest() throws SQLException, IOException {
        duckDb = DriverManager.getConnection("jdbc:duckdb:");
        written = MemoryFile.create();
        stored = MemoryFile.create();
    }

    @BeforeEach
    void write() throws SQLException, IOException {
        try (Statement statement = duckDb.createStatement()) {
            statement.execute("COPY (" + ROWS + ") TO '" + written.path()
                    + "' (FORMAT parquet, ROW_GROUP_SIZE 2048, USE_TMP_FILE false)");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StoredParquet.of(written, ParquetLayout.metadata(written), List.of()).writeTo(bytes);
        stored.write(0, ByteBuffer.wrap(bytes.toByteArray()));
    }

    @AfterEach
    void close() throws SQLException, IOException {
        try (duckDb; written; stored) {
            // Closed.
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TimeGenerated", "Id", "Kind", "Noise"})
    void thePartsOfAColumnFollowEachOther(String column) throws IOException {
        assertThat(gaps(written, column)).isGreaterThanOrEqualTo(ROW_GROUPS - 1);
        assertThat(gaps(stored, column)).isZero();
    }

    @Test
    void theSmallestColumnIsNextToTheFooter() throws IOException {
        assertThat(start(written, "Kind")).isLessThan(start(written, "Noise"));
        assertThat(start(stored, "Noise")).isLessThan(start(stored, "Kind"));
        assertThat(ParquetLayout.read(stored).ranges(Set.of("Kind")).stream()
                .mapToLong(ParquetLayout.Range::end).max()).hasValue(ParquetLayout.footer(stored).start());
    }

    private static long start(MemoryFile parquet, String column) throws IOException {
        return ParquetLayout.read(parquet).ranges(Set.of(column)).stream()
                .mapToLong(ParquetLayout.Range::start).min().orElseThrow();
    }

    private static long gaps(MemoryFile parquet, String column) throws IOException {
        List<ParquetLayout.Range> parts = ParquetLayout.read(parquet).ranges(Set.of(column)).stream()
                .sorted(Comparator.comparingLong(ParquetLayout.Range::start)).toList();
        assertThat(parts).hasSizeGreaterThanOrEqualTo(ROW_GROUPS);
        long gaps = 0;
        for (int i = 1; i < parts.size(); i++) {
            gaps += parts.get(i).start() == parts.get(i - 1).end() ? 0 : 1;
        }
        return gaps;
    }

    @Test
    void aReaderOfParquetFindsEachRowAndBloomFilter() throws SQLException {
        String source = Relations.parquet(List.of(stored.path().toString()));
        assertThat(texts("SELECT CAST(count(*) AS VARCHAR) FROM ((SELECT * FROM " + source + ") EXCEPT ALL ("
                + ROWS + "))")).containsExactly("0");
        assertThat(texts("SELECT CAST(count(*) AS VARCHAR) FROM " + source)).containsExactly("20480");
        assertThat(excluded(stored)).isEqualTo(excluded(written)).isEqualTo(ROW_GROUPS);
    }

    /// Row groups that the bloom filter says do not have a value.
    private long excluded(MemoryFile parquet) throws SQLException {
        return texts("SELECT CAST(bloom_filter_excludes AS VARCHAR) FROM parquet_bloom_probe('"
                + parquet.path() + "', 'Kind', 'kind0x')").stream().filter("true"::equals).count();
    }

    private List<String> texts(String sql) throws SQLException {
        try (Statement statement = duckDb.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (result.next()) {
                texts.add(result.getString(1));
            }
            return texts;
        }
    }
}
