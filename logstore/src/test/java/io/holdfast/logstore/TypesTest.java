package io.holdfast.logstore;

import static io.holdfast.logstore.StoreFixture.TABLE;
import static io.holdfast.logstore.StoreFixture.all;
import static io.holdfast.logstore.StoreFixture.json;
import static io.holdfast.logstore.StoreFixture.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every column type, from JSON to DuckDB, before and after a flush and a replay.
class TypesTest {

    private static final List<String> NAMES = Arrays.stream(ColumnType.values()).map(TypesTest::nameOf)
            .toList();

    @TempDir
    private Path folder;

    private static String nameOf(ColumnType type) {
        return "c \"'" + type.name().toLowerCase(Locale.ROOT);
    }

    private static TableSchema schema() {
        List<Column> columns = new ArrayList<>(List.of(new Column("TimeGenerated", ColumnType.DATETIME)));
        for (ColumnType type : ColumnType.values()) {
            columns.add(new Column(nameOf(type), type));
        }
        return new TableSchema(columns);
    }

    private static String row(int minute, String... values) {
        StringBuilder row = new StringBuilder(
                "{\"TimeGenerated\":\"2026-02-01T00:%02d:00Z\"".formatted(minute));
        for (int i = 0; i < values.length; i++) {
            row.append(",\"").append(NAMES.get(i).replace("\"", "\\\"")).append("\":").append(values[i]);
        }
        return row.append('}').toString();
    }

    @Test
    void valuesComeBackAsTheyWere() {
        String rows = "[" + String.join(",",
                row(0, "\"text\"", "\"2026-02-01T01:02:03.1234567Z\"", "1.5", "-7", "9007199254740993",
                        "true",
                        "\"5f1e0000-0000-0000-0000-000000000001\"", "{\"a\":[1,\"x\"]}", "36000000000",
                        "\"1.10\""),
                row(1, "\"\"", "null", "\"NaN\"", "null", "null", "false", "null", "\"text\"", "null",
                        "null"),
                row(2, "\"ünï\\n\\\"\"", "null", "\"-Infinity\"", "null", "null", "null", "null", "1.5",
                        "null",
                        "null"),
                row(3)) + "]";
        List<String> expected = List.of(
                "text|2026-02-01 "
                        + "01:02:03.123456|1.5|-7|9007199254740993|true|5f1e0000-0000-0000-0000-000000000001"
                        + "|{\"a\":[1,\"x\"]}|36000000000|1.10",
                "|null|NaN|null|null|false|null|\"text\"|null|null",
                "ünï\n\"|null|-Infinity|null|null|null|null|1.5|null|null",
                "null|null|null|null|null|null|null|null|null|null");
        try (LogStore store = StoreFixture.open(folder)) {
            store.createTable(TABLE, schema());
            store.append(TABLE, json(rows));
            assertThat(values(store)).isEqualTo(expected);
        }
        try (LogStore store = StoreFixture.open(folder)) {
            assertThat(values(store)).isEqualTo(expected);
            store.flush();
            assertThat(values(store)).isEqualTo(expected);
            assertThat(types(store)).containsExactlyElementsOf(
                    Arrays.stream(ColumnType.values()).map(ColumnType::duckDbType).toList());
        }
        try (LogStore store = StoreFixture.open(folder)) {
            assertThat(values(store)).isEqualTo(expected);
        }
    }

    private static List<String> values(LogStore store) {
        String[] columns = Stream.concat(NAMES.stream(), Stream.of("TimeGenerated")).toArray(String[]::new);
        return query(store, all(TABLE, columns),
                "SELECT * EXCLUDE (\"TimeGenerated\") FROM %s ORDER BY \"TimeGenerated\"");
    }

    private static List<String> types(LogStore store) {
        return query(store, all(TABLE, NAMES.toArray(String[]::new)),
                "SELECT column_type FROM (DESCRIBE SELECT * FROM %s)");
    }

    @Test
    void schemasThatCannotBeKeptAreRefused() {
        Column time = new Column("TimeGenerated", ColumnType.DATETIME);
        assertThatThrownBy(() -> new TableSchema(List.of(new Column("Id", ColumnType.LONG))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                () -> new TableSchema(List.of(time, new Column("timegenerated", ColumnType.STRING))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                () -> new TableSchema(List.of(time, new Column("_holdfast_day", ColumnType.STRING))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Column("a\nb", ColumnType.STRING))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TableId("not a guid", "T")).isInstanceOf(IllegalArgumentException.class);
    }
}
