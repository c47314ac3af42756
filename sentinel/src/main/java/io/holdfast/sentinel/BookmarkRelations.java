package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ResourceId;
import io.holdfast.documents.DocumentReader;
import io.holdfast.documents.StoredDocument;
import io.holdfast.rest.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// `bookmarks/relations`: the incidents that a bookmark is said to belong to. Source: sentinel-api section
/// 7.
///
/// They are a list of the bookmark's own: what an incident shows are the relations of the incident.
final class BookmarkRelations extends ResourceKind {

    static final ResourcePath PATH = ResourcePath.of("/bookmarks/{bookmark}/relations/{relation}");

    private static final int MAX = 100;
    private static final String PROPERTIES = "properties";
    private static final String RELATED = "relatedResourceId";

    BookmarkRelations() {
        super(PATH, MAX, ConfigurationAudit.Extent.NONE);
    }

    @Override
    ObjectNode document(ResourceWrite write) {
        ObjectNode properties = write.fields().required(RELATED, ResourceWrite.MAX_TEXT).read();
        ResourceId related = RelatedResource.of(write, properties.path(RELATED).asString());
        if (!related.type().equals(Incidents.PATH.type())) {
            throw ArmErrors.invalidParameter(PROPERTIES + "." + RELATED,
                    "A bookmark is related to incidents only.");
        }
        if (write.documents().find(Incidents.PATH.ref(List.of(), related.name())).isEmpty()) {
            throw RelatedResource.missing(related);
        }
        RelatedResource.describe(properties, related);
        return ResourceWrite.document(properties);
    }

    /// What a bookmark shows of the incident of a relation.
    static ObjectNode incidentInfo(StoredDocument relation, DocumentReader documents) {
        String incident = relation.body().path(PROPERTIES).path("relatedResourceName").asString();
        ObjectNode info = Json.object().put("incidentId", incident)
                .put("relationName", relation.body().path("name").asString());
        documents.find(Incidents.PATH.ref(List.of(), incident)).map(StoredDocument::body)
                .map(body -> Json.child(body, PROPERTIES))
                .ifPresent(found -> info.put("severity", found.path("severity").asString())
                        .put("title", found.path("title").asString()));
        return info;
    }
}
