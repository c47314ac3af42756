package io.holdfast.logstore;

import java.sql.Connection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.duckdb.DuckDBConnection;

/// A read that holds its connection, its decrypted files and its generations until closed.
final class OpenReadSession implements ReadSession {

    private final DuckDBConnection connection;
    private final List<String> relations;
    private final Runnable letGo;
    private final AtomicBoolean closed = new AtomicBoolean();

    OpenReadSession(DuckDBConnection connection, List<String> relations, Runnable letGo) {
        this.connection = connection;
        this.relations = relations;
        this.letGo = letGo;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public String relation(int index) {
        return relations.get(index);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            letGo.run();
        }
    }
}
