package io.holdfast.records;

import com.zaxxer.hikari.HikariConfig;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jdbi.v3.core.Handle;

/// Records in a PostgreSQL database. A commit is on the server's disk when it returns.
///
/// One connection holds an advisory lock as long as it lasts, so that a second process is refused. Should the
/// connection be lost and another process come first, the changed head of a space tells
/// ([SpaceRows#write]).
final class PostgresServer implements RecordEngine {

    /// "Holdfast" in ASCII.
    private static final long LOCK = 0x486f_6c64_6661_7374L;
    /// A process that was killed may keep its lock for a moment.
    private static final String WAIT_FOR_LOCK = "SET lock_timeout = '2s'";
    static final String NEWEST_MIGRATION = "1";
    private static final int CONNECT_SECONDS = 10;
    private static final int CHECK_SECONDS = 5;

    private final PostgresPlace place;
    private final Properties properties = new Properties();
    private Connection owner;
    private volatile boolean doubtful;

    /// @throws RecordException.Unavailable if it cannot be reached, or another process has it
    PostgresServer(PostgresPlace place) {
        this.place = place;
        properties.setProperty("user", place.user());
        properties.setProperty("password",
                place.password().insecureUse(bytes -> new String(bytes, StandardCharsets.UTF_8)));
        properties.setProperty("ApplicationName", "holdfast");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
        properties.setProperty("options", "-c synchronous_commit=on");
        owner = owning();
    }

    private Connection owning() {
        try {
            Connection connection = DriverManager.getConnection(place.url(), properties);
            try (Statement statement = connection.createStatement()) {
                statement.execute(WAIT_FOR_LOCK);
                statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
                return connection;
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new RecordException.Unavailable(
                    "The PostgreSQL database cannot be used, or another server has it: " + place.url(), e);
        }
    }

    @Override
    public String name() {
        return place.url();
    }

    /// The connection of the owner is there.
    @Override
    public void probe() throws SQLException {
        if (!owner.isValid(CHECK_SECONDS)) {
            throw new SQLException("The connection is gone");
        }
    }

    @Override
    public HikariConfig pool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(place.url());
        config.setDataSourceProperties(properties);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECT_SECONDS * 1000L);
        config.setPoolName("records-postgresql");
        return config;
    }

    @Override
    public String migrations() {
        return "io/holdfast/records/postgresql";
    }

    @Override
    public String newestMigration() {
        return NEWEST_MIGRATION;
    }

    @Override
    public void own() {
        try {
            if (doubtful && !owner.isValid(CHECK_SECONDS)) {
                owner.close();
                owner = owning();
            }
            doubtful = false;
        } catch (SQLException e) {
            throw new RecordException.Unavailable("The PostgreSQL database cannot be used: " + place.url(),
                    e);
        }
    }

    @Override
    public boolean failed() {
        doubtful = true;
        return true;
    }

    /// What a server of its own keeps, and its log and their copies, are not ours to erase.
    @Override
    public boolean erase(Handle handle) {
        return false;
    }

    @Override
    public void close() {
        try {
            owner.close();
        } catch (SQLException e) {
            throw new RecordException.Unavailable("The PostgreSQL database could not be left", e);
        }
    }
}
