package io.holdfast.records;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.holdfast.crypto.Digests;
import io.holdfast.crypto.SealingKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteConfig;

/// One SQLite file that holds spaces of sealed records, each space under a key of its own.
///
/// SQLite runs in WAL mode with `synchronous=FULL` (a commit is on disk when it returns), `secure_delete` and
/// temporary tables in memory. Format in `docs/formats/records.md`. Thread-safe: one writer at a time,
/// readers beside it.
public final class RecordDatabase implements AutoCloseable {

    /// Readers at once; a reader holds its connection for one statement only.
    private static final int CONNECTIONS = 8;
    private static final int BUSY_TIMEOUT_MILLIS = 10_000;

    private final HikariDataSource dataSource;
    private final Jdbi jdbi;
    private final ReentrantLock writer = new ReentrantLock();

    private RecordDatabase(HikariDataSource dataSource) {
        this.dataSource = dataSource;
        this.jdbi = Jdbi.create(dataSource);
    }

    /// Opens the file, or makes it and its folder.
    ///
    /// @throws RecordException.Unavailable if the file cannot be used
    public static RecordDatabase open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("The folder of the records could not be made: " + file, e);
        }
        try {
            HikariDataSource dataSource = new HikariDataSource(pool(file));
            Flyway.configure(RecordDatabase.class.getClassLoader()).dataSource(dataSource)
                    .locations("classpath:io/holdfast/records/migration").load().migrate();
            return new RecordDatabase(dataSource);
        } catch (RuntimeException e) {
            throw new RecordException.Unavailable("The record database could not be opened: " + file, e);
        }
    }

    private static HikariConfig pool(Path file) {
        SQLiteConfig sqlite = new SQLiteConfig();
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        sqlite.setTempStore(SQLiteConfig.TempStore.MEMORY);
        sqlite.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        sqlite.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        Properties properties = sqlite.toProperties();
        properties.setProperty(SQLiteConfig.Pragma.SECURE_DELETE.pragmaName, "true");
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:sqlite:" + file.toAbsolutePath());
        config.setDataSourceProperties(properties);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setPoolName("records-" + file.getFileName());
        return config;
    }

    /// Opens a space under its key, making it where there is none, and checks its heads, and its rows if they
    /// are few.
    ///
    /// The key stays the caller's and must outlive the space. Cost: bounded, however many rows there are.
    ///
    /// @throws RecordException.Corrupt if the rows are not those last written, or not under this key
    public RecordSpace openSpace(String name, SealingKey key) {
        RowCodec codec = new RowCodec(tagOf(name), key);
        try {
            RecordSpace space = new RecordSpace(this, codec);
            space.open();
            return space;
        } catch (RuntimeException e) {
            codec.close();
            throw e;
        }
    }

    /// Deletes a space with all its rows, without its key.
    public void deleteSpace(String name) {
        String tag = tagOf(name);
        write(handle -> {
            handle.execute("DELETE FROM record WHERE space = ?", tag);
            handle.execute("DELETE FROM bucket WHERE space = ?", tag);
            return handle.execute("DELETE FROM head WHERE space = ?", tag);
        });
    }

    /// Whether a space of this name was ever opened.
    public boolean hasSpace(String name) {
        return read(handle -> !handle.select("SELECT 1 FROM head WHERE space = ?", tagOf(name))
                .mapTo(Integer.class)
                .list().isEmpty());
    }

    /// Checks the file's own structure.
    ///
    /// @return what SQLite finds wrong; empty where all is well
    public List<String> integrityErrors() {
        List<String> found = read(
                handle -> handle.select("PRAGMA integrity_check").mapTo(String.class).list());
        return found.equals(List.of("ok")) ? List.of() : found;
    }

    /// Cuts the write-ahead log after moving it into the file.
    ///
    /// @return whether it could be cut; a reader in the way prevents it
    boolean cutLog() {
        writer.lock();
        try {
            // The first column tells whether the checkpoint was blocked.
            return jdbi.withHandle(handle -> handle.select("PRAGMA wal_checkpoint(TRUNCATE)")
                    .map((row, context) -> row.getInt(1) == 0).one());
        } catch (JdbiException e) {
            throw new RecordException.Unavailable("The log of the records could not be cut", e);
        } finally {
            writer.unlock();
        }
    }

    /// Copies a database, which may be in use, as it is at one moment; its rows stay sealed as they are.
    ///
    /// @param target a file that is not there
    /// @throws RecordException.Unavailable if it cannot be copied
    public static void copy(Path file, Path target) {
        SQLiteConfig sqlite = new SQLiteConfig();
        sqlite.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        try (Connection connection = sqlite.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
                PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
            copy.setString(1, target.toAbsolutePath().toString());
            copy.execute();
        } catch (SQLException e) {
            throw new RecordException.Unavailable("The records could not be copied: " + file, e);
        }
    }

    /// Runs `work` while no transaction of another thread runs.
    public <T> T locked(Supplier<T> work) {
        writer.lock();
        try {
            return work.get();
        } finally {
            writer.unlock();
        }
    }

    <T> T read(Function<Handle, T> work) {
        try {
            return jdbi.withHandle(work::apply);
        } catch (JdbiException e) {
            throw new RecordException.Unavailable("The records could not be read", e);
        }
    }

    <T> T write(Function<Handle, T> work) {
        writer.lock();
        try {
            return jdbi.inTransaction(work::apply);
        } catch (JdbiException e) {
            throw new RecordException.Unavailable("The records could not be written", e);
        } finally {
            writer.unlock();
        }
    }

    private static String tagOf(String name) {
        byte[] hash = Digests.sha256(name.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, 16);
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
