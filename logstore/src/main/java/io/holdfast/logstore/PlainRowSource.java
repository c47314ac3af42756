package io.holdfast.logstore;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;

/// A table function of DuckDB whose rows are [PlainRows]; its argument says which. Thread-safe.
final class PlainRowSource
        implements
            DuckDBTableFunction<PlainRows, PlainRowSource.Progress, Object> {

    private static final String NAME = "plain_rows";

    private final Map<Long, PlainRows> given = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    private PlainRowSource() {}

    /// How far a statement has read.
    static final class Progress {

        private final PlainRows rows;
        private int next;

        private Progress(PlainRows rows) {
            this.rows = rows;
        }
    }

    /// Registers the function with the database of a connection.
    static PlainRowSource register(Connection connection) throws SQLException {
        PlainRowSource source = new PlainRowSource();
        DuckDBFunctions.tableFunction().withName(NAME).withParameter(DuckDBColumnType.BIGINT)
                .withFunction(source).register(connection);
        return source;
    }

    /// Loads rows into a table that has their columns and no others.
    void load(Statement statement, String table, PlainRows rows) throws SQLException {
        long number = numbers.incrementAndGet();
        given.put(number, rows);
        try {
            statement.execute("INSERT INTO " + table + " FROM " + NAME + "(" + number + ")");
        } finally {
            given.remove(number);
        }
    }

    @Override
    public PlainRows bind(DuckDBTableFunctionBindInfo info) {
        PlainRows rows = Objects.requireNonNull(given.get(info.getParameter(0).getLong()), "no such rows");
        rows.columns().forEach(column -> info.addResultColumn(column.name(),
                DuckDBColumnType.valueOf(column.type().duckDbType())));
        return rows;
    }

    @Override
    public Progress init(DuckDBTableFunctionInitInfo info) {
        info.setMaxThreads(1);
        return new Progress(info.getBindData());
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter to) {
        Progress progress = info.getInitData();
        int count = (int) Math.min(to.capacity(), progress.rows.count() - progress.next);
        progress.rows.write(progress.next, count, to);
        progress.next += count;
        return count;
    }
}
