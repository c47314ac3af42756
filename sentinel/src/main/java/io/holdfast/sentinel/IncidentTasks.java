package io.holdfast.sentinel;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// `incidents/tasks`. Source: sentinel-api sections 4 and 16.
final class IncidentTasks extends ResourceKind {

    static final ResourcePath PATH = ResourcePath.of("/incidents/{incident}/tasks/{task}");

    static final int MAX = 40;
    static final int MAX_TITLE = 150;
    static final int MAX_DESCRIPTION = 3_000;

    IncidentTasks() {
        super(PATH, MAX, ConfigurationAudit.Extent.NONE);
    }

    @Override
    List<ListMember> members() {
        return List.of(ListMember.time("properties/createdTimeUtc"), ListMember.text("properties/status"),
                ListMember.text("properties/title"));
    }

    @Override
    String order() {
        return "properties/createdTimeUtc";
    }

    @Override
    ObjectNode document(ResourceWrite write) {
        ObjectNode properties = write.fields().required("title", MAX_TITLE)
                .text("description", MAX_DESCRIPTION)
                .requiredChoice("status", List.of("New", "Completed")).read();
        properties.put("createdTimeUtc", write.created("createdTimeUtc"));
        properties.put("lastModifiedTimeUtc", write.now().toString());
        properties.set("createdBy", write.creator("createdBy"));
        properties.set("lastModifiedBy", write.author());
        return ResourceWrite.document(properties);
    }
}
