package io.holdfast.logstore;

import io.holdfast.os.MemoryFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The filters of terms in a data file, one for each row group over the texts of all its columns: where rows that
/// hold some terms can be. Format: `docs/formats/log-table.md`.
final class TermIndex {

    /// The key under which the footer of a file that has one says how many bytes it takes.
    static final String PROPERTY = "holdfast.term-index-bytes";
    /// Where it is in its file: after the magic number.
    static final int START = 4;
    private static final int COUNT_BYTES = Integer.BYTES;
    private static final int ENTRY_BYTES = 2 * Long.BYTES + Integer.BYTES;

    private final MemoryFile file;
    private final List<Group> groups;

    /// A row group.
    ///
    /// @param filter where its filter begins
    /// @param blocks of the filter; 0 where it has none
    private record Group(long minMicros, long maxMicros, long filter, int blocks) {}

    private TermIndex(MemoryFile file, List<Group> groups) {
        this.file = file;
        this.groups = groups;
    }

    /// The end of an index: when the rows of each group are from, and how long its filter is.
    ///
    /// @param blocks 0 for a group that may hold any term
    static byte[] directory(List<ParquetLayout.RowGroupTimes> times, List<Integer> blocks) {
        ByteBuffer directory = ByteBuffer.allocate(times.size() * ENTRY_BYTES + COUNT_BYTES);
        for (int i = 0; i < times.size(); i++) {
            directory.putLong(times.get(i).minMicros()).putLong(times.get(i).maxMicros())
                    .putInt(blocks.get(i));
        }
        return directory.putInt(times.size()).array();
    }

    /// Where the index is.
    ///
    /// @param length as the footer has it
    /// @param size of the file
    /// @throws IOException if it cannot be there
    static ParquetLayout.Range where(String length, long size) throws IOException {
        try {
            long bytes = Long.parseLong(length);
            if (bytes >= 0 && bytes <= size - START) {
                return new ParquetLayout.Range(START, START + bytes);
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new IOException("A term index whose length is not possible");
    }

    /// Reads the directory.
    ///
    /// @param where the index is
    /// @throws IOException if it is none
    static TermIndex read(MemoryFile file, ParquetLayout.Range where) throws IOException {
        List<Group> groups = new ArrayList<>();
        if (where.start() == where.end()) {
            return new TermIndex(file, groups);
        }
        ByteBuffer count = ByteBuffer.allocate(COUNT_BYTES);
        file.read(where.end() - COUNT_BYTES, count);
        long start = where.end() - COUNT_BYTES - (long) count.getInt(0) * ENTRY_BYTES;
        if (count.getInt(0) < 0 || start < where.start()) {
            throw new IOException("A term index that is longer than its place");
        }
        ByteBuffer directory = ByteBuffer.allocate((int) (where.end() - COUNT_BYTES - start));
        file.read(start, directory);
        directory.flip();
        long filter = where.start();
        while (directory.hasRemaining()) {
            Group group = new Group(directory.getLong(), directory.getLong(), filter, directory.getInt());
            groups.add(group);
            filter += (long) group.blocks * TermFilter.BLOCK_BYTES;
        }
        if (filter != start) {
            throw new IOException("A term index that does not fill its place");
        }
        return new TermIndex(file, groups);
    }

    /// Where rows can be that matter.
    TermRows rows(TermCondition condition) {
        List<DataFileEntry.Span> spans = groups.stream()
                .filter(group -> condition.mayHold((column, term) -> mayHold(group, term)))
                .map(group -> new DataFileEntry.Span(group.minMicros, group.maxMicros))
                .collect(Collectors.toList());
        return spans.size() == groups.size() ? TermRows.ALL : new TermRows(false, spans);
    }

    private boolean mayHold(Group group, String term) {
        if (group.blocks == 0) {
            return true;
        }
        long hash = TermSet.hash(term);
        ByteBuffer block = ByteBuffer.allocate(TermFilter.BLOCK_BYTES);
        try {
            file.read(group.filter + (long) TermFilter.block(hash, group.blocks) * TermFilter.BLOCK_BYTES,
                    block);
        } catch (IOException e) {
            throw Failures.reading("A data file", e);
        }
        return TermFilter.mayHold(block, hash);
    }
}
