package io.holdfast.records;

import com.zaxxer.hikari.HikariDataSource;
import io.holdfast.crypto.Digests;
import io.holdfast.crypto.SealingKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.ColonPrefixSqlParser;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.SqlStatements;

/// A database that holds spaces of sealed records, each space under a key of its own: a SQLite file, or a
/// PostgreSQL database.
///
/// A commit is on disk when it returns. One process uses a database at a time. Format in
/// `docs/formats/records.md`. Thread-safe: one writer at a time, readers beside it.
public final class RecordDatabase implements AutoCloseable {

    /// Of all databases, as it keeps the statements that it has parsed: a store has a database of its own.
    private static final SqlParser PARSER = new ColonPrefixSqlParser();

    private final RecordEngine engine;
    private final HikariDataSource dataSource;
    private final Jdbi jdbi;
    private final ReentrantLock writer = new ReentrantLock();

    private RecordDatabase(RecordEngine engine, HikariDataSource dataSource) {
        this.engine = engine;
        this.dataSource = dataSource;
        this.jdbi = Jdbi.create(dataSource).configure(SqlStatements.class,
                statements -> statements.setSqlParser(PARSER));
    }

    /// Opens the SQLite file, or makes it and its folder.
    ///
    /// @throws RecordException.Unavailable if the file cannot be used
    public static RecordDatabase open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("The folder of the records could not be made: " + file, e);
        }
        return open(new SqliteFile(file));
    }

    /// Opens the PostgreSQL database, making its tables where there are none.
    ///
    /// @throws RecordException.Unavailable if it cannot be used, or another process has it
    public static RecordDatabase connect(PostgresPlace place) {
        return open(new PostgresServer(place));
    }

    private static RecordDatabase open(RecordEngine engine) {
        HikariDataSource dataSource = null;
        try {
            engine.probe();
            dataSource = new HikariDataSource(engine.pool());
            RecordDatabase database = new RecordDatabase(engine, dataSource);
            if (!database.isMigrated()) {
                Flyway.configure(RecordDatabase.class.getClassLoader()).dataSource(dataSource)
                        .locations("classpath:" + engine.migrations()).load().migrate();
            }
            return database;
        } catch (SQLException | RuntimeException e) {
            if (dataSource != null) {
                dataSource.close();
            }
            engine.close();
            throw new RecordException.Unavailable("The record database could not be opened: " + engine.name(),
                    e);
        }
    }

    /// Whether it has the newest tables: starting Flyway to hear so takes longer than all else of opening.
    private boolean isMigrated() {
        try {
            return jdbi.withHandle(handle -> handle
                    .select("SELECT 1 FROM flyway_schema_history WHERE version = ? AND success",
                            engine.newestMigration())
                    .mapTo(Integer.class).findOne().isPresent());
        } catch (JdbiException e) {
            // Flyway makes what is not there, or tells what is wrong.
            return false;
        }
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

    /// The same, refusing a space that was put back to an earlier state, or is not there any more.
    ///
    /// @param anchor which the caller advances
    /// @throws RecordException.Corrupt if the anchor knows of later changes, or the rows are not those last written
    public RecordSpace openSpace(String name, SealingKey key, ChangeAnchor anchor) {
        RecordSpace space = openSpace(name, key);
        if (space.changes() < anchor.changes()) {
            space.close();
            throw new RecordException.Corrupt("The records were put back to an earlier state");
        }
        return space;
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

    /// Takes what was overwritten or deleted out of the database and its log.
    ///
    /// @return whether it could be done
    boolean eraseFormer() {
        writer.lock();
        try {
            return jdbi.withHandle(engine::erase);
        } catch (JdbiException e) {
            throw new RecordException.Unavailable("The log of the records could not be cut", e);
        } finally {
            writer.unlock();
        }
    }

    /// Copies a SQLite file, which may be in use, as it is at one moment; its rows stay sealed as they are.
    ///
    /// @param target a file that is not there
    /// @throws RecordException.Unavailable if it cannot be copied
    public static void copy(Path file, Path target) {
        new SqliteFile(file).copy(target);
    }

    /// Copies all spaces, as they are at one moment, into a SQLite file; its rows stay sealed as they are.
    ///
    /// @param target a file that is not there
    /// @throws RecordException.Unavailable if they cannot be copied
    public void copyTo(Path target) {
        if (engine instanceof SqliteFile file) {
            file.copy(target);
        } else {
            try (RecordDatabase copy = open(target)) {
                RowTransfer.run(jdbi, copy.jdbi);
            } catch (JdbiException e) {
                throw new RecordException.Unavailable("The records could not be copied to " + target, e);
            }
        }
    }

    /// Takes over all spaces of a SQLite file that nobody uses; its rows stay sealed as they are. Done again after
    /// it was done, it changes nothing.
    ///
    /// @throws RecordException.Unavailable if there are other records here, or they cannot be read or written
    public void adopt(Path file) {
        try (RecordDatabase source = open(file)) {
            locked(() -> {
                engine.own();
                Map<String, String> mine = RowTransfer.heads(jdbi);
                if (mine.isEmpty()) {
                    RowTransfer.run(source.jdbi, jdbi);
                } else if (!mine.equals(RowTransfer.heads(source.jdbi))) {
                    throw new RecordException.Unavailable("There are records in " + file + ", and others in "
                            + engine.name());
                }
                return mine;
            });
        } catch (JdbiException e) {
            throw new RecordException.Unavailable("The records of " + file + " could not be taken over", e);
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
            leaveBroken();
            throw new RecordException.Unavailable("The records could not be read", e);
        }
    }

    <T> T write(Function<Handle, T> work) {
        writer.lock();
        try {
            engine.own();
            return jdbi.inTransaction(work::apply);
        } catch (JdbiException e) {
            leaveBroken();
            throw new RecordException.Unavailable("The records could not be written", e);
        } finally {
            writer.unlock();
        }
    }

    private void leaveBroken() {
        if (engine.failed()) {
            dataSource.getHikariPoolMXBean().softEvictConnections();
        }
    }

    private static String tagOf(String name) {
        byte[] hash = Digests.sha256(name.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, 16);
    }

    @Override
    public void close() {
        dataSource.close();
        engine.close();
    }
}
