package io.holdfast.logstore;

import io.holdfast.os.MemoryFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Writes rows as Parquet with a [TermIndex] before its footer, where readers of Parquet do not look.
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

    /// Writes the file.
    ///
    /// @param rows a query whose columns are these
    void write(String rows, MemoryFile parquet) throws IOException, SQLException {
        statement.execute(Relations.copyToParquet(rows, columns, parquet.path().toString()));
        long start = ParquetLayout.footer(parquet).start();
        ByteBuffer footer = ByteBuffer.allocate((int) (parquet.size() - start));
        parquet.read(start, footer);
        List<ByteBuffer> index = parquet.size() < MIN_INDEXED_BYTES ? List.of() : index(parquet);
        long at = start;
        for (ByteBuffer part : index) {
            int length = part.remaining();
            parquet.write(at, part);
            at += length;
        }
        parquet.write(at, ByteBuffer.allocate(TermIndex.LENGTH_BYTES).putLong(0, at - start));
        parquet.write(at + TermIndex.LENGTH_BYTES, footer.flip());
    }

    /// Nothing where the file does not tell when the rows of its groups are from.
    private List<ByteBuffer> index(MemoryFile parquet) throws IOException, SQLException {
        List<ParquetLayout.RowGroupTimes> times = ParquetLayout.times(ParquetLayout.metadata(parquet));
        List<ByteBuffer> parts = new ArrayList<>();
        List<Integer> blocks = new ArrayList<>();
        for (ParquetLayout.RowGroupTimes group : times) {
            byte[] filter = filter(parquet, group);
            parts.add(ByteBuffer.wrap(filter));
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
