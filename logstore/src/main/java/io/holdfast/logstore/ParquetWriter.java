package io.holdfast.logstore;

import io.holdfast.os.MemoryFile;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.FileMetaData;

/// Makes Parquet of rows, with a [TermIndex] where readers of Parquet do not look.
final class ParquetWriter {

    /// Smaller files are soon merged, and read faster than an index is made.
    private static final long MIN_INDEXED_BYTES = 512 << 10;

    private final Statement statement;
    private final List<Column> columns;

    /// @param columns of the rows
    ParquetWriter(Statement statement, List<Column> columns) {
        this.statement = statement;
        this.columns = columns;
    }

    /// Writes the rows.
    ///
    /// @param rows a query whose columns are these
    /// @param parquet empty; is read by what is answered
    StoredParquet write(String rows, MemoryFile parquet) throws IOException, SQLException {
        statement.execute(Relations.copyToParquet(rows, columns, parquet.path().toString()));
        FileMetaData metadata = ParquetLayout.metadata(parquet);
        return StoredParquet.of(parquet, metadata,
                parquet.size() < MIN_INDEXED_BYTES ? List.of() : index(parquet, metadata));
    }

    /// Nothing where the file does not tell when the rows of its groups are from.
    private List<byte[]> index(MemoryFile parquet, FileMetaData metadata) throws IOException, SQLException {
        List<ParquetLayout.RowGroupTimes> times = ParquetLayout.times(metadata);
        List<byte[]> parts = new ArrayList<>();
        List<Integer> blocks = new ArrayList<>();
        for (ParquetLayout.RowGroupTimes group : times) {
            byte[] filter = filter(parquet, group);
            parts.add(filter);
            blocks.add(filter.length / TermFilter.BLOCK_BYTES);
        }
        parts.add(TermIndex.directory(times, blocks));
        return times.isEmpty() ? List.of() : parts;
    }

    /// The filter of a row group; empty where it would hold too many terms. Rows at the ends of the group's time
    /// may be of the groups beside it.
    private byte[] filter(MemoryFile parquet, ParquetLayout.RowGroupTimes group) throws SQLException {
        TermSet terms = new TermSet();
        String rows = Relations.parquet(List.of(parquet.path().toString())) + " WHERE "
                + new TermRows(false, List.of(new DataFileEntry.Span(group.minMicros(), group.maxMicros())))
                        .sql();
        for (Column column : columns) {
            if (column.type() == ColumnType.STRING) {
                addTerms(column, rows, terms);
            }
        }
        return terms.isFull() ? new byte[0] : TermFilter.of(terms.hashes());
    }

    private void addTerms(Column column, String rows, TermSet terms) throws SQLException {
        String name = Sql.name(column.name());
        try (ResultSet texts = statement.executeQuery("SELECT DISTINCT " + name + " FROM " + rows + " AND "
                + name + " IS NOT NULL")) {
            while (texts.next() && !terms.isFull()) {
                terms.addAll(texts.getString(1));
            }
        }
    }
}
