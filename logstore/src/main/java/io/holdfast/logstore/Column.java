package io.holdfast.logstore;

/// A column of a table.
///
/// @param name 1 to 256 characters, none a control character; names are case-sensitive
public record Column(String name, ColumnType type) {

    private static final int MAX_NAME_CHARS = 256;

    /// Checks the name.
    public Column {
        if (name.isBlank() || name.length() > MAX_NAME_CHARS
                || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "Invalid column name: %d characters (must be 1 to %d, no control characters)"
                            .formatted(name.length(), MAX_NAME_CHARS));
        }
    }
}
