package io.holdfast.sentinel;

import io.holdfast.arm.ResourceId;
import io.holdfast.documents.DocumentReader;
import io.holdfast.documents.StoredDocument;
import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.SuppliedFunction;
import io.holdfast.kql.TableSchema;
import io.holdfast.loganalytics.WorkspaceFunctions;
import io.holdfast.rest.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `_GetWatchlist('alias')` and `_GetWatchlistAlias` in queries. Source: sentinel-api section 10.
/// Thread-safe.
///
/// The first has the columns `_DTItemId`, `LastUpdatedTimeUTC`, `SearchKey`, `WatchlistItem` and those of
/// the items; of two that differ in casing only one.
final class WatchlistFunctions implements WorkspaceFunctions {

    private static final String ITEMS = "_GetWatchlist";
    private static final String ALIASES = "_GetWatchlistAlias";
    private static final String ALIAS = "WatchlistAlias";
    private static final String SEPARATOR = "/";
    private static final String PROPERTIES = "properties";
    private static final String ID = "_DTItemId";
    private static final String UPDATED = "LastUpdatedTimeUTC";
    private static final String KEY = "SearchKey";
    private static final String ITEM = "WatchlistItem";

    private final SentinelStores stores;

    WatchlistFunctions(SentinelStores stores) {
        this.stores = stores;
    }

    @Override
    public Collection<String> names() {
        return List.of(ITEMS, ALIASES);
    }

    @Override
    public Optional<SuppliedFunction> find(ResourceId workspace, String name) {
        return switch (name) {
            case ITEMS -> Optional.of(arguments -> items(workspace, arguments));
            case ALIASES -> Optional.of(_ -> Optional.of(
                    new TableSchema(ALIASES, List.of(new ColumnSchema(ALIAS, KqlType.STRING)))));
            default -> Optional.empty();
        };
    }

    private Optional<TableSchema> items(ResourceId workspace, List<@Nullable Object> arguments) {
        if (arguments.isEmpty() || !(arguments.getFirst() instanceof String alias)) {
            return Optional.empty();
        }
        String list = alias.toLowerCase(Locale.ROOT);
        return inDocuments(workspace, documents -> {
            if (documents.find(Watchlists.PATH.ref(List.of(), list)).isEmpty()) {
                return Optional.<TableSchema>empty();
            }
            List<ColumnSchema> columns = new ArrayList<>(List.of(new ColumnSchema(ID, KqlType.STRING),
                    new ColumnSchema(UPDATED, KqlType.DATETIME), new ColumnSchema(KEY, KqlType.STRING),
                    new ColumnSchema(ITEM, KqlType.DYNAMIC)));
            columns(documents, list).values().forEach(name -> columns.add(new ColumnSchema(name,
                    KqlType.STRING)));
            return Optional.of(new TableSchema(ITEMS + SEPARATOR + list, columns));
        }).flatMap(found -> found);
    }

    /// The names of the items' columns, by those in lower case.
    private static Map<String, String> columns(DocumentReader documents, String list) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (String own : List.of(ID, UPDATED, KEY, ITEM)) {
            columns.put(own.toLowerCase(Locale.ROOT), "");
        }
        for (StoredDocument item : documents.list(WatchlistItems.PATH.type(), list)) {
            values(item).propertyNames()
                    .forEach(name -> columns.putIfAbsent(name.toLowerCase(Locale.ROOT), name));
        }
        columns.values().removeIf(String::isEmpty);
        return columns;
    }

    private static JsonNode values(StoredDocument item) {
        return item.body().path(PROPERTIES).path("itemsKeyValue");
    }

    @Override
    public Optional<List<ObjectNode>> rows(ResourceId workspace, String table) {
        if (table.equals(ALIASES)) {
            return inDocuments(workspace,
                    documents -> documents.list(Watchlists.PATH.type(), "").stream()
                            .map(watchlist -> Json.object().put(ALIAS,
                                    watchlist.body().path("name").asString()))
                            .toList());
        }
        return table.startsWith(ITEMS + SEPARATOR)
                ? inDocuments(workspace,
                        documents -> items(documents, table.substring(ITEMS.length() + SEPARATOR.length())))
                : Optional.empty();
    }

    private static List<ObjectNode> items(DocumentReader documents, String list) {
        String key = documents.find(Watchlists.PATH.ref(List.of(), list)).map(StoredDocument::body)
                .map(body -> body.path(PROPERTIES).path("itemsSearchKey").asString()).orElse("");
        return documents.list(WatchlistItems.PATH.type(), list).stream().map(item -> {
            JsonNode properties = item.body().path(PROPERTIES);
            ObjectNode row = Json.object();
            values(item).forEachEntry((name, value) -> row.put(name, value.asString()));
            return row.put(ID, properties.path("watchlistItemId").asString())
                    .put(UPDATED, properties.path("updated").asString())
                    .put(KEY, values(item).path(key).asString("")).put(ITEM, values(item).toString());
        }).toList();
    }

    private <T> Optional<T> inDocuments(ResourceId workspace, Function<DocumentReader, T> work) {
        return stores.find(workspace).filter(OnboardingState::isUsable)
                .map(state -> stores.documents(state, work::apply));
    }
}
