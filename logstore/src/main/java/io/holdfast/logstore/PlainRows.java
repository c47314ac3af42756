package io.holdfast.logstore;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/// The rows of a JSON array, where it is plain: then DuckDB is given their values, at a lower cost than having it read
/// the JSON. Immutable.
///
/// Plain is what the ingestion APIs make of the rows that they are sent: without spaces, each value in the form that
/// its column is kept in, so that nothing is converted in a way of DuckDB's own, and nothing can be refused. All else,
/// mistakes among it, is for [Relations#json].
final class PlainRows {

    static final byte ABSENT = 0;
    static final byte NULL = 1;
    /// Bytes of the JSON, as they are.
    static final byte TEXT = 2;
    /// Bytes of the JSON with escapes.
    static final byte ESCAPED = 3;
    static final byte NUMBER = 4;

    static final String ESCAPES = "\"\\/bfnrt";
    private static final String ESCAPED_CHARACTERS = "\"\\/\b\f\n\r\t";
    private static final long SECOND_MICROS = TimeUnit.SECONDS.toMicros(1);

    private final byte[] json;
    private final List<Column> columns;
    // Of each value, row by row: what it is, and the number, the bits of a floating-point one, or where the text is.
    private final byte[] kinds;
    private final long[] values;
    private final int count;

    /// Takes ownership of what a [PlainRowReader] has read.
    PlainRows(byte[] json, List<Column> columns, byte[] kinds, long[] values, int count) {
        this.json = json;
        this.columns = columns;
        this.kinds = kinds;
        this.values = values;
        this.count = count;
    }

    /// The rows; empty if they are not plain.
    ///
    /// @param columns of the table, in their order
    static Optional<PlainRows> of(byte[] json, List<Column> columns) {
        return new PlainRowReader(json, columns).read();
    }

    List<Column> columns() {
        return columns;
    }

    int count() {
        return count;
    }

    /// Gives some of the rows to DuckDB, a column at a time, as [PlainRowSource] has them.
    ///
    /// @param to takes as many
    void write(int first, int count, DuckDBDataChunkWriter to) {
        int width = columns.size();
        for (int column = 0; column < width; column++) {
            DuckDBWritableVector vector = to.vector(column);
            int value = first * width + column;
            if (vector.getType() == DuckDBColumnType.VARCHAR) {
                vector.setStringUtf8Batch(0, texts(value, count));
            } else {
                for (int row = 0; row < count; row++, value += width) {
                    if (kinds[value] == NUMBER) {
                        set(vector, row, values[value]);
                    } else {
                        vector.setNull(row);
                    }
                }
            }
        }
    }

    private byte[] @Nullable [] texts(int first, int count) {
        byte[][] texts = new byte[count][];
        for (int i = 0, value = first; i < count; i++, value += columns.size()) {
            int start = start(values[value]);
            int end = end(values[value]);
            if (kinds[value] == TEXT) {
                texts[i] = Arrays.copyOfRange(json, start, end);
            } else if (kinds[value] == ESCAPED) {
                texts[i] = unescaped(start, end);
            }
        }
        return texts;
    }

    private static void set(DuckDBWritableVector vector, int row, long value) {
        switch (vector.getType()) {
            case TIMESTAMP -> vector.setTimestamp(row, LocalDateTime.ofEpochSecond(
                    Math.floorDiv(value, SECOND_MICROS),
                    (int) TimeUnit.MICROSECONDS.toNanos(Math.floorMod(value, SECOND_MICROS)),
                    ZoneOffset.UTC));
            case DOUBLE -> vector.setDouble(row, Double.longBitsToDouble(value));
            case INTEGER -> vector.setInt(row, (int) value);
            case BOOLEAN -> vector.setBoolean(row, value != 0);
            default -> vector.setLong(row, value);
        }
    }

    /// Where a text is.
    static long span(int start, int end) {
        return (long) start << Integer.SIZE | end;
    }

    private static int start(long span) {
        return (int) (span >>> Integer.SIZE);
    }

    private static int end(long span) {
        return (int) span;
    }

    private byte[] unescaped(int start, int end) {
        byte[] text = new byte[end - start];
        int length = 0;
        for (int i = start; i < end; i++) {
            byte b = json[i];
            if (b == '\\') {
                i++;
                b = (byte) ESCAPED_CHARACTERS.charAt(ESCAPES.indexOf(json[i]));
            }
            text[length++] = b;
        }
        return Arrays.copyOf(text, length);
    }
}
