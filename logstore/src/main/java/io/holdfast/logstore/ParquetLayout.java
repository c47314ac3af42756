package io.holdfast.logstore;

import io.holdfast.os.MemoryFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/// Where the columns of a Parquet file are. Immutable.
///
/// Source: Apache Parquet format, `parquet.thrift`: the file ends with its footer, the footer's length (4
/// bytes, little endian) and `PAR1`.
final class ParquetLayout {

    private static final int TAIL_BYTES = 8;
    /// What most footers take.
    private static final int FOOTER_GUESS_BYTES = 64 << 10;

    private final long size;
    private final Map<String, List<Range>> byColumn = new HashMap<>();

    /// Bytes from `start` on, before `end`.
    record Range(long start, long end) {}

    /// When the rows of a row group are from, ends included.
    record RowGroupTimes(long minMicros, long maxMicros) {}

    private ParquetLayout(long size) {
        this.size = size;
    }

    /// Where a file of a size tells how long its footer is, and most of them have it.
    static Range tail(long size) {
        return new Range(Math.max(0, size - FOOTER_GUESS_BYTES), size);
    }

    /// Where the footer is.
    ///
    /// @param file of which [#tail] is there
    /// @throws IOException if it cannot have one
    static Range footer(MemoryFile file) throws IOException {
        long size = file.size();
        if (size < TAIL_BYTES) {
            throw new IOException("Parquet without a footer");
        }
        ByteBuffer tail = ByteBuffer.allocate(TAIL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(size - TAIL_BYTES, tail);
        int length = tail.getInt(0);
        if (length < 0 || length > size - TAIL_BYTES) {
            throw new IOException("Parquet with a footer that is longer than the file");
        }
        return new Range(size - TAIL_BYTES - length, size - TAIL_BYTES);
    }

    /// The footer's content.
    ///
    /// @param file of which [#footer] is there
    static FileMetaData metadata(MemoryFile file) throws IOException {
        Range range = footer(file);
        ByteBuffer footer = ByteBuffer.allocate((int) (range.end() - range.start()));
        file.read(range.start(), footer);
        return Util.readFileMetaData(new ByteArrayInputStream(footer.array()));
    }

    private void readTerms(FileMetaData metadata) throws IOException {
        if (metadata.isSetKey_value_metadata()) {
            for (KeyValue pair : told(metadata.getKey_value_metadata())) {
                if (TermIndex.PROPERTY.equals(pair.getKey())) {
                    byColumn.put(TermIndex.PROPERTY, List.of(TermIndex.where(told(pair.getValue()), size)));
                }
            }
        }
    }

    /// When the rows of each row group are from; nothing where the file does not tell.
    static List<RowGroupTimes> times(FileMetaData metadata) throws IOException {
        List<RowGroupTimes> times = new ArrayList<>();
        List<RowGroup> groups = told(metadata.getRow_groups());
        for (RowGroup group : groups) {
            for (ColumnChunk chunk : told(group.getColumns())) {
                ColumnMetaData column = told(chunk.getMeta_data());
                Statistics bounds = column.getStatistics();
                if (told(column.getPath_in_schema()).getFirst().equals(TableSchema.TIME_COLUMN)
                        && bounds != null && bounds.isSetMin_value() && bounds.isSetMax_value()) {
                    times.add(
                            new RowGroupTimes(micros(bounds.getMin_value()), micros(bounds.getMax_value())));
                }
            }
        }
        return times.size() == groups.size() ? times : List.of();
    }

    private static long micros(byte[] value) {
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /// Reads the layout.
    ///
    /// @param file of which [#footer] is there
    static ParquetLayout read(MemoryFile file) throws IOException {
        ParquetLayout layout = new ParquetLayout(file.size());
        FileMetaData metadata = metadata(file);
        layout.readTerms(metadata);
        for (RowGroup group : told(metadata.getRow_groups())) {
            for (ColumnChunk chunk : told(group.getColumns())) {
                ColumnMetaData column = told(chunk.getMeta_data());
                List<Range> ranges = layout.byColumn
                        .computeIfAbsent(told(column.getPath_in_schema()).getFirst(),
                                name -> new ArrayList<>());
                ranges.add(pages(column));
                if (column.isSetBloom_filter_offset()) {
                    ranges.add(layout.bloomFilter(column));
                }
            }
        }
        return layout;
    }

    static <T> T told(@Nullable T part) throws IOException {
        if (part == null) {
            throw new IOException("Parquet with a footer that does not tell where columns are");
        }
        return part;
    }

    /// Where the pages of a column of a row group are.
    static Range pages(ColumnMetaData column) {
        long start = column.getData_page_offset();
        if (column.isSetDictionary_page_offset() && column.getDictionary_page_offset() > 0) {
            start = Math.min(start, column.getDictionary_page_offset());
        }
        if (column.isSetIndex_page_offset() && column.getIndex_page_offset() > 0) {
            start = Math.min(start, column.getIndex_page_offset());
        }
        return new Range(start, start + column.getTotal_compressed_size());
    }

    /// One whose length is not told may go on to the end.
    private Range bloomFilter(ColumnMetaData column) {
        long start = column.getBloom_filter_offset();
        return new Range(start,
                column.isSetBloom_filter_length() ? start + column.getBloom_filter_length() : size);
    }

    /// Where the term index is, if the file has one.
    Optional<Range> terms() {
        return byColumn.getOrDefault(TermIndex.PROPERTY, List.of()).stream().findFirst();
    }

    /// Where all is that columns need, besides the footer; those that the file does not have need nothing. The term
    /// index counts as one, of the name [TermIndex#PROPERTY].
    List<Range> ranges(Set<String> columns) {
        return columns.stream().flatMap(name -> byColumn.getOrDefault(name, List.of()).stream()).toList();
    }
}
