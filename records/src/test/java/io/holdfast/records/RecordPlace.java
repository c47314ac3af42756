package io.holdfast.records;

import io.holdfast.crypto.SecretBytes;
import io.holdfast.testkit.Postgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/// A database of records as the product opens it, and as somebody else changes it.
interface RecordPlace {

    RecordDatabase open();

    Connection connect() throws SQLException;

    default void sql(String statement) {
        try (Connection connection = connect(); Statement sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    static RecordPlace sqlite(Path file) {
        return new RecordPlace() {

            @Override
            public RecordDatabase open() {
                return RecordDatabase.open(file);
            }

            @Override
            public Connection connect() throws SQLException {
                return DriverManager.getConnection("jdbc:sqlite:" + file);
            }
        };
    }

    static RecordPlace postgres(Postgres server) {
        String url = server.newDatabase();
        return new RecordPlace() {

            @Override
            public RecordDatabase open() {
                try (SecretBytes password = SecretBytes
                        .takeOwnership(server.password().getBytes(StandardCharsets.UTF_8))) {
                    return RecordDatabase.connect(new PostgresPlace(url, Postgres.USER, password));
                }
            }

            @Override
            public Connection connect() throws SQLException {
                return DriverManager.getConnection(url, Postgres.USER, server.password());
            }
        };
    }
}
