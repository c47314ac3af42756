package io.holdfast.logstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.os.MemoryFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is given to DuckDB value by value is what DuckDB reads from the JSON.
class PlainRowsTest {

    private static final List<Column> COLUMNS = List.of(
            new Column("TimeGenerated", ColumnType.DATETIME), new Column("q\"\\", ColumnType.STRING),
            new Column("s", ColumnType.STRING),
            new Column("t", ColumnType.DATETIME), new Column("r", ColumnType.REAL),
            new Column("i", ColumnType.INT), new Column("l", ColumnType.LONG),
            new Column("b", ColumnType.BOOL), new Column("g", ColumnType.GUID),
            new Column("d", ColumnType.DYNAMIC), new Column("ts", ColumnType.TIMESPAN),
            new Column("ünï", ColumnType.DECIMAL));
    private static final String TIME = "\"TimeGenerated\":\"2026-02-01T01:02:03Z\"";
    private static final String GUID = "\"5f1e0000-0000-0000-0000-000000000001\"";

    private DuckDBConnection connection;
    private PlainRowSource source;

    @BeforeEach
    void open() throws SQLException {
        connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
        source = PlainRowSource.register(connection);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"s\":\"\"", "\"s\":null", "\"s\":\"text\",\"i\":-7",
            "\"i\":-7,\"s\":\"a\\n\\t\\r\\b\\f\\\\ \\/ \\\"q\\\"\"", "\"s\":\"ünï 日本 𝄞\",\"ünï\":\"1.10\"",
            "\"t\":\"0001-01-01T00:00:00Z\"", "\"t\":\"9999-12-31T23:59:59.999999Z\"",
            "\"t\":\"2024-02-29T12:00:00.5Z\"", "\"t\":\"2026-02-01T00:00:00.1234567Z\"",
            "\"t\":\"2026-02-01T23:59:59.999999999Z\"", "\"t\":\"1969-12-31T23:59:59.999999999Z\"",
            "\"t\":\"1969-12-31T23:59:59.999999Z\"", "\"r\":1.5,\"l\":0",
            "\"r\":-0.0", "\"r\":1e300", "\"r\":12345678901234567890", "\"r\":4.9E-324", "\"r\":0.1",
            "\"i\":2147483647", "\"i\":-2147483648", "\"l\":999999999999999999", "\"l\":-999999999999999999",
            "\"b\":true", "\"b\":false", "\"b\":null,\"d\":null", "\"g\":" + GUID, "\"d\":\"text / ü\"",
            "\"d\":5", "\"d\":-5", "\"d\":true", "\"d\":{}", "\"d\":[]",
            "\"d\":{\"a\":[1,\"x\",null,{\"b\":false}],\"a\":0}", "\"ts\":36000000000",
            "\"q\\\"\\\\\":\"quoted\""})
    void plainValuesAreThoseThatDuckDbReads(String values) throws SQLException, IOException {
        requireSame("[{" + TIME + (values.isEmpty() ? "" : ",") + values + "}]");
    }

    @Test
    void manyRowsAreThoseThatDuckDbReads() throws SQLException, IOException {
        Random random = new Random(20261129);
        List<Supplier<String>> members = List.of(() -> "\"s\":\"" + "x/".repeat(random.nextInt(20)) + '"',
                () -> "\"s\":\"C:\\\\ü\\\"\"", () -> "\"r\":" + random.nextGaussian() * 1e6,
                () -> "\"i\":" + random.nextInt(), () -> "\"l\":" + random.nextLong(1_000_000_000_000L),
                () -> "\"b\":" + random.nextBoolean(),
                () -> "\"d\":[" + random.nextInt(100) + ",{\"k\":\"v\"}]",
                () -> "\"t\":\"20%02d-%02d-%02dT%02d:%02d:%02d.%03dZ\"".formatted(random.nextInt(100),
                        1 + random.nextInt(12), 1 + random.nextInt(28), random.nextInt(24),
                        random.nextInt(60), random.nextInt(60), random.nextInt(1000)));
        String rows = Stream.generate(() -> {
            String member = members.get(random.nextInt(members.size())).get();
            return random.nextBoolean() ? "{" + TIME + "," + member + "}" : "{" + member + "," + TIME + "}";
        }).limit(5_000).collect(Collectors.joining(",", "[", "]"));

        requireSame(rows);
        requireSame("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"x\":1", "\"s\":1", "\"s\":true", "\"s\":{}", "\"s\":\"\\u0041\"",
            "\"s\":\"\\x\"", "\"s\":\"a\",\"s\":\"b\"", "\"s\":null,\"s\":null",
            "\"t\":\"2026-02-30T00:00:00Z\"",
            "\"t\":\"2026-02-01 00:00:00Z\"", "\"t\":\"2026-02-01T24:00:00Z\"",
            "\"t\":\"2026-02-01T00:00:00\"",
            "\"t\":\"2026-02-01T00:00:00.1234567891Z\"", "\"t\":\"2026-02-01T00:00:00.Z\"", "\"t\":\"\"",
            "\"t\":\"0000-01-01T00:00:00Z\"", "\"t\":1", "\"r\":\"NaN\"", "\"r\":1e999", "\"r\":01",
            "\"r\":1.",
            "\"r\":.5", "\"r\":1e", "\"r\":-", "\"i\":2147483648", "\"i\":1.0", "\"i\":-0", "\"i\":\"1\"",
            "\"l\":1000000000000000000", "\"l\":1e3", "\"b\":1", "\"b\":\"true\"", "\"b\":tru", "\"d\":1.50",
            "\"d\":[1.5]", "\"d\":[1, 2]", "\"d\":\"\\n\"", "\"d\":{\"a\":\"\\u0041\"}", "\"d\":[1",
            "\"d\":[1}",
            "\"i\" :1", "\"i\":1 ", "\"i\":1,", "\"i\"", "\"s\":\"a", "\"s\":\"a\tb\"", "i:1"})
    void allElseIsForDuckDbToRead(String values) {
        assertThat(plain("[{" + TIME + "," + values + "}]")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "[}", "{}", "[{}]", " []", "[] ", "[[]]", "[1]", "[{" + TIME + "},]",
            "[{\"s\":\"a\"}]", "[{\"TimeGenerated\":null}]", "[{" + TIME + "}",
            "[{" + TIME + "}{" + TIME + "}]"})
    void anArrayThatIsNotPlainIsForDuckDbToRead(String json) {
        assertThat(plain(json)).isEmpty();
    }

    @Test
    void moreValuesThanAreKeptAtOnceAreForDuckDbToRead() {
        int rows = PlainRowReader.MAX_VALUES / COLUMNS.size();

        assertThat(plain(Stream.generate(() -> "{" + TIME + "}").limit(rows)
                .collect(Collectors.joining(",", "[", "]")))).hasSize(1);
        assertThat(plain(Stream.generate(() -> "{" + TIME + "}").limit(rows + 1)
                .collect(Collectors.joining(",", "[", "]")))).isEmpty();
    }

    @Test
    void textThatIsNotUtf8IsForDuckDbToRefuse() {
        byte[] json = ("[{" + TIME + ",\"s\":\"\u00e4\"}]").getBytes(StandardCharsets.ISO_8859_1);

        assertThat(PlainRows.of(json, COLUMNS)).isEmpty();
    }

    private static Stream<PlainRows> plain(String json) {
        return PlainRows.of(json.getBytes(StandardCharsets.UTF_8), COLUMNS).stream();
    }

    private void requireSame(String json) throws SQLException, IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        PlainRows rows = PlainRows.of(bytes, COLUMNS).orElseThrow();
        Generation generation = new Generation(1, COLUMNS, Instant.EPOCH);
        try (Statement statement = connection.createStatement(); MemoryFile file = MemoryFile.of(bytes)) {
            statement.execute("DROP TABLE IF EXISTS " + generation.name);
            statement.execute(generation.createSql());
            source.load(statement, generation.name, rows);
            assertThat(all(statement, generation.name))
                    .isEqualTo(all(statement, "(" + Relations.json(COLUMNS, file.path().toString()) + ")"));
        }
    }

    /// In their order, so that all of a row is compared.
    private static List<String> all(Statement statement, String table) throws SQLException {
        try (ResultSet rows = statement.executeQuery(
                "SELECT coalesce(list(CAST(row AS VARCHAR)), []) FROM " + table + " AS row")) {
            rows.next();
            Object[] texts = (Object[]) rows.getArray(1).getArray();
            return Stream.of(texts).map(String::valueOf).toList();
        }
    }
}
