package io.holdfast.logstore;

import java.nio.ByteBuffer;
import java.util.UUID;

/// One acknowledged append in the WAL.
///
/// @param table the table's uuid
/// @param columnCount how many columns the table had: the rows are read with the first so many
/// @param rows the JSON array, owned
record WalRecord(long lsn, UUID table, int columnCount, byte[] rows) {

    private static final int HEAD_BYTES = Long.BYTES + 2 * Long.BYTES + Integer.BYTES;

    /// Layout, big endian: LSN (8 bytes), table uuid (16), column count (4), rows (the rest).
    byte[] encode() {
        return ByteBuffer.allocate(HEAD_BYTES + rows.length).putLong(lsn)
                .putLong(table.getMostSignificantBits()).putLong(table.getLeastSignificantBits())
                .putInt(columnCount).put(rows).array();
    }

    /// Reads what [#encode] made and the frame's tag has proved.
    static WalRecord decode(byte[] frame) {
        ByteBuffer buffer = ByteBuffer.wrap(frame);
        long lsn = buffer.getLong();
        UUID table = new UUID(buffer.getLong(), buffer.getLong());
        int columnCount = buffer.getInt();
        byte[] rows = new byte[buffer.remaining()];
        buffer.get(rows);
        return new WalRecord(lsn, table, columnCount, rows);
    }
}
