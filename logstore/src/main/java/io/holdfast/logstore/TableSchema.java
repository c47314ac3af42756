package io.holdfast.logstore;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The columns of a table, in order.
///
/// One of them is [#TIME_COLUMN] of type datetime. No two names are equal, nor differ in case only: DuckDB
/// could not tell them apart.
///
/// @param columns 1 to 1000 of them
public record TableSchema(List<Column> columns) {

    /// The column by which rows are laid out and pruned; no row is without it.
    public static final String TIME_COLUMN = "TimeGenerated";

    /// The column, where a table has it, of when each row was taken in: datetime.
    public static final String RECEIVED_COLUMN = "_TimeReceived";

    /// No column's name begins so.
    static final String RESERVED_PREFIX = "_holdfast_";

    /// Twice what the mirrored system allows.
    private static final int MAX_COLUMNS = 1000;

    /// Checks the names.
    public TableSchema {
        columns = List.copyOf(columns);
        if (columns.size() > MAX_COLUMNS) {
            throw new IllegalArgumentException(
                    "Invalid schema: %d columns (must be 1 to %d)".formatted(columns.size(), MAX_COLUMNS));
        }
        if (!columns.contains(new Column(TIME_COLUMN, ColumnType.DATETIME))) {
            throw new IllegalArgumentException("Invalid schema: TimeGenerated of type datetime is missing");
        }
        Set<String> seen = new HashSet<>();
        for (Column column : columns) {
            if (column.name().startsWith(RESERVED_PREFIX)) {
                throw new IllegalArgumentException(
                        "Invalid column name: must not begin with " + RESERVED_PREFIX);
            }
            if (!seen.add(column.name().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        "Invalid schema: two columns are named " + column.name() + " but for case");
            }
        }
    }

    /// The column of exactly this name.
    public Optional<Column> column(String name) {
        return columns.stream().filter(c -> c.name().equals(name)).findFirst();
    }
}
