package io.holdfast.kqlcheck;

import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.TableSchema;
import io.holdfast.query.ScanProvider;
import io.holdfast.query.ScanSession;
import io.holdfast.query.TableScan;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duckdb.DuckDBConnection;

/// Tables that hold a few rows made from their schemas alone, the same ones at each run. Thread-safe.
///
/// Rows hold values that queries look into (addresses, JSON, paths, numbers as text) and one row of nulls.
final class GeneratedRows implements ScanProvider, AutoCloseable {
    private static final List<String> TEXTS = List.of("10.0.0.4", "alice@contoso.com",
            "{\"a\":[1,{\"b\":\"x\"}],\"Name\":\"n\"}", "C:\\Windows\\System32\\cmd.exe /c whoami", "443");
    private static final List<String> DYNAMICS = List.of("{\"a\":1,\"key\":\"k\",\"list\":[1,2]}",
            "[{\"name\":\"n\",\"value\":\"v\"},{\"name\":\"m\",\"value\":2}]", "[\"x\",\"10.0.0.4\"]",
            "\"text\"", "5");
    private static final int ROWS = TEXTS.size() + 1;

    private final Connection database;
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
            TableSchema schema = schemas.apply(scan.table());
            List<ColumnSchema> columns = scan.columns().stream()
                    .map(name -> schema.column(name).orElseThrow()).toList();
            String rows = IntStream.range(0, ROWS)
                    .mapToObj(row -> columns.stream().map(column -> value(column.type(), row))
                            .collect(Collectors.joining(", ", "(" + row + (columns.isEmpty() ? "" : ", "),
                                    ")")))
                    .collect(Collectors.joining(", "));
            String names = columns.stream().map(column -> ", " + quoted(column.name()))
                    .collect(Collectors.joining());
            return "(SELECT * FROM (VALUES " + rows + ") AS generated(\"\u0001row\"" + names + "))";
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
