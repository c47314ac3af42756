package io.holdfast.sentinel;

import io.holdfast.arm.Guids;
import io.holdfast.documents.StoredDocument;
import java.security.SecureRandom;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// `watchlists/watchlistItems`. Source: sentinel-api section 10.
final class WatchlistItems extends ResourceKind {

    static final ResourcePath PATH = ResourcePath.of("/watchlists/{watchlist}/watchlistItems/{item}");

    static final int MAX = 1_000_000;
    /// Of one row, in bytes.
    static final int MAX_ROW = 10_240;

    private static final int MAX_COLUMNS = 100;
    private static final int PAGE = 100;
    private static final String VALUES = "itemsKeyValue";
    private static final String ID = "watchlistItemId";

    private final SecureRandom random;

    WatchlistItems(SecureRandom random) {
        super(PATH, MAX, ConfigurationAudit.Extent.NONE);
        this.random = random;
    }

    @Override
    int pageSize() {
        return PAGE;
    }

    @Override
    ObjectNode document(ResourceWrite write) {
        Fields fields = write.fields().need(VALUES).textsByName(VALUES, MAX_COLUMNS, MAX_ROW)
                .any(VALUES, MAX_ROW).textsByName("entityMapping", MAX_COLUMNS, MAX_ROW);
        String key = write.documents()
                .find(Watchlists.PATH.ref(List.of(), write.parents().getFirst())).map(StoredDocument::body)
                .map(body -> body.path("properties").path("itemsSearchKey").asString()).orElse("");
        if (!fields.read().path(VALUES).has(key)) {
            throw fields.invalid(VALUES, "must have the search key of the watchlist");
        }
        String fresh = Guids.isGuid(write.name()) ? write.name() : Guids.random(random);
        ObjectNode properties = fields.read();
        properties.put(ID, write.formerly(ID).asString(fresh));
        return item(write, properties);
    }

    /// A document of an item.
    static ObjectNode item(ResourceWrite write, ObjectNode properties) {
        properties.put("watchlistItemType", "watchlist-item").put("isDeleted", false);
        stamp(write, properties);
        return ResourceWrite.document(properties);
    }

    /// Sets when and by whom it was made and changed.
    static void stamp(ResourceWrite write, ObjectNode properties) {
        properties.put("tenantId", write.caller().tenantId());
        properties.put("created", write.created("created"));
        properties.put("updated", write.now().toString());
        properties.set("createdBy", write.creator("createdBy"));
        properties.set("updatedBy", write.author());
    }
}
