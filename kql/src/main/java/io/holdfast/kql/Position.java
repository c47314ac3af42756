package io.holdfast.kql;

/// A place in a query text: line and column, both counted from 1, the column in characters (code points).
public record Position(int line, int column) {
    /// The first character of a text.
    public static final Position START = new Position(1, 1);

    /// Checks that both count from 1.
    public Position {
        if (line < 1 || column < 1) {
            throw new IllegalArgumentException(
                    "Invalid position: %d:%d (both count from 1)".formatted(line, column));
        }
    }

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
