package io.holdfast.scanner;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The write-ahead log beside a SQLite database (SQLite file format, section 4), applied to a copy of the
/// database: opening the real files would write to them.
final class SqliteWal {

    private static final int HEADER_BYTES = 32;
    private static final int FRAME_HEADER_BYTES = 24;
    private static final int MAGIC = 0x377f0682;
    private static final int PAGE_SIZE_AT = 8;
    private static final int SALT_AT = 16;
    private static final int HEADER_CHECKSUM_AT = 24;
    private static final int FRAME_CHECKSUM_AT = 16;
    private static final int DATABASE_PAGES_AT = 28;

    private final byte[] log;
    private final ByteBuffer header;
    private final int pageBytes;
    private int sum0;
    private int sum1;

    private SqliteWal(byte[] log) {
        this.log = log;
        header = ByteBuffer.wrap(log);
        pageBytes = header.getInt(PAGE_SIZE_AT);
    }

    /// The database with all committed transactions of the log applied.
    ///
    /// @return nothing if the log holds no valid commit for a page size of the database
    static Optional<byte[]> applied(byte[] database, byte[] log) {
        if (log.length < HEADER_BYTES + FRAME_HEADER_BYTES || (ByteBuffer.wrap(log).getInt() & ~1) != MAGIC) {
            return Optional.empty();
        }
        SqliteWal wal = new SqliteWal(log);
        if (wal.pageBytes < 512 || wal.pageBytes > 65536 || Integer.bitCount(wal.pageBytes) != 1) {
            return Optional.empty();
        }
        return wal.apply(database);
    }

    private Optional<byte[]> apply(byte[] database) {
        checksum(0, HEADER_CHECKSUM_AT);
        if (!matches(HEADER_CHECKSUM_AT)) {
            return Optional.empty();
        }
        Map<Integer, Integer> pending = new HashMap<>();
        Map<Integer, Integer> committed = new HashMap<>();
        int pages = 0;
        int frameBytes = FRAME_HEADER_BYTES + pageBytes;
        for (int at = HEADER_BYTES; at + frameBytes <= log.length && isValid(at); at += frameBytes) {
            pending.put(header.getInt(at), at + FRAME_HEADER_BYTES);
            int pagesAfterCommit = header.getInt(at + 4);
            if (pagesAfterCommit > 0) {
                pages = pagesAfterCommit;
                committed.putAll(pending);
                pending.clear();
            }
        }
        if (pages == 0 || (long) pages * pageBytes > Integer.MAX_VALUE - 8) {
            return Optional.empty();
        }
        byte[] result = Arrays.copyOf(database, pages * pageBytes);
        committed.forEach((page, from) -> copyPage(page, from, result));
        ByteBuffer.wrap(result).putInt(DATABASE_PAGES_AT, pages);
        return Optional.of(result);
    }

    private void copyPage(int page, int from, byte[] result) {
        long to = (page - 1L) * pageBytes;
        if (to >= 0 && to + pageBytes <= result.length) {
            System.arraycopy(log, from, result, (int) to, pageBytes);
        }
    }

    /// Whether the frame belongs to this log and not to an earlier one whose bytes are still there.
    private boolean isValid(int frame) {
        if (header.getLong(frame + 8) != header.getLong(SALT_AT)) {
            return false;
        }
        checksum(frame, 8);
        checksum(frame + FRAME_HEADER_BYTES, pageBytes);
        return matches(frame + FRAME_CHECKSUM_AT);
    }

    private boolean matches(int at) {
        return header.getInt(at) == sum0 && header.getInt(at + 4) == sum1;
    }

    /// SQLite file format, section 4.2: the byte order is that of the last bit of the magic number.
    private void checksum(int from, int length) {
        ByteBuffer words = ByteBuffer.wrap(log)
                .order((log[3] & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (int at = from; at < from + length; at += 8) {
            sum0 += words.getInt(at) + sum1;
            sum1 += words.getInt(at + 4) + sum0;
        }
    }
}
