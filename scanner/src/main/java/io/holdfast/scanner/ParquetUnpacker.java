package io.holdfast.scanner;

import io.holdfast.os.MemoryFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Unpacks a Parquet file with DuckDB, which sees it as an anonymous memory file and may touch nothing else.
/// Text and bytes are taken as they are, other types as DuckDB writes them. Found from its end: `PAR1` and
/// before it the length of the footer (Parquet format 2.12, file format).
final class ParquetUnpacker {

    private static final int MAGIC_BYTES = 4;
    private static final int TAIL_BYTES = 8;
    private static final int COPY_BYTES = 1 << 20;
    private static final String LOCKED = """
            SET temp_directory=''; SET memory_limit='1GB'; SET threads=1;
            SET allowed_directories=['/proc/self/fd/']; SET enable_external_access=false;
            SET lock_configuration=true""";

    /// The length of the footer that ends before a `PAR1` at the position, or -1 if none can.
    static long footer(Content content, long magic) throws IOException {
        if (magic < TAIL_BYTES) {
            return -1;
        }
        try {
            byte[] bytes = content.bytes(magic - MAGIC_BYTES, TAIL_BYTES);
            long length = LittleEndian.unsigned32(bytes, 0);
            return length > 0 && length <= magic - MAGIC_BYTES ? length : -1;
        } catch (EOFException e) {
            return -1;
        }
    }

    /// Unpacks the file between two `PAR1`.
    Unpacker.Outcome unpack(Content content, long first, long last, Unpacker.Sink sink) throws IOException {
        long length = last + MAGIC_BYTES - first;
        if (length > sink.limit()) {
            return Unpacker.Outcome.TOO_BIG;
        }
        try (MemoryFile file = MemoryFile.create()) {
            ByteBuffer buffer = ByteBuffer.allocate(COPY_BYTES);
            for (long at = 0; at < length; at += buffer.limit()) {
                buffer.clear().limit((int) Math.min(COPY_BYTES, length - at));
                buffer.put(content.bytes(first + at, buffer.limit()));
                file.write(at, buffer.flip());
            }
            read("read_parquet('" + file.path() + "')", sink);
            return Unpacker.Outcome.WHOLE;
        } catch (SQLException e) {
            return Unpacker.Outcome.DAMAGED;
        }
    }

    private static void read(String source, Unpacker.Sink sink) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("jdbc_stream_results", "true");
        // A database for each file: the number of a closed file is used again, and DuckDB caches by path.
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties);
                Statement statement = connection.createStatement()) {
            for (String setting : LOCKED.split(";", -1)) {
                statement.execute(setting);
            }
            String columns = columns(source, statement);
            try (ResultSet rows = statement.executeQuery("SELECT " + columns + " FROM " + source);
                    Values values = new Values(sink, "")) {
                int count = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    for (int i = 1; i <= count; i++) {
                        add(rows.getObject(i), values);
                    }
                }
            }
        }
    }

    private static String columns(String source, Statement statement) throws SQLException {
        StringJoiner columns = new StringJoiner(", ");
        try (ResultSet described = statement.executeQuery("DESCRIBE SELECT * FROM " + source)) {
            while (described.next()) {
                String name = "\"" + described.getString("column_name").replace("\"", "\"\"") + "\"";
                boolean isBytes = described.getString("column_type").equals("BLOB");
                columns.add(isBytes ? name : "CAST(" + name + " AS VARCHAR)");
            }
        }
        return columns.toString();
    }

    private static void add(@Nullable Object value, Values values) throws SQLException {
        switch (value) {
            case Blob blob -> values.add(blob.getBytes(1, (int) blob.length()));
            case String text -> values.add(text.getBytes(StandardCharsets.UTF_8));
            case null, default -> {
                // A null.
            }
        }
    }
}
