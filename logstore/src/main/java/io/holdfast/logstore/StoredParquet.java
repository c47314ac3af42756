package io.holdfast.logstore;

import io.holdfast.os.MemoryFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/// Parquet in the order in which it is stored: the [TermIndex], then the columns, the largest first, with the parts
/// of all row groups together, then the footer. Those who read few columns so need few AGS1 blocks, and small columns
/// lie in those of the footer, which all readers need. For one thread.
///
/// Parquet's footer says where each part is, so the order is free; writers make one row group after the other.
final class StoredParquet {

    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int COPY_BYTES = 1 << 20;

    private final MemoryFile source;
    private final List<byte[]> index;
    private final FileMetaData metadata;
    private final List<ParquetLayout.Range> parts = new ArrayList<>();
    private long end = TermIndex.START;

    private StoredParquet(MemoryFile source, FileMetaData metadata, List<byte[]> index) {
        this.source = source;
        this.metadata = metadata;
        this.index = index;
    }

    /// @param parquet stays the caller's, and as it is while this is used
    /// @param metadata what its footer says; becomes that of the stored file
    /// @param index the parts of its term index; none for a file without one
    static StoredParquet of(MemoryFile parquet, FileMetaData metadata, List<byte[]> index)
            throws IOException {
        StoredParquet stored = new StoredParquet(parquet, metadata, index);
        stored.placeIndex();
        stored.placeColumns();
        return stored;
    }

    private void placeIndex() {
        if (!index.isEmpty()) {
            long bytes = index.stream().mapToLong(part -> part.length).sum();
            metadata.addToKey_value_metadata(
                    new KeyValue(TermIndex.PROPERTY).setValue(Long.toString(bytes)));
            end = TermIndex.START + bytes;
        }
    }

    private void placeColumns() throws IOException {
        List<RowGroup> groups = ParquetLayout.told(metadata.getRow_groups());
        List<List<ColumnChunk>> columns = new ArrayList<>();
        for (RowGroup group : groups) {
            List<ColumnChunk> chunks = ParquetLayout.told(group.getColumns());
            for (int column = 0; column < chunks.size(); column++) {
                if (column == columns.size()) {
                    columns.add(new ArrayList<>());
                }
                columns.get(column).add(chunks.get(column));
            }
            // It says where the group begins, and is optional.
            group.unsetFile_offset();
        }
        columns.sort(Comparator.comparingLong(StoredParquet::bytes).reversed());
        for (List<ColumnChunk> column : columns) {
            for (ColumnChunk chunk : column) {
                movePages(chunk, ParquetLayout.told(chunk.getMeta_data()));
            }
            for (ColumnChunk chunk : column) {
                moveBloomFilter(ParquetLayout.told(chunk.getMeta_data()));
            }
        }
    }

    private static long bytes(List<ColumnChunk> column) {
        return column.stream().map(ColumnChunk::getMeta_data).filter(Objects::nonNull)
                .mapToLong(ColumnMetaData::getTotal_compressed_size).sum();
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
        for (byte[] part : index) {
            out.write(part);
        }
        for (ParquetLayout.Range part : parts) {
            copy(part, out);
        }
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
