package io.holdfast.sentinel;

import io.holdfast.arm.ResourceId;
import io.holdfast.documents.DocumentReader;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// `bookmarks`. Source: sentinel-api section 7.
final class Bookmarks extends ResourceKind {

    static final ResourcePath PATH = ResourcePath.of("/bookmarks/{bookmark}");

    private static final int MAX = 100_000;
    private static final int MAX_QUERY = 10_000;
    private static final int MAX_RESULT = 64_000;
    private static final int MAX_LIST = 100;
    private static final String PROPERTIES = "properties";

    Bookmarks() {
        super(PATH, MAX, ConfigurationAudit.Extent.NONE);
    }

    @Override
    List<ListMember> members() {
        return List.of(ListMember.text("properties/displayName"), ListMember.time("properties/created"),
                ListMember.time("properties/updated"), ListMember.time("properties/eventTime"));
    }

    @Override
    List<ResourcePath> children() {
        return List.of(BookmarkRelations.PATH);
    }

    @Override
    ObjectNode document(ResourceWrite write) {
        ObjectNode properties = write.fields().required("displayName", ResourceWrite.MAX_TEXT)
                .required("query", MAX_QUERY).text("queryResult", MAX_RESULT)
                .text("notes", ResourceWrite.MAX_TEXT).texts("labels", MAX_LIST, ResourceWrite.MAX_TEXT)
                .instant("eventTime").instant("queryStartTime").instant("queryEndTime")
                .objects("entityMappings", MAX_LIST, mapping -> mapping
                        .requiredChoice("entityType", Entities.TYPES)
                        .objects("fieldMappings", MAX_LIST,
                                field -> field.required("identifier", ResourceWrite.MAX_TEXT)
                                        .text("value", ResourceWrite.MAX_TEXT)))
                .choices("tactics", MAX_LIST, Tactics.ALL).texts("techniques", MAX_LIST, MAX_LIST).read();
        properties.put("created", write.created("created"));
        properties.put("updated", write.now().toString());
        properties.set("createdBy", write.creator("createdBy"));
        properties.set("updatedBy", write.author());
        return ResourceWrite.document(properties);
    }

    @Override
    void complete(ObjectNode resource, Shown shown, DocumentReader documents) {
        ObjectNode properties = (ObjectNode) resource.required(PROPERTIES);
        documents.list(BookmarkRelations.PATH.type(), shown.id()).stream().findFirst()
                .ifPresent(relation -> properties.set("incidentInfo",
                        BookmarkRelations.incidentInfo(relation, documents)));
    }

    /// The bookmark as an entity.
    static ObjectNode entity(ResourceId workspace, StoredDocument bookmark) {
        ObjectNode json = Entities.entity(workspace,
                bookmark.body().path("name").asString(bookmark.ref().id()), "Bookmark");
        ObjectNode properties = Json.child(bookmark.body(), PROPERTIES).deepCopy();
        properties.remove("entityMappings");
        json.set(PROPERTIES, properties.put("friendlyName", properties.path("displayName").asString()));
        return json;
    }
}
