package io.holdfast.kqlcheck;

import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.SavedFunction;
import io.holdfast.kql.SuppliedFunction;
import io.holdfast.kql.TableCatalog;
import io.holdfast.kql.TableSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What one query of the check may name: the tables of the schemas, saved functions, and stubs of what
/// neither has. Stubs, and tables whose schema is open, have further columns, which grow as the query names
/// them.
///
/// @param timestamp whether tables also have `Timestamp`, as Defender names `TimeGenerated`
/// @param added the columns that stubs and open tables have besides those of their schema
record CheckCatalog(Map<String, TableSchema> tables, Map<String, SavedFunction> functions,
        Set<String> stubs, Set<String> open, boolean timestamp,
        Map<String, KqlType> added) implements TableCatalog {
    CheckCatalog {
        tables = Map.copyOf(tables);
        functions = Map.copyOf(functions);
        stubs = Set.copyOf(stubs);
        open = Set.copyOf(open);
        added = Map.copyOf(added);
    }

    /// Returns the catalog with other added columns.
    CheckCatalog withAdded(Map<String, KqlType> columns) {
        return new CheckCatalog(tables, functions, stubs, open, timestamp, columns);
    }

    /// Says whether columns can be added at all.
    boolean isOpen() {
        return !stubs.isEmpty() || !open.isEmpty();
    }

    @Override
    public Optional<TableSchema> find(String name) {
        TableSchema table = tables.get(name);
        if (table == null) {
            return stubs.contains(name) ? Optional.of(grown(name, List.of())) : Optional.empty();
        }
        List<ColumnSchema> columns = new ArrayList<>(table.columns());
        if (timestamp && table.column("Timestamp").isEmpty() && table.column("TimeGenerated").isPresent()) {
            columns.add(new ColumnSchema("Timestamp", KqlType.DATETIME));
        }
        return Optional.of(open.contains(name) ? grown(name, columns) : new TableSchema(name, columns));
    }

    private TableSchema grown(String name, List<ColumnSchema> own) {
        List<ColumnSchema> columns = new ArrayList<>(own);
        added.forEach((column, type) -> {
            if (own.stream().noneMatch(existing -> existing.name().equals(column))) {
                columns.add(new ColumnSchema(column, type));
            }
        });
        return new TableSchema(name, columns);
    }

    @Override
    public Collection<String> names() {
        Set<String> names = new TreeSet<>(tables.keySet());
        names.addAll(stubs);
        return names;
    }

    @Override
    public Optional<SavedFunction> savedFunction(String name) {
        return Optional.ofNullable(functions.get(name));
    }

    @Override
    public Optional<SuppliedFunction> suppliedFunction(String name) {
        return stubs.contains(name)
                ? Optional.of((List<@Nullable Object> _) -> find(name))
                : Optional.empty();
    }

    @Override
    public Collection<String> functionNames() {
        return functions.keySet();
    }
}
