package io.holdfast.kql;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/// What `externaldata` reads: columns from files at addresses.
///
/// @param position where in the query it stands
/// @param uris the addresses as the query has them; they may hold secrets, so no message quotes them
/// @param properties those of its `with` clause, such as `format`, by lower-case names
public record ExternalSource(Position position, List<ColumnSchema> columns, List<String> uris,
        Map<String, String> properties) {
    /// Copies the collections.
    public ExternalSource {
        Objects.requireNonNull(position, "position");
        columns = List.copyOf(columns);
        uris = List.copyOf(uris);
        properties = Map.copyOf(properties);
    }

    /// Returns the table that stands for the source under a name: the text of each column, in their order. What
    /// the columns are called is the query's affair, so their names are `c0`, `c1` and so on.
    public TableSchema textsAs(String name) {
        return new TableSchema(name, IntStream.range(0, columns.size())
                .mapToObj(index -> new ColumnSchema("c" + index, KqlType.STRING)).toList());
    }
}
