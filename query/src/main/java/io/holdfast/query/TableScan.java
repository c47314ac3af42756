package io.holdfast.query;

import java.util.List;
import java.util.Objects;

/// One reading of one table by a query: which columns, within which time.
///
/// @param table name of the table as the catalog has it
/// @param columns the columns the query needs, without duplicates; empty if it only counts rows
/// @param timeRange bounds on `TimeGenerated` that every row needed by the query keeps; rows outside may be
/// returned or not
/// @param terms that every row needed by the query keeps; rows that do not may be returned or not
public record TableScan(String table, List<String> columns, TimeRange timeRange, RowTerms terms) {
    /// Copies the list.
    public TableScan {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(timeRange, "timeRange");
        Objects.requireNonNull(terms, "terms");
        columns = List.copyOf(columns);
    }

    /// Asks for no terms.
    public TableScan(String table, List<String> columns, TimeRange timeRange) {
        this(table, columns, timeRange, RowTerms.NONE);
    }
}
