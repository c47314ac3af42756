package io.holdfast.query;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.duckdb.DuckDBConnection;

/// Tables in one in-memory DuckDB with the locked settings of the log store, read as there in a transaction
/// that has begun; keeps what scans were asked for.
public final class MemoryTables implements ScanProvider, AutoCloseable {
    private final Connection database;
    final List<List<TableScan>> opened = new CopyOnWriteArrayList<>();

    /// @param statements what makes the tables
    public MemoryTables(String... statements) {
        try {
            database = DriverManager.getConnection("jdbc:duckdb:");
            try (Statement statement = database.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
                statement.execute("SET temp_directory=''; SET allowed_directories=['/proc/self/fd/'];"
                        + " SET TimeZone='Asia/Tokyo'; SET enable_external_access=false;"
                        + " SET lock_configuration=true");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public ScanSession open(List<TableScan> scans) {
        opened.add(scans);
        Connection connection;
        try {
            connection = ((DuckDBConnection) database).duplicate();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                for (TableScan scan : scans) {
                    statement.execute("SELECT 1 FROM " + quoted(scan.table()) + " LIMIT 0");
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new ScanSession() {
            @Override
            public Connection connection() {
                return connection;
            }

            @Override
            public String relation(int scanIndex) {
                TableScan scan = scans.get(scanIndex);
                List<String> columns = scan.columns().stream().map(MemoryTables::quoted).toList();
                return "(SELECT " + (columns.isEmpty() ? "1" : String.join(", ", columns)) + " FROM "
                        + quoted(scan.table()) + ")";
            }

            @Override
            public void close() {
                try {
                    connection.close();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() {
        try {
            database.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
