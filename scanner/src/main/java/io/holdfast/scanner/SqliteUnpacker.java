package io.holdfast.scanner;

import java.io.EOFException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.sqlite.SQLiteConnection;

/// Unpacks a SQLite database: all values of all tables, with what its write-ahead log has committed. Works on
/// a copy in memory, so that the files stay untouched and unlocked.
final class SqliteUnpacker implements Unpacker {

    /// A server may write while the copy is taken; a copy that is torn is taken again.
    private static final int ATTEMPTS = 3;
    private static final int HEADER_BYTES = 100;
    private static final int PAGE_SIZE_AT = 16;
    private static final int VERSIONS_AT = 18;
    private static final int PAGES_AT = 28;
    private static final byte ROLLBACK_JOURNAL = 1;

    @Override
    public Outcome unpack(Content content, long offset, Sink sink) throws IOException {
        Outcome outcome = Outcome.NOT_ONE;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long size = size(content, offset);
            if (size < 0) {
                return Outcome.NOT_ONE;
            }
            if (size > sink.limit()) {
                return Outcome.TOO_BIG;
            }
            try {
                outcome = unpack(content.bytes(offset, (int) size), offset, sink);
            } catch (EOFException e) {
                outcome = Outcome.DAMAGED;
            }
            if (outcome == Outcome.WHOLE) {
                return outcome;
            }
        }
        return outcome;
    }

    private static Outcome unpack(byte[] database, long offset, Sink sink) throws IOException {
        Optional<byte[]> log = offset == 0 ? sink.companion("-wal") : Optional.empty();
        byte[] image = log.flatMap(bytes -> SqliteWal.applied(database, bytes)).orElse(database);
        // A database in memory cannot be in WAL mode.
        image[VERSIONS_AT] = ROLLBACK_JOURNAL;
        image[VERSIONS_AT + 1] = ROLLBACK_JOURNAL;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement()) {
            connection.unwrap(SQLiteConnection.class).deserialize("main", image);
            statement.execute("PRAGMA trusted_schema=OFF");
            for (String table : tables(statement)) {
                read(table, statement, sink);
            }
            return Outcome.WHOLE;
        } catch (SQLException e) {
            return Outcome.DAMAGED;
        }
    }

    /// The size that the header states, or what is there if that is less; -1 if there is no header.
    private static long size(Content content, long offset) throws IOException {
        long available = content.size() - offset;
        if (available < HEADER_BYTES) {
            return -1;
        }
        try {
            byte[] header = content.bytes(offset, HEADER_BYTES);
            long pageBytes = bigEndian(header, PAGE_SIZE_AT, 2);
            long stated = bigEndian(header, PAGES_AT, 4) * (pageBytes == 1 ? 65536 : pageBytes);
            return offset == 0 || stated <= 0 ? available : Math.min(available, stated);
        } catch (EOFException e) {
            return -1;
        }
    }

    private static long bigEndian(byte[] bytes, int at, int length) {
        long value = 0;
        for (int i = at; i < at + length; i++) {
            value = (value << 8) | (bytes[i] & 0xff);
        }
        return value;
    }

    /// The tables that hold values; a virtual table keeps its values in tables of its own.
    private static List<String> tables(Statement statement) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    private static void read(String table, Statement statement, Sink sink) throws SQLException {
        String quoted = "\"" + table.replace("\"", "\"\"") + "\"";
        try (ResultSet rows = statement.executeQuery("SELECT * FROM " + quoted);
                Values values = new Values(sink, table)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                for (int i = 1; i <= columns; i++) {
                    byte[] value = rows.getBytes(i);
                    if (value != null) {
                        values.add(value);
                    }
                }
            }
        }
    }
}
