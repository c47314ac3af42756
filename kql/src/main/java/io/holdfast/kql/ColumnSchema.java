package io.holdfast.kql;

import java.util.Objects;

/// The name and type of a column of a table. Names are case-sensitive.
public record ColumnSchema(String name, KqlType type) {
    /// Checks that the name is not empty.
    public ColumnSchema {
        Objects.requireNonNull(type, "type");
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "Invalid column name: empty (must have at least one character)");
        }
    }
}
