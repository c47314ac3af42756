package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.Guids;
import io.holdfast.rest.Json;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// `watchlists`: tables of a few columns, uploaded as text or written item by item. Source: sentinel-api
/// sections 10 and 16.
final class Watchlists extends ResourceKind {

    static final ResourcePath PATH = ResourcePath.of("/watchlists/{watchlist}");

    private static final int MAX = 1_000;
    private static final int MAX_TEXT = ResourceWrite.MAX_TEXT;
    private static final int MAX_CONTENT = 3_800_000;
    private static final int MAX_SKIPPED = 1_000;
    private static final int MAX_LIST = 100;
    private static final Duration LONGEST = Duration.ofDays(3_650);
    private static final String CONTENT = "rawContent";
    private static final String ID = "watchlistId";

    private final WatchlistUpload upload;
    private final SecureRandom random;

    Watchlists(SecureRandom random) {
        super(PATH, MAX, ConfigurationAudit.Extent.CHANGE);
        this.random = random;
        this.upload = new WatchlistUpload(random);
    }

    @Override
    List<ListMember> members() {
        return List.of(ListMember.text("properties/displayName"), ListMember.text("properties/provider"),
                ListMember.time("properties/created"), ListMember.time("properties/updated"));
    }

    @Override
    List<ResourcePath> children() {
        return List.of(WatchlistItems.PATH);
    }

    @Override
    ObjectNode document(ResourceWrite write) {
        Fields fields = write.fields().required("displayName", MAX_TEXT).required("provider", MAX_TEXT)
                .required("itemsSearchKey", MAX_TEXT).text("source", MAX_TEXT).text("sourceType", MAX_TEXT)
                .text("description", MAX_TEXT).text("watchlistType", MAX_TEXT)
                .texts("labels", MAX_LIST, MAX_TEXT).duration("defaultDuration", Duration.ZERO, LONGEST)
                .number("numberOfLinesToSkip", 0, MAX_SKIPPED).text(CONTENT, MAX_CONTENT)
                .choice("contentType", List.of("text/csv", "text/tsv"));
        ObjectNode properties = fields.read();
        Optional<String> content = Json.text(properties, CONTENT);
        properties.remove(CONTENT);
        requireKey(write, properties);
        content.filter(text -> !text.isBlank()).ifPresent(text -> upload.write(write, properties, text));
        properties.put(ID, write.formerly(ID).asString(Guids.random(random)));
        properties.put("watchlistAlias", write.name());
        properties.put("watchlistType", properties.path("watchlistType").asString("watchlist"));
        properties.put("isDeleted", false).put("uploadStatus", "Complete").put("provisioningState",
                "Succeeded");
        WatchlistItems.stamp(write, properties);
        return ResourceWrite.document(properties);
    }

    /// Items are found by the search key, so it stays.
    private static void requireKey(ResourceWrite write, ObjectNode properties) {
        String former = write.formerly("itemsSearchKey").asString("");
        if (!former.isEmpty() && !former.equals(properties.path("itemsSearchKey").asString())) {
            throw ArmErrors.conflict("The search key of a watchlist cannot be changed.");
        }
    }
}
