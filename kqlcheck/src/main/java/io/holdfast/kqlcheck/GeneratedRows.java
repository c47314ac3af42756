package io.holdfast.kqlcheck;

import io.holdfast.kql.KqlType;
import io.holdfast.kql.TableSchema;
import io.holdfast.query.ScanProvider;
import io.holdfast.query.ScanSession;
import io.holdfast.query.TableScan;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duckdb.DuckDBConnection;

/// Tables that hold a few rows made from their schemas alone, the same ones at each run. Thread-safe.
///
/// Rows hold values that queries look into (addresses, JSON, paths, numbers as text) and one row of nulls.
final class GeneratedRows implements ScanProvider, AutoCloseable {
    private static final List<String> TEXTS = List.of("10.0.0.4", "alice@contoso.com",
            "{\"a\":[1,{\"b\":\"x\"}],\"Note\":\"n\"}", "C:\\Windows\\System32\\cmd.exe /c whoami", "443");
    private static final List<String> DYNAMICS = List.of("{\"a\":1,\"key\":\"k\",\"list\":[1,2]}",
            "[{\"name\":\"n\",\"value\":\"v\"},{\"name\":\"m\",\"value\":2}]", "[\"x\",\"10.0.0.4\"]",
            "\"text\"", "5");
    private static final int ROWS = TEXTS.size() + 1;

    private final Connection database;
    /// The tables made so far. Guarded by this.
    private final Map<TableSchema, String> created = new ConcurrentHashMap<>();
    private final Function<String, TableSchema> schemas;

    /// @param schemas the schema of each table that a query may read
    GeneratedRows(Function<String, TableSchema> schemas) {
        this.schemas = schemas;
        try {
            database = DriverManager.getConnection("jdbc:duckdb:");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public ScanSession open(List<TableScan> scans) {
        try {
            for (TableScan scan : scans) {
                create(schemas.apply(scan.table()));
            }
            return new Session(((DuckDBConnection) database).duplicate(), scans);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            database.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Makes the table of a schema, unless it is there.
    private synchronized void create(TableSchema schema) throws SQLException {
        if (created.containsKey(schema)) {
            return;
        }
        String name = "generated" + created.size();
        String rows = IntStream.range(0, ROWS)
                .mapToObj(row -> schema.columns().stream().map(column -> value(column.type(), row))
                        .collect(
                                Collectors.joining(", ", "(" + row + (schema.columns().isEmpty() ? "" : ", "),
                                        ")")))
                .collect(Collectors.joining(", "));
        String names = schema.columns().stream().map(column -> ", " + quoted(column.name()))
                .collect(Collectors.joining());
        try (Statement statement = database.createStatement()) {
            statement.execute("CREATE TABLE " + name + " AS SELECT * FROM (VALUES " + rows
                    + ") AS generated(\"\u0001row\"" + names + ")");
        }
        created.put(schema, name);
    }

    private final class Session implements ScanSession {
        private final Connection connection;
        private final List<TableScan> scans;

        Session(Connection connection, List<TableScan> scans) {
            this.connection = connection;
            this.scans = scans;
        }

        @Override
        public Connection connection() {
            return connection;
        }

        @Override
        public String relation(int scanIndex) {
            TableScan scan = scans.get(scanIndex);
            String columns = scan.columns().isEmpty()
                    ? "1"
                    : scan.columns().stream().map(GeneratedRows::quoted).collect(Collectors.joining(", "));
            return "(SELECT " + columns + " FROM " + created.get(schemas.apply(scan.table())) + ")";
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String value(KqlType type, int row) {
        boolean last = row == ROWS - 1;
        return switch (type) {
            case BOOL -> last ? "NULL::BOOLEAN" : row % 2 == 0 ? "TRUE" : "FALSE";
            case INT -> last ? "NULL::INTEGER" : row * 7 + "::INTEGER";
            case LONG -> last ? "NULL::BIGINT" : row * 1000 + "::BIGINT";
            case REAL -> last ? "NULL::DOUBLE" : row * 1.5 + "::DOUBLE";
            case DECIMAL -> last ? "NULL::VARCHAR" : "'" + row + ".25'";
            case STRING -> last ? "NULL::VARCHAR" : "'" + TEXTS.get(row) + "'";
            case DYNAMIC -> last ? "NULL::VARCHAR" : "'" + DYNAMICS.get(row) + "'";
            case GUID -> last ? "NULL::VARCHAR" : "'0000000" + row + "-0000-4000-8000-000000000000'";
            case DATETIME -> last
                    ? "NULL::TIMESTAMP"
                    : "TIMESTAMP '2025-12-31 2%d:00:00'".formatted(Math.min(row, 3));
            case TIMESPAN -> last ? "NULL::BIGINT" : row * 10_000_000L + "::BIGINT";
        };
    }
}
