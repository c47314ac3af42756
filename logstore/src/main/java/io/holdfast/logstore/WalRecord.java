package io.holdfast.logstore;

import java.nio.ByteBuffer;
import java.util.UUID;

/// One acknowledged append in the WAL.
///
/// @param table the table's uuid
/// @param columnCount how many columns the table had: the rows are read with the first so many
/// @param position of the rows in the source that they come from, [#NO_POSITION] for none
/// @param rows the JSON array, owned
record WalRecord(long lsn, UUID table, int columnCount, long position, byte[] rows) {

    /// Rows that come from no source that counts them.
    static final long NO_POSITION = 0;

    private static final int HEAD_BYTES = Long.BYTES + 2 * Long.BYTES + Integer.BYTES;
    private static final int HAS_POSITION = 0x8000_0000;

    /// Layout, big endian: LSN (8 bytes), table uuid (16), column count (4, the highest bit set if a position
    /// follows), position (8, or none), rows (the rest).
    byte[] encode() {
        boolean hasPosition = position != NO_POSITION;
        ByteBuffer buffer = ByteBuffer.allocate(HEAD_BYTES + (hasPosition ? Long.BYTES : 0) + rows.length)
                .putLong(lsn).putLong(table.getMostSignificantBits()).putLong(table.getLeastSignificantBits())
                .putInt(hasPosition ? columnCount | HAS_POSITION : columnCount);
        if (hasPosition) {
            buffer.putLong(position);
        }
        return buffer.put(rows).array();
    }

    /// Reads what [#encode] made and the frame's tag has proved.
    static WalRecord decode(byte[] frame) {
        ByteBuffer buffer = ByteBuffer.wrap(frame);
        long lsn = buffer.getLong();
        UUID table = new UUID(buffer.getLong(), buffer.getLong());
        int columns = buffer.getInt();
        long position = (columns & HAS_POSITION) == 0 ? NO_POSITION : buffer.getLong();
        byte[] rows = new byte[buffer.remaining()];
        buffer.get(rows);
        return new WalRecord(lsn, table, columns & ~HAS_POSITION, position, rows);
    }
}
