package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.Guids;
import io.holdfast.documents.DocumentRef;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Items of a watchlist from its `rawContent`: the first line after those to skip names the columns. Items
/// with the same search key are written over, others stay. Source: sentinel-api sections 10 and 16.
final class WatchlistUpload {

    private static final String VALUES = "itemsKeyValue";

    private final SecureRandom random;

    WatchlistUpload(SecureRandom random) {
        this.random = random;
    }

    /// Writes the items within the transaction that writes the watchlist.
    ///
    /// @throws ApiException 400 if the content cannot be read
    void write(ResourceWrite watchlist, ObjectNode properties, String content) {
        boolean isTsv = properties.path("contentType").asString("").equals("text/tsv");
        DelimitedText text = new DelimitedText(content, isTsv ? '\t' : ',');
        text.skipLines(properties.path("numberOfLinesToSkip").asInt(0));
        List<String> columns = text.row(WatchlistItems.MAX_ROW);
        String key = properties.path("itemsSearchKey").asString();
        if (!columns.contains(key) || new HashSet<>(columns).size() < columns.size()) {
            throw ArmErrors.invalidParameter("properties.itemsSearchKey",
                    "'properties.itemsSearchKey' must be one of the columns that the first line of"
                            + " 'properties.rawContent' names, each once.");
        }
        String partition = ResourcePath.partition(List.of(watchlist.name()));
        Map<String, DocumentRef> known = known(watchlist, partition, key);
        while (!text.isAtEnd()) {
            List<String> row = text.row(WatchlistItems.MAX_ROW);
            if (row.size() > 1 || !row.getFirst().isEmpty()) {
                put(watchlist, known, partition, values(columns, row), key);
            }
        }
        if (known.size() > WatchlistItems.MAX) {
            throw SentinelErrors.tooMany(WatchlistItems.PATH.type(), WatchlistItems.MAX);
        }
    }

    private static Map<String, DocumentRef> known(ResourceWrite watchlist, String partition, String key) {
        Map<String, DocumentRef> known = new HashMap<>();
        for (StoredDocument item : watchlist.documents().list(WatchlistItems.PATH.type(), partition)) {
            known.put(item.body().path("properties").path(VALUES).path(key).asString(""), item.ref());
        }
        return known;
    }

    private static ObjectNode values(List<String> columns, List<String> row) {
        if (row.size() > columns.size()) {
            throw ArmErrors.invalidParameter("properties.rawContent",
                    "A line of 'properties.rawContent' has more fields than the first names columns.");
        }
        ObjectNode values = Json.object();
        for (int i = 0; i < columns.size(); i++) {
            values.put(columns.get(i), i < row.size() ? row.get(i) : "");
        }
        return values;
    }

    private void put(ResourceWrite watchlist, Map<String, DocumentRef> known, String partition,
            ObjectNode values, String key) {
        DocumentRef ref = known.computeIfAbsent(values.path(key).asString(),
                absent -> new DocumentRef(WatchlistItems.PATH.type(), partition, Guids.random(random)));
        ObjectNode properties = Json.object().put("watchlistItemId", ref.id());
        properties.set(VALUES, values);
        ResourceWrite item = new ResourceWrite(watchlist.workspace(), List.of(watchlist.name()), ref.id(),
                Json.object(), watchlist.documents().find(ref), watchlist.documents(), watchlist.caller(),
                watchlist.now());
        ObjectNode document = Json.object().put("name", ref.id());
        document.setAll(WatchlistItems.item(item, properties));
        watchlist.documents().put(ref, document, Optional.empty());
    }
}
