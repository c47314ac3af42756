package io.holdfast.records;

import com.zaxxer.hikari.HikariConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Properties;
import org.jdbi.v3.core.Handle;
import org.sqlite.SQLiteConfig;

/// Records in a SQLite file of one's own: WAL mode, `synchronous=FULL`, `secure_delete`, temporary tables in
/// memory.
record SqliteFile(Path file) implements RecordEngine {

    private static final int BUSY_TIMEOUT_MILLIS = 10_000;

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public void probe() throws SQLException {
        DriverManager.getConnection(url(), properties()).close();
    }

    private static Properties properties() {
        SQLiteConfig sqlite = new SQLiteConfig();
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        sqlite.setTempStore(SQLiteConfig.TempStore.MEMORY);
        sqlite.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        sqlite.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        Properties properties = sqlite.toProperties();
        properties.setProperty(SQLiteConfig.Pragma.SECURE_DELETE.pragmaName, "true");
        return properties;
    }

    @Override
    public HikariConfig pool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url());
        config.setDataSourceProperties(properties());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setPoolName("records-" + file.getFileName());
        return config;
    }

    @Override
    public String migrations() {
        return "io/holdfast/records/sqlite";
    }

    @Override
    public String newestMigration() {
        return "2";
    }

    /// The folder that the file is in is this process's.
    @Override
    public void own() {
        // Nobody else has it.
    }

    @Override
    public boolean failed() {
        return false;
    }

    /// Moves the write-ahead log into the file and cuts it; a reader in the way prevents it.
    @Override
    public boolean erase(Handle handle) {
        // The first column tells whether the checkpoint was blocked.
        return handle.select("PRAGMA wal_checkpoint(TRUNCATE)").map((row, context) -> row.getInt(1) == 0)
                .one();
    }

    /// Copies the file, which may be in use, as it is at one moment.
    void copy(Path target) {
        SQLiteConfig sqlite = new SQLiteConfig();
        sqlite.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        try (Connection connection = sqlite.createConnection(url());
                PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
            copy.setString(1, target.toAbsolutePath().toString());
            copy.execute();
        } catch (SQLException e) {
            throw new RecordException.Unavailable("The records could not be copied: " + file, e);
        }
    }

    private String url() {
        return "jdbc:sqlite:" + file.toAbsolutePath();
    }

    @Override
    public void close() {
        // The pool holds all connections.
    }
}
