package io.holdfast.records;

import com.zaxxer.hikari.HikariConfig;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;

/// What differs between the databases that records may be in. Thread-safe.
interface RecordEngine extends AutoCloseable {

    /// Connections at once; a reader holds its connection for one statement only.
    int CONNECTIONS = 8;

    /// How it is told in errors; holds no secret.
    String name();

    /// Opens a connection and closes it: its pool would wait a second before it tells that it can open none.
    ///
    /// @throws SQLException if it cannot be used
    void probe() throws SQLException;

    /// Its connections.
    HikariConfig pool();

    /// The folder of its migrations on the class path.
    String migrations();

    /// The version of the newest of them.
    String newestMigration();

    /// Makes sure that nobody else writes. Called before each transaction, by one thread at a time.
    ///
    /// @throws RecordException.Unavailable if another process does
    void own();

    /// Told after a statement that could not be run; answers whether other connections may be broken, too.
    boolean failed();

    /// Takes what was overwritten or deleted out of the database and its log.
    ///
    /// @return whether it could be done
    boolean erase(Handle handle);

    @Override
    void close();
}
