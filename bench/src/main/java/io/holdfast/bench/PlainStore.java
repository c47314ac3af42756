package io.holdfast.bench;

import io.holdfast.logstore.Column;
import io.holdfast.logstore.ColumnType;
import io.holdfast.os.MemoryFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;

/// What a log store does to take rows in, without encryption and without Iceberg: the baseline of the
/// benchmark. Rows are
/// parsed into DuckDB, written to a log with an fsync, and when there are many, to a Parquet file. For one
/// thread.
final class PlainStore implements AutoCloseable {

    private final Path folder;
    private final long bytesBeforeFlush;
    private final Connection connection;
    private FileChannel log;
    private long hotBytes;
    private int files;

    PlainStore(Path folder, long bytesBeforeFlush) throws IOException, SQLException {
        this.folder = folder;
        this.bytesBeforeFlush = bytesBeforeFlush;
        this.connection = DriverManager.getConnection("jdbc:duckdb:");
        this.log = newLog();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 2");
            statement.execute(SecurityLogs.SCHEMA.columns().stream()
                    .map(column -> column.name() + " " + column.type().duckDbType())
                    .collect(Collectors.joining(", ", "CREATE TABLE hot (", ")")));
        }
        connection.setAutoCommit(false);
    }

    private FileChannel newLog() throws IOException {
        return FileChannel.open(folder.resolve("log"), StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
    }

    void append(byte[] rows) throws IOException, SQLException {
        String columns = SecurityLogs.SCHEMA.columns().stream().map(PlainStore::typed)
                .collect(Collectors.joining(", "));
        try (MemoryFile json = MemoryFile.of(rows); Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO hot SELECT * FROM read_json('" + json.path()
                    + "', format = 'array', columns = {" + columns + "})");
            ByteBuffer buffer = ByteBuffer.wrap(rows);
            while (buffer.hasRemaining()) {
                log.write(buffer);
            }
            log.force(false);
            connection.commit();
        }
        hotBytes += rows.length;
        if (hotBytes >= bytesBeforeFlush) {
            flush();
        }
    }

    private static String typed(Column column) {
        return column.name() + ": '"
                + (column.type() == ColumnType.DYNAMIC ? "JSON" : column.type().duckDbType()) + "'";
    }

    void flush() throws IOException, SQLException {
        Path file = folder.resolve("file" + files++);
        try (Statement statement = connection.createStatement()) {
            statement.execute("COPY (SELECT * FROM hot ORDER BY TimeGenerated) TO '" + file
                    + "' (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd)");
            statement.execute("DELETE FROM hot");
            connection.commit();
        }
        try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        log.close();
        log = newLog();
        hotBytes = 0;
    }

    @Override
    public void close() throws IOException, SQLException {
        log.close();
        connection.close();
    }
}
