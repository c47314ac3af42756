package io.holdfast.logstore;

import java.time.Instant;
import java.util.List;

/// Some hot rows of one table: an in-memory DuckDB table, filled until it is frozen, then flushed and
/// dropped.
///
/// Its mutable fields are guarded by the lock of its [LogTable].
final class Generation {

    final String name;
    final List<Column> columns;
    final Instant since;
    int inFlight;
    int pins;
    long bytes;
    long maxLsn;
    boolean frozen;
    boolean retired;

    /// @param number unique in the store
    /// @param since when it was made
    Generation(long number, List<Column> columns, Instant since) {
        this.name = "hot_" + number;
        this.columns = columns;
        this.since = since;
    }

    /// SQL that makes the table.
    String createSql() {
        StringBuilder sql = new StringBuilder("CREATE TABLE ").append(name).append(" (");
        String separator = "";
        for (Column column : columns) {
            sql.append(separator).append(Sql.name(column.name())).append(' ')
                    .append(column.type().duckDbType());
            separator = ", ";
        }
        String time = Sql.name(TableSchema.TIME_COLUMN);
        // Bounds that ISO 8601 can write; they keep infinity out too.
        return sql.append(", CHECK (").append(time).append(" IS NOT NULL AND ").append(time)
                .append(" BETWEEN TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31 23:59:59.999999'))")
                .toString();
    }

    /// SQL that loads a JSON array from a file.
    String loadSql(String path) {
        return "INSERT INTO " + name + " " + Relations.json(columns, path);
    }

    /// SQL that reads the wanted columns, with null for those that the generation does not have.
    String selectSql(List<Column> wanted) {
        return Relations.select(wanted, columns::contains, name);
    }
}
