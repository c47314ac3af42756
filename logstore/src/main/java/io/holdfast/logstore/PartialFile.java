package io.holdfast.logstore;

import io.holdfast.os.MemoryFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.encryption.Ciphers;
import org.jspecify.annotations.Nullable;

/// A data file in a sparse memory file, with those of its AGS1 blocks decrypted that were needed so far: the
/// rest reads as zero and takes no memory. Loading is for one thread at a time; what is loaded may be read
/// meanwhile.
final class PartialFile implements AutoCloseable {

    private static final int BLOCK_BYTES = Ciphers.PLAIN_BLOCK_SIZE;
    /// Blocks that a worker decrypts one after the other.
    private static final int MAX_SHARE = 16;

    private final MemoryFile content;
    private final long size;
    private final DecryptionWorkers workers;
    private final BitSet present = new BitSet();
    private @Nullable ParquetLayout layout;
    private @Nullable TermIndex terms;

    private PartialFile(MemoryFile content, long size, DecryptionWorkers workers) {
        this.content = content;
        this.size = size;
        this.workers = workers;
    }

    /// What is decrypted, and needs memory before.
    @FunctionalInterface
    interface Reserve {
        void bytes(long needed);
    }

    /// @param size in plain
    /// @param workers decrypt its blocks
    static PartialFile create(long size, DecryptionWorkers workers) throws IOException {
        MemoryFile content = MemoryFile.create();
        try {
            content.resize(size);
            return new PartialFile(content, size, workers);
        } catch (IOException | RuntimeException e) {
            content.close();
            throw e;
        }
    }

    /// Where plain Parquet can be read.
    Path path() {
        return content.path();
    }

    /// Bytes of what is decrypted.
    long bytes() {
        return present.stream().mapToLong(this::bytesOf).sum();
    }

    /// Whether all is there that reading these columns needs.
    boolean has(Set<String> columns) {
        return Optional.ofNullable(layout).map(known -> blocks(known.ranges(columns)).isEmpty())
                .orElse(false);
    }

    /// Which rows can matter: all where the file has no term index.
    ///
    /// @param condition asked of the term index, which is there
    TermRows rows(TermCondition condition) throws IOException {
        ParquetLayout.Range where = Optional.ofNullable(layout).flatMap(ParquetLayout::terms).orElse(null);
        if (where == null) {
            return TermRows.ALL;
        }
        TermIndex index = terms;
        if (index == null) {
            index = TermIndex.read(content, where);
            terms = index;
        }
        return index.rows(condition);
    }

    /// Decrypts what reading these columns needs and is not there.
    ///
    /// @param stored the file's blocks
    /// @param reserve is called before memory is used, and may refuse
    void load(Ags1Blocks stored, Set<String> columns, Reserve reserve) throws IOException {
        ParquetLayout known = layout;
        if (known == null) {
            load(stored, List.of(ParquetLayout.tail(size)), reserve);
            ParquetLayout.Range footer = ParquetLayout.footer(content);
            load(stored, List.of(footer), reserve);
            known = ParquetLayout.read(content);
            layout = known;
        }
        load(stored, known.ranges(columns), reserve);
    }

    private void load(Ags1Blocks stored, List<ParquetLayout.Range> ranges, Reserve reserve)
            throws IOException {
        int[] missing = blocks(ranges).stream().toArray();
        reserve.bytes(Arrays.stream(missing).mapToLong(this::bytesOf).sum());
        int share = Math.clamp(missing.length / workers.size(), 1, MAX_SHARE);
        List<DecryptionWorkers.Task> tasks = new ArrayList<>();
        for (int from = 0; from < missing.length; from += share) {
            int[] own = Arrays.copyOfRange(missing, from, Math.min(from + share, missing.length));
            tasks.add(scratch -> decrypt(stored.new Reader(scratch), own));
        }
        workers.run(tasks);
        Arrays.stream(missing).forEach(present::set);
    }

    private void decrypt(Ags1Blocks.Reader reader, int[] blocks) throws IOException {
        for (int block : blocks) {
            content.write((long) block * BLOCK_BYTES, reader.decrypt(block, (int) bytesOf(block)));
        }
    }

    private long bytesOf(int block) {
        return Math.min(BLOCK_BYTES, size - (long) block * BLOCK_BYTES);
    }

    /// The blocks that are needed and not there.
    private BitSet blocks(List<ParquetLayout.Range> ranges) {
        BitSet blocks = new BitSet();
        for (ParquetLayout.Range range : ranges) {
            long end = Math.min(range.end(), size);
            if (range.start() < end) {
                blocks.set((int) (range.start() / BLOCK_BYTES), (int) ((end - 1) / BLOCK_BYTES) + 1);
            }
        }
        blocks.andNot(present);
        return blocks;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
