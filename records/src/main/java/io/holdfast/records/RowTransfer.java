package io.holdfast.records;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/// Copies the rows of one database into another, sealed as they are.
final class RowTransfer {

    private static final List<Table> TABLES = List.of(new Table("record", List.of("space", "list_tag",
            "id_tag", "version", "sealed")), new Table("bucket", List.of("space", "number", "sealed")),
            new Table("head", List.of("space", "sealed")));
    private static final int ROWS_AT_ONCE = 1_000;

    private RowTransfer() {}

    private record Table(String name, List<String> columns) {

        String select() {
            return "SELECT " + String.join(", ", columns) + " FROM " + name;
        }

        String insert() {
            return "INSERT INTO " + name + " (" + String.join(", ", columns) + ") VALUES ("
                    + String.join(", ", columns.stream().map(column -> "?").toList()) + ")";
        }
    }

    /// Copies everything as it is at one moment, or nothing.
    ///
    /// @param target empty
    static void run(Jdbi source, Jdbi target) {
        source.useTransaction(TransactionIsolationLevel.SERIALIZABLE,
                from -> target.useTransaction(to -> TABLES.forEach(table -> copy(table, from, to))));
    }

    private static void copy(Table table, Handle from, Handle to) {
        PreparedBatch batch = to.prepareBatch(table.insert());
        from.createQuery(table.select()).setFetchSize(ROWS_AT_ONCE)
                .map((row, context) -> values(row, table.columns().size()))
                .forEach(values -> {
                    batch.add(values);
                    if (batch.size() == ROWS_AT_ONCE) {
                        batch.execute();
                    }
                });
        batch.execute();
    }

    private static Object[] values(ResultSet row, int columns) throws SQLException {
        Object[] values = new Object[columns];
        for (int i = 0; i < columns; i++) {
            values[i] = row.getObject(i + 1);
        }
        return values;
    }

    /// The sealed heads by space, in hexadecimal digits: two databases with the same ones hold the same records.
    static Map<String, String> heads(Jdbi database) {
        return database.withHandle(handle -> handle.createQuery("SELECT space, sealed FROM head")
                .map((row, context) -> Map.entry(row.getString(1), HexFormat.of().formatHex(row.getBytes(2))))
                .stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
