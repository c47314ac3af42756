package io.holdfast.kql;

import java.util.List;
import java.util.Map;

/// What `externaldata` reads: columns from files at addresses.
///
/// @param uris the addresses as the query has them
/// @param properties those of its `with` clause, such as `format`, by lower-case names
public record ExternalSource(List<ColumnSchema> columns, List<String> uris, Map<String, String> properties) {
    /// Copies the collections.
    public ExternalSource {
        columns = List.copyOf(columns);
        uris = List.copyOf(uris);
        properties = Map.copyOf(properties);
    }
}
