package io.holdfast.sentinel;

import io.holdfast.documents.StoredDocument;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// `incidents/comments`. Source: sentinel-api sections 4 and 16.
final class IncidentComments extends ResourceKind {

    static final ResourcePath PATH = ResourcePath.of("/incidents/{incident}/comments/{comment}");

    private static final int MAX = 100;
    private static final int MAX_MESSAGE = 30_000;

    private final SecureRandom random;

    /// @param random for what automation rules make
    IncidentComments(SecureRandom random) {
        super(PATH, MAX, ConfigurationAudit.Extent.NONE);
        this.random = random;
    }

    @Override
    List<ListMember> members() {
        return List.of(ListMember.time("properties/createdTimeUtc"),
                ListMember.time("properties/lastModifiedTimeUtc"), ListMember.text("properties/message"));
    }

    @Override
    String order() {
        return "properties/createdTimeUtc desc";
    }

    @Override
    void written(ResourceWrite write, StoredDocument stored) {
        if (write.former().isEmpty()) {
            write.updateIncident(random, Set.of("Comments"));
        }
    }

    @Override
    ObjectNode document(ResourceWrite write) {
        ObjectNode properties = write.fields().required("message", MAX_MESSAGE).read();
        properties.put("createdTimeUtc", write.created("createdTimeUtc"));
        properties.put("lastModifiedTimeUtc", write.now().toString());
        properties.set("author", write.creator("author"));
        return ResourceWrite.document(properties);
    }
}
