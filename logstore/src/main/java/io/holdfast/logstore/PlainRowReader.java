package io.holdfast.logstore;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Reads a JSON array as [PlainRows], once. For one thread.
final class PlainRowReader {

    private static final int NO_COLUMN = -1;
    private static final VarHandle EIGHT_BYTES = MethodHandles.byteArrayViewVarHandle(long[].class,
            ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final String TIME_SHAPE = "0000-00-00T00:00:00";
    private static final int NANO_DIGITS = 9;
    /// Each of these fits 64 bits.
    private static final int MAX_DIGITS = 18;
    private static final int MAX_DEPTH = 64;
    private static final int BYTES_OF_A_ROW = 256;
    /// Absent ones count, too: many short rows of a wide table must not take more memory than these, 9 MiB.
    static final int MAX_VALUES = 1 << 20;
    private static final long DAY_MICROS = TimeUnit.DAYS.toMicros(1);

    private final byte[] json;
    private final List<Column> columns;
    private final ColumnType[] types;
    // As they stand in JSON, from the quote to the colon.
    private final byte[][] names;
    private final Map<String, Integer> indexes = new HashMap<>();
    // Of each column, and of the beginning of a row, which was named after it the last time.
    private final int[] followers;
    private final int timeColumn;
    // Of each value, row by row: what it is, and the number, the bits of a floating-point one, or where the text is.
    private byte[] kinds;
    private long[] values;
    private int rows;
    // Of the reading.
    private int at;
    private int row;
    private boolean ascii = true;
    private int lastDate = -1;
    private long lastDay;

    /// @param columns of the table, in their order
    PlainRowReader(byte[] json, List<Column> columns) {
        this.json = json;
        this.columns = columns;
        this.types = columns.stream().map(Column::type).toArray(ColumnType[]::new);
        this.names = columns.stream()
                .map(column -> '"' + column.name().replace("\\", "\\\\").replace("\"", "\\\"") + "\":")
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.followers = IntStream.rangeClosed(0, types.length).map(i -> i % types.length).toArray();
        columns.forEach(column -> indexes.put(column.name(), indexes.size()));
        this.timeColumn = indexes.getOrDefault(TableSchema.TIME_COLUMN, NO_COLUMN);
        int capacity = (int) Math.min(MAX_VALUES, (json.length / BYTES_OF_A_ROW + 1L) * types.length);
        this.kinds = new byte[capacity];
        this.values = new long[capacity];
    }

    /// The rows; empty if they are not plain.
    Optional<PlainRows> read() {
        try {
            array();
            return Optional.of(new PlainRows(json, columns, kinds, values, rows));
        } catch (NotPlainException _) {
            return Optional.empty();
        }
    }

    /// Thrown and caught here alone; without a stack.
    private static final class NotPlainException extends Exception {
        private static final long serialVersionUID = 1L;

        private NotPlainException() {
            super(null, null, false, false);
        }
    }

    private void array() throws NotPlainException {
        expect('[');
        if (peek() == ']') {
            at++;
        } else {
            do {
                row();
            } while (more(']'));
        }
        require(at == json.length && (ascii || isUtf8()));
    }

    private void row() throws NotPlainException {
        row = rows * types.length;
        if (row + types.length > kinds.length) {
            require(row + types.length <= MAX_VALUES);
            int larger = Math.min(MAX_VALUES, kinds.length * 2);
            kinds = Arrays.copyOf(kinds, larger);
            values = Arrays.copyOf(values, larger);
        }
        expect('{');
        require(peek() != '}');
        int column = NO_COLUMN;
        do {
            column = columnAfter(column);
            require(kinds[row + column] == PlainRows.ABSENT);
            value(column);
        } while (more('}'));
        require(timeColumn != NO_COLUMN && kinds[row + timeColumn] == PlainRows.NUMBER);
        rows++;
    }

    /// Reads the name of a column and the colon. Rows that come together mostly name theirs in one order.
    private int columnAfter(int column) throws NotPlainException {
        int likely = followers[column + 1];
        byte[] name = names[likely];
        if (at + name.length <= json.length
                && Arrays.equals(name, 0, name.length, json, at, at + name.length)) {
            at += name.length;
            return likely;
        }
        int start = at + 1;
        require(!string());
        int found = indexes.getOrDefault(new String(json, start, at - 1 - start, StandardCharsets.UTF_8),
                NO_COLUMN);
        require(found != NO_COLUMN);
        expect(':');
        followers[column + 1] = found;
        return found;
    }

    private void value(int column) throws NotPlainException {
        int start = at;
        ColumnType type = types[column];
        switch (peek()) {
            case 'n' -> {
                literal("null");
                set(column, PlainRows.NULL, 0);
            }
            case '"' -> text(column, type);
            case 't' -> flag(column, type, "true");
            case 'f' -> flag(column, type, "false");
            case '{', '[' -> {
                require(type == ColumnType.DYNAMIC);
                nested(0);
                set(column, PlainRows.TEXT, PlainRows.span(start, at));
            }
            default -> number(column, type);
        }
    }

    private void set(int column, byte kind, long value) {
        kinds[row + column] = kind;
        values[row + column] = value;
    }

    private void text(int column, ColumnType type) throws NotPlainException {
        int start = at;
        boolean escaped = string();
        switch (type) {
            case STRING, GUID, DECIMAL ->
                set(column, escaped ? PlainRows.ESCAPED : PlainRows.TEXT, PlainRows.span(start + 1, at - 1));
            case DATETIME -> set(column, PlainRows.NUMBER, micros(start + 1, at - 1));
            case DYNAMIC -> {
                require(!escaped);
                set(column, PlainRows.TEXT, PlainRows.span(start, at));
            }
            default -> throw new NotPlainException();
        }
    }

    private void flag(int column, ColumnType type, String text) throws NotPlainException {
        int start = at;
        literal(text);
        switch (type) {
            case BOOL -> set(column, PlainRows.NUMBER, text.equals("true") ? 1 : 0);
            case DYNAMIC -> set(column, PlainRows.TEXT, PlainRows.span(start, at));
            default -> throw new NotPlainException();
        }
    }

    private void number(int column, ColumnType type) throws NotPlainException {
        int start = at;
        boolean whole = number();
        switch (type) {
            case INT, LONG, TIMESPAN -> {
                require(whole);
                long value = whole(start);
                require(type != ColumnType.INT || (int) value == value);
                set(column, PlainRows.NUMBER, value);
            }
            case REAL -> {
                double value = Double.parseDouble(
                        new String(json, start, at - start, StandardCharsets.ISO_8859_1));
                require(Double.isFinite(value));
                set(column, PlainRows.NUMBER, Double.doubleToRawLongBits(value));
            }
            case DYNAMIC -> {
                require(whole);
                set(column, PlainRows.TEXT, PlainRows.span(start, at));
            }
            default -> throw new NotPlainException();
        }
    }

    /// The number that ends here, of at most [#MAX_DIGITS].
    private long whole(int start) {
        boolean negative = json[start] == '-';
        long value = 0;
        for (int i = negative ? start + 1 : start; i < at; i++) {
            value = value * 10 + json[i] - '0';
        }
        return negative ? -value : value;
    }

    /// Reads a number; whether it is a whole one that DuckDB writes as it is here.
    private boolean number() throws NotPlainException {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        int first = at;
        digits();
        boolean whole = at - first <= MAX_DIGITS && (json[first] != '0' || first == start);
        require(json[first] != '0' || at == first + 1);
        if (peek() == '.') {
            at++;
            digits();
            whole = false;
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
            whole = false;
        }
        return whole;
    }

    private void digits() throws NotPlainException {
        int start = at;
        while (isDigit(peek())) {
            at++;
        }
        require(at > start);
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /// Reads a string; whether there are escapes in it.
    private boolean string() throws NotPlainException {
        expect('"');
        boolean escaped = false;
        skipText();
        for (byte b = next(); b != '"'; b = next()) {
            if (b == '\\') {
                require(PlainRows.ESCAPES.indexOf(next()) >= 0);
                escaped = true;
            } else {
                require(b >= ' ' || b < 0);
                ascii &= b >= 0;
            }
            skipText();
        }
        return escaped;
    }

    /// Goes on to what is no ASCII, a quote, an escape or a control character, while eight bytes are left: the first
    /// byte of which a difference has the highest bit. (Those after it may have it for its borrowing.)
    private void skipText() {
        int i = at;
        long found = 0;
        while (found == 0 && i + Long.BYTES <= json.length) {
            long eight = (long) EIGHT_BYTES.get(json, i);
            long quotes = (eight ^ EACH * '"') - EACH;
            long escapes = (eight ^ EACH * '\\') - EACH;
            found = (eight | eight - EACH * ' ' | quotes | escapes) & HIGH_BITS;
            i += Long.numberOfTrailingZeros(found) / Byte.SIZE;
        }
        at = i;
    }

    /// Reads a dynamic value that DuckDB would write as it is here.
    private void nested(int depth) throws NotPlainException {
        require(depth < MAX_DEPTH);
        switch (peek()) {
            case '{' -> {
                at++;
                if (peek() == '}') {
                    at++;
                    return;
                }
                do {
                    require(!string());
                    expect(':');
                    nested(depth + 1);
                } while (more('}'));
            }
            case '[' -> {
                at++;
                if (peek() == ']') {
                    at++;
                    return;
                }
                do {
                    nested(depth + 1);
                } while (more(']'));
            }
            case '"' -> require(!string());
            case 'n' -> literal("null");
            case 't' -> literal("true");
            case 'f' -> literal("false");
            default -> require(number());
        }
    }

    /// Microseconds since 1970 of `yyyy-MM-ddTHH:mm:ssZ`, with up to nine digits of a fraction or none.
    private long micros(int start, int end) throws NotPlainException {
        int shape = start + TIME_SHAPE.length();
        require(end > shape && json[end - 1] == 'Z');
        for (int i = start; i < shape; i++) {
            char expected = TIME_SHAPE.charAt(i - start);
            require(expected == '0' ? isDigit(json[i]) : json[i] == expected);
        }
        int hour = two(start + 11);
        int minute = two(start + 14);
        int second = two(start + 17);
        require(hour < 24 && minute < 60 && second < 60);
        return day(start) * DAY_MICROS
                + TimeUnit.SECONDS.toMicros(hour * 3600L + minute * 60L + second)
                + fraction(shape, end - 1);
    }

    private long fraction(int start, int end) throws NotPlainException {
        if (start == end) {
            return 0;
        }
        int digits = end - start - 1;
        require(json[start] == '.' && digits >= 1 && digits <= NANO_DIGITS);
        long nanos = 0;
        for (int i = 1; i <= NANO_DIGITS; i++) {
            byte digit = i <= digits ? json[start + i] : (byte) '0';
            require(isDigit(digit));
            nanos = nanos * 10 + digit - '0';
        }
        return TimeUnit.NANOSECONDS.toMicros(nanos);
    }

    /// Rows that come together are mostly of one day.
    private long day(int start) throws NotPlainException {
        int year = two(start) * 100 + two(start + 2);
        int date = (year * 100 + two(start + 5)) * 100 + two(start + 8);
        if (date != lastDate) {
            require(year > 0);
            try {
                lastDay = LocalDate.of(year, two(start + 5), two(start + 8)).toEpochDay();
            } catch (DateTimeException _) {
                throw new NotPlainException();
            }
            lastDate = date;
        }
        return lastDay;
    }

    private int two(int start) {
        return (json[start] - '0') * 10 + json[start + 1] - '0';
    }

    private boolean isUtf8() {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /// Whether another one follows, or this end.
    private boolean more(char end) throws NotPlainException {
        byte b = next();
        require(b == ',' || b == end);
        return b == ',';
    }

    private void literal(String text) throws NotPlainException {
        for (int i = 0; i < text.length(); i++) {
            expect(text.charAt(i));
        }
    }

    private void expect(char expected) throws NotPlainException {
        require(next() == expected);
    }

    private byte next() throws NotPlainException {
        byte b = peek();
        at++;
        return b;
    }

    private byte peek() throws NotPlainException {
        require(at < json.length);
        return json[at];
    }

    private static void require(boolean plain) throws NotPlainException {
        if (!plain) {
            throw new NotPlainException();
        }
    }
}
