package io.holdfast.sentinel;

import io.holdfast.arm.ResourceId;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The items of an entity's timeline: alerts and bookmarks. Source: the models `SecurityAlertTimelineItem` and
/// `BookmarkTimelineItem` of api-version 2022-09-01-preview. Pure functions.
final class EntityTimeline {

    private static final List<String> OF_ALERTS = List.of("productName", "description", "severity",
            "startTimeUtc",
            "endTimeUtc", "timeGenerated", "alertType");
    private static final List<String> OF_BOOKMARKS = List.of("displayName", "notes", "eventTime", "createdBy",
            "labels");

    private EntityTimeline() {}

    /// @param workspace stands for the resource that an item is about
    static ObjectNode item(EntityIndex.Source source, StoredDocument document, ResourceId workspace) {
        ObjectNode properties = Json.child(document.body(), "properties");
        ObjectNode item = Json.object().put("kind", source.kind()).put("azureResourceId",
                workspace.toString());
        (source.isAlert() ? OF_ALERTS : OF_BOOKMARKS).stream().filter(properties::has)
                .forEach(name -> item.set(name, properties.required(name).deepCopy()));
        return source.isAlert()
                ? item.put("displayName", properties.path("alertDisplayName").asString(""))
                : item.put("startTimeUtc", source.from().toString()).put("endTimeUtc",
                        source.to().toString());
    }
}
