package io.holdfast.kql;

import java.util.List;
import java.util.Optional;

/// The name and columns of a table, in the order in which `T` alone returns them. Names are case-sensitive.
public record TableSchema(String name, List<ColumnSchema> columns) {
    /// Copies the list.
    public TableSchema {
        columns = List.copyOf(columns);
    }

    /// Returns the column of this exact name, or empty if the table has none.
    public Optional<ColumnSchema> column(String columnName) {
        return columns.stream().filter(column -> column.name().equals(columnName)).findFirst();
    }
}
