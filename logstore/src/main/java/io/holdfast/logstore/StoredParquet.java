package io.holdfast.logstore;

import io.holdfast.os.MemoryFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/// Parquet in the order in which it is stored: the parts of a column, of all row groups, follow each other, so that
/// those who read few columns need few AGS1 blocks; then the [TermIndex] and the footer. For one thread.
///
/// Parquet's footer says where each part is, so the order is free; writers make one row group after the other.
final class StoredParquet {

    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int COPY_BYTES = 1 << 20;

    private final MemoryFile source;
    private final List<byte[]> index;
    private final FileMetaData metadata;
    private final List<ParquetLayout.Range> parts = new ArrayList<>();
    private long end = MAGIC.length;

    private StoredParquet(MemoryFile source, List<byte[]> index) throws IOException {
        this.source = source;
        this.index = index;
        this.metadata = ParquetLayout.metadata(source);
    }

    /// @param parquet stays the caller's, and as it is while this is used
    /// @param index the parts of its term index; none for a file without one
    static StoredParquet of(MemoryFile parquet, List<byte[]> index) throws IOException {
        StoredParquet stored = new StoredParquet(parquet, index);
        stored.arrange();
        return stored;
    }

    private void arrange() throws IOException {
        List<RowGroup> groups = ParquetLayout.told(metadata.getRow_groups());
        int columns = groups.isEmpty() ? 0 : ParquetLayout.told(groups.getFirst().getColumns()).size();
        for (int column = 0; column < columns; column++) {
            for (RowGroup group : groups) {
                ColumnChunk chunk = ParquetLayout.told(group.getColumns()).get(column);
                if (column == 0) {
                    group.setFile_offset(end);
                }
                movePages(chunk, ParquetLayout.told(chunk.getMeta_data()));
            }
            for (RowGroup group : groups) {
                moveBloomFilter(ParquetLayout
                        .told(ParquetLayout.told(group.getColumns()).get(column).getMeta_data()));
            }
        }
    }

    private void movePages(ColumnChunk chunk, ColumnMetaData column) {
        long shift = moved(ParquetLayout.pages(column));
        column.setData_page_offset(column.getData_page_offset() + shift);
        if (column.getDictionary_page_offset() > 0) {
            column.setDictionary_page_offset(column.getDictionary_page_offset() + shift);
        }
        if (column.getIndex_page_offset() > 0) {
            column.setIndex_page_offset(column.getIndex_page_offset() + shift);
        }
        chunk.setFile_offset(0);
        // They would lie beside the pages, and are not kept.
        chunk.unsetColumn_index_offset();
        chunk.unsetColumn_index_length();
        chunk.unsetOffset_index_offset();
        chunk.unsetOffset_index_length();
    }

    private void moveBloomFilter(ColumnMetaData column) {
        if (!column.isSetBloom_filter_length()) {
            column.unsetBloom_filter_offset();
        } else {
            long start = column.getBloom_filter_offset();
            column.setBloom_filter_offset(
                    start + moved(new ParquetLayout.Range(start, start + column.getBloom_filter_length())));
        }
    }

    private long moved(ParquetLayout.Range part) {
        long shift = end - part.start();
        parts.add(part);
        end += part.end() - part.start();
        return shift;
    }

    /// What the footer says.
    FileMetaData metadata() {
        return metadata;
    }

    /// Writes the file.
    void writeTo(OutputStream out) throws IOException {
        out.write(MAGIC);
        for (ParquetLayout.Range part : parts) {
            copy(part, out);
        }
        long indexBytes = 0;
        for (byte[] part : index) {
            indexBytes += part.length;
            out.write(part);
        }
        out.write(ByteBuffer.allocate(TermIndex.LENGTH_BYTES).putLong(indexBytes).array());
        ByteArrayOutputStream footer = new ByteArrayOutputStream();
        Util.writeFileMetaData(metadata, footer);
        footer.writeTo(out);
        out.write(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(footer.size())
                .array());
        out.write(MAGIC);
    }

    private void copy(ParquetLayout.Range part, OutputStream out) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(COPY_BYTES, part.end() - part.start()));
        for (long at = part.start(); at < part.end(); at += buffer.limit()) {
            source.read(at, buffer.clear().limit((int) Math.min(buffer.capacity(), part.end() - at)));
            out.write(buffer.array(), 0, buffer.limit());
        }
    }
}
