package io.holdfast.kql;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The tables that a query may name. Must not change while one query is bound.
public interface TableCatalog {
    /// Returns the table of this exact, case-sensitive name, or empty if there is none.
    Optional<TableSchema> find(String name);

    /// Returns the names of all tables: for wildcards such as `union Security*`, and for suggestions in
    /// errors.
    Collection<String> names();

    /// Returns an immutable catalog of these tables.
    static TableCatalog of(List<TableSchema> tables) {
        Map<String, TableSchema> byName = tables.stream()
                .collect(Collectors.toUnmodifiableMap(TableSchema::name, Function.identity()));
        return new TableCatalog() {
            @Override
            public Optional<TableSchema> find(String name) {
                return Optional.ofNullable(byName.get(name));
            }

            @Override
            public Collection<String> names() {
                return byName.keySet();
            }
        };
    }
}
