package io.holdfast.logstore;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// SQL text that reads the parts of a table as one.
final class Relations {

    /// DuckDB reads a row group with one thread, and in vectors of 2048 rows: 60 of them.
    static final int ROW_GROUP_ROWS = 60 * 2048;

    private Relations() {}

    /// `SELECT` of the wanted columns from a source that has some of them.
    static String select(List<Column> wanted, Predicate<Column> present, String source) {
        String list = wanted.stream()
                .map(c -> present.test(c)
                        ? Sql.name(c.name())
                        : "CAST(NULL AS " + c.type().duckDbType() + ") AS " + Sql.name(c.name()))
                .collect(Collectors.joining(", "));
        return "SELECT " + list + " FROM " + source;
    }

    /// `SELECT` of all columns from a JSON array in a memory file.
    static String json(List<Column> columns, String path) {
        StringBuilder select = new StringBuilder("SELECT ");
        StringBuilder types = new StringBuilder("columns = {");
        String separator = "";
        for (Column column : columns) {
            boolean dynamic = column.type() == ColumnType.DYNAMIC;
            String name = Sql.name(column.name());
            select.append(separator).append(dynamic ? "CAST(" + name + " AS VARCHAR) AS " + name : name);
            // Only the JSON type keeps the quotes that tell "1" from 1.
            types.append(separator).append(Sql.text(column.name())).append(": '")
                    .append(dynamic ? "JSON" : column.type().duckDbType()).append('\'');
            separator = ", ";
        }
        return select.append(" FROM read_json(").append(Sql.text(path)).append(", format = 'array', ")
                .append(types).append("})").toString();
    }

    /// A Parquet source over memory files.
    static String parquet(List<String> paths) {
        return paths.stream().map(Sql::text)
                .collect(Collectors.joining(", ", "read_parquet([", "], hive_partitioning = false)"));
    }

    /// All parts in parentheses; a relation without rows where there is none.
    static String union(List<Column> wanted, List<String> parts) {
        if (parts.isEmpty()) {
            return "(" + select(wanted, c -> false, "(SELECT 1) WHERE false") + ")";
        }
        return parts.stream().collect(Collectors.joining(" UNION ALL ", "(", ")"));
    }

    /// The rows of a relation that were taken in within a span of time.
    static String within(List<Column> wanted, String rows, TableRead.Received span) {
        String received = Sql.name(TableSchema.RECEIVED_COLUMN);
        return "(" + select(wanted, c -> true, rows) + " WHERE " + received + " >= " + Sql.time(span.from())
                + " AND " + received + " < " + Sql.time(span.to()) + ")";
    }

    /// Writes rows to a Parquet file, sorted by time, with the field ids of Iceberg; a [TermIndex] is to be added.
    ///
    /// Row groups are as DuckDB reads them best: each is a span of time with bounds, and columns that repeat
    /// values have a dictionary and a bloom filter in each. Version 2 of the page format has the encodings that
    /// store times, numbers and texts without a dictionary by their differences. Level 1 of zstd takes a
    /// quarter less time than its usual 3, and leaves 2 % less.
    ///
    /// @param rows a query whose columns are these
    static String copyToParquet(String rows, List<Column> columns, String path) {
        String ids = columns.stream()
                .map(c -> Sql.text(c.name()) + ": " + IcebergSchema.fieldId(columns, c))
                .collect(Collectors.joining(", ", "{", "}"));
        return "COPY (" + rows + " ORDER BY " + Sql.name(TableSchema.TIME_COLUMN) + ") TO " + Sql.text(path)
                + " (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE "
                + ROW_GROUP_ROWS
                + ", USE_TMP_FILE false, FIELD_IDS " + ids + ")";
    }
}
