package io.holdfast.logstore;

/// The type of a column, and how DuckDB holds it.
public enum ColumnType {
    /// Text.
    STRING("VARCHAR"),
    /// An instant in UTC, microseconds, without a zone.
    DATETIME("TIMESTAMP"),
    /// A 64-bit floating-point number.
    REAL("DOUBLE"),
    /// A 32-bit integer.
    INT("INTEGER"),
    /// A 64-bit integer.
    LONG("BIGINT"),
    /// True or false.
    BOOL("BOOLEAN"),
    /// A GUID as text.
    GUID("VARCHAR"),
    /// Any JSON value, as JSON text: a string keeps its quotes.
    DYNAMIC("VARCHAR"),
    /// A span of time in ticks of 100 ns.
    TIMESPAN("BIGINT"),
    /// A decimal number as text.
    DECIMAL("VARCHAR");

    private final String duckDbType;

    ColumnType(String duckDbType) {
        this.duckDbType = duckDbType;
    }

    /// The DuckDB type of the column in a [ReadSession].
    public String duckDbType() {
        return duckDbType;
    }
}
