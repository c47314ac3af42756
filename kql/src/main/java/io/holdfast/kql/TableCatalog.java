package io.holdfast.kql;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The tables and functions that a query may name. Must not change while one query is bound.
public interface TableCatalog {
    /// Returns the table of this exact, case-sensitive name, or empty if there is none.
    Optional<TableSchema> find(String name);

    /// Returns the names of all tables: for wildcards such as `union Security*`, and for suggestions in
    /// errors.
    Collection<String> names();

    /// Returns the saved function of this exact name, or empty if there is none. Tables of the same name go
    /// first.
    default Optional<SavedFunction> savedFunction(String name) {
        return Optional.empty();
    }

    /// Returns the function of this exact name that another module supplies, or empty if there is none.
    default Optional<SuppliedFunction> suppliedFunction(String name) {
        return Optional.empty();
    }

    /// Returns the table that stands for an external source, as [ExternalSource#textsAs] makes it, whose name
    /// the scans of the query then carry, or empty if nothing outside may be read. The texts become values of the
    /// columns' types, null where they are none, as the query converts texts.
    ///
    /// @throws KqlException if this source may not be read
    default Optional<TableSchema> externalData(ExternalSource source) {
        return Optional.empty();
    }

    /// Returns a table of another workspace, whose name the scans of the query then carry, or empty if there
    /// is none that the caller may read.
    ///
    /// @param kind what the reference names: `workspace`, `app`, `resource` or `database`
    /// @param reference the name or id, as the query has it
    default Optional<TableSchema> foreignTable(String kind, String reference, String table) {
        return Optional.empty();
    }

    /// Returns columns that operators whose columns depend on the rows have in any case: for binding queries
    /// where there are no rows.
    default List<ColumnSchema> assumedColumns() {
        return List.of();
    }

    /// Returns the names of all saved and supplied functions: for wildcards and for suggestions in errors.
    default Collection<String> functionNames() {
        return List.of();
    }

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
