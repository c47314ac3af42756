package io.holdfast.loganalytics;

import io.holdfast.externaldata.ExternalTables;
import io.holdfast.kql.ExternalSource;
import io.holdfast.kql.SavedFunction;
import io.holdfast.kql.SuppliedFunction;
import io.holdfast.kql.TableCatalog;
import io.holdfast.kql.TableSchema;
import io.holdfast.rest.Json;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a query of a workspace may name: the tables in its reach, and the saved searches with a `functionAlias` as
/// functions, which are read when the first name is looked up that is no table. For one query, by one thread.
final class WorkspaceCatalog implements TableCatalog {

    private final WorkspaceReach reach;
    private final SavedSearches searches;
    private final WorkspaceFunctions supplied;
    private final ExternalTables external;
    private @Nullable Map<String, SavedFunction> functions;

    WorkspaceCatalog(WorkspaceReach reach, SavedSearches searches, WorkspaceFunctions supplied,
            ExternalTables external) {
        this.supplied = supplied;
        this.external = external;
        this.reach = reach;
        this.searches = searches;
    }

    /// A standard table that is not there has its columns and no rows, unless a function has its name.
    @Override
    public Optional<TableSchema> find(String name) {
        return reach.find(name).or(() -> Tables.queriedEmpty(name)
                .filter(schema -> savedFunction(schema.name()).isEmpty()));
    }

    @Override
    public Optional<TableSchema> foreignTable(String kind, String reference, String table) {
        return kind.equals("workspace") || kind.equals("resource")
                ? reach.find(reference, table)
                : Optional.empty();
    }

    @Override
    public Collection<String> names() {
        return reach.names();
    }

    @Override
    public Optional<SavedFunction> savedFunction(String name) {
        return Optional.ofNullable(functions().get(name));
    }

    @Override
    public Optional<SuppliedFunction> suppliedFunction(String name) {
        return supplied.find(reach.main().id(), name);
    }

    @Override
    public Optional<TableSchema> externalData(ExternalSource source) {
        return Optional.of(external.admit(source));
    }

    @Override
    public Collection<String> functionNames() {
        return Stream.concat(functions().keySet().stream(), supplied.names().stream()).distinct().toList();
    }

    private Map<String, SavedFunction> functions() {
        Map<String, SavedFunction> known = functions;
        if (known == null) {
            known = (reach.main().cluster().isEmpty()
                    ? Stream.<SavedSearches.SavedSearch>empty()
                    : searches.list(reach.main()).stream()).map(SavedSearches.SavedSearch::properties)
                    .flatMap(properties -> Json.text(properties, "functionAlias")
                            .map(alias -> new SavedFunction(alias,
                                    Json.text(properties, "functionParameters").orElse(""),
                                    Json.text(properties, "query").orElseThrow()))
                            .stream())
                    .collect(Collectors.toUnmodifiableMap(SavedFunction::name, function -> function,
                            (first, second) -> first));
            functions = known;
        }
        return known;
    }
}
